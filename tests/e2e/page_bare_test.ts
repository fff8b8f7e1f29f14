// The page in a browser that runs no script: what can be done with it is done with plain forms.
import assert from "node:assert/strict";
import { form, said, shows, stands, unfold } from "./page/sights.ts";
import { pageTest } from "./page/stage.ts";

const BARE = { javaScriptEnabled: false };

pageTest("serve: without script a loop is submitted, answered, paused, resumed and cancelled", async (stage) => {
  const { ground, open, worker } = stage;
  ground.write(
    "site.yml",
    "- hosts: localhost\n  gather_facts: false\n  tasks:\n    - pause: { prompt: Which release? }\n",
  );
  await worker();
  const page = await open("/loops/new", BARE);
  await page.locator("[name=file]").fill("nowhere.yml");
  await form(page, "submit").locator("button[type=submit]").first().click();
  await said(page, /nowhere\.yml/);
  assert.equal(await page.locator("[name=file]").inputValue(), "nowhere.yml");
  await page.locator("[name=file]").fill("site.yml");
  await form(page, "submit").locator("button[type=submit]").first().click();
  await page.waitForURL("**/loops/1");
  await said(page, /submitted/);
  const row = () => ground.query("select status from loops")[0]!["status"];
  await ground.until("the question", () => ground.query("select 1 from prompts").length > 0 && row() === "paused");
  await page.reload();
  const pause = await unfold(page, "pause");
  await pause.locator("[name=reason]").fill("lunch");
  await pause.getByRole("button").click();
  await said(page, /paused/);
  await shows(page, "lunch");
  await (await unfold(page, "resume")).first().getByRole("button").first().click();
  await said(page, /goes? on/);
  await page.goto("/inbox");
  await form(page, "answer").getByRole("textbox").fill("1.3");
  await form(page, "answer").getByRole("button").click();
  await said(page, /answered: 1\.3/);
  await ground.until("the end", () => row() === "completed");
  await page.goto("/loops/1");
  await stands(page, "completed");
});

pageTest(
  "serve: without script the light says that nothing moves by itself, and lists are narrowed down by forms",
  async ({ open, submit }) => {
    await submit("apples", "    - debug: { msg: x }\n");
    await submit("pears", "    - debug: { msg: x }\n");
    const page = await open("/", BARE);
    await page.locator("#light").filter({ hasText: "reload" }).waitFor();
    await page.locator("input[type=search]").fill("pear");
    await page.locator("form[role=search] button").click();
    assert.deepEqual([await page.locator("#loop-1").count(), await page.locator("#loop-2").count()], [0, 1]);
  },
);
