// A loop submitted from the form: what a newcomer types, and what is said of mistakes.
import assert from "node:assert/strict";
import { light, said, stands } from "./page/sights.ts";
import { pageTest } from "./page/stage.ts";

const SITE = "- hosts: localhost\n  gather_facts: false\n  tasks:\n    - copy: { content: here, dest: DIR/file }\n";

pageTest(
  "serve: a playbook is submitted from the form, and its page shows how it converges",
  async ({ ground, open, worker }) => {
    ground.write("site.yml", SITE);
    await worker();
    const page = await open("/");
    await page.getByRole("link", { name: /submit|new loop/i }).first().click();
    await page.waitForURL("**/loops/new");
    await page.locator("[name=file]").fill("site.yml");
    await page.locator('form[action="/deeds/submit"] button[type=submit]').first().click();
    await page.waitForURL("**/loops/1");
    await said(page, /submitted/);
    await light(page, "live");
    await stands(page, "completed");
    assert.deepEqual(ground.lines("file"), ["here"]);
  },
);

pageTest("serve: a mistake in the form comes back in words, with what was typed", async ({ ground, open }) => {
  ground.write("broken.yml", SITE.replace("copy", "copie"));
  const page = await open("/loops/new");
  const type = async (name: string, text: string) => await page.locator(`[name="${name}"]`).fill(text);
  const send = () => page.locator('form[action="/deeds/submit"] button[type=submit]').first().click();
  await type("file", "broken.yml");
  await type("name", `it's "mine" <b>`);
  await send();
  await said(page, /copie[^]*copy/);
  assert.equal(await page.locator("[name=file]").inputValue(), "broken.yml");
  assert.equal(await page.locator("[name=name]").inputValue(), `it's "mine" <b>`);
  assert.deepEqual(ground.query("select 1 from loops"), []);
  await type("file", "--yes");
  await send();
  await said(page, /--yes/);
  assert.deepEqual(ground.query("select 1 from loops"), []);
  ground.write("site.yml", SITE);
  await type("file", "site.yml");
  await type("name", "mine");
  await send();
  await page.waitForURL("**/loops/1");
  assert.equal(ground.query("select name from loops")[0]?.["name"], "mine");
});
