// What an open page says and keeps while its network, its server or the worker is gone, and when they are back.
import assert from "node:assert/strict";
import { form, light, markDocument, said, sameDocument, shows, stands } from "./page/sights.ts";
import { pageTest } from "./page/stage.ts";
import { GONE } from "./page/troubles.ts";

const LONG = "    - shell: until [ -e DIR/go ] || [ ! -e DIR ]; do sleep 0.02; done; echo said\n";
const QUESTION = "    - pause: { prompt: Which release? }\n";
pageTest(
  "serve: the server is killed and started again under an open page: it says so, loses nothing, and is current again",
  async (stage) => {
    const { ground, open, submit, site, worker, browser } = stage;
    browser.troubles.expect(GONE);
    await worker();
    await submit("release", QUESTION);
    await ground.until("the question", () => ground.query("select 1 from prompts").length > 0);
    const page = await open("/inbox");
    await light(page, "live");
    await markDocument(page);
    await form(page, "answer").getByRole("textbox").pressSequentially("1.");
    await site.kill();
    await light(page, "stale");
    // Something happens that the page cannot hear of.
    await submit("other", QUESTION.replace("release", "town"));
    await ground.until("the other question", () => ground.query("select 1 from prompts").length > 1);
    await form(page, "answer").first().getByRole("textbox").pressSequentially("3");
    await site.startAgain();
    await light(page, "live");
    await shows(page, "Which town?");
    const field = form(page, "answer").first().getByRole("textbox");
    assert.equal(await field.inputValue(), "1.3");
    assert.ok(await sameDocument(page));
    await form(page, "answer").first().getByRole("button").click();
    await said(page, /answered: 1\.3/);
  },
);

pageTest("serve: an answer that does not reach the server is kept on the page, and said to be", async (stage) => {
  const { ground, open, submit, site, worker, browser } = stage;
  browser.troubles.expect(GONE);
  await worker();
  await submit("release", QUESTION);
  await ground.until("the question", () => ground.query("select 1 from prompts").length > 0);
  const page = await open("/inbox/1");
  await light(page, "live");
  await form(page, "answer").getByRole("textbox").fill("1.3");
  await site.kill();
  await light(page, "stale");
  await form(page, "answer").getByRole("button").click();
  await page.getByRole("alert").filter({ hasText: /\w/ }).waitFor();
  assert.equal(await form(page, "answer").getByRole("textbox").inputValue(), "1.3");
  await site.startAgain();
  await light(page, "live");
  await form(page, "answer").getByRole("button").click();
  await said(page, /answered: 1\.3/);
  assert.equal(ground.query("select response from prompts")[0]?.["response"], "1.3");
});

pageTest(
  "serve: a page whose network goes and comes back is current afterwards",
  async ({ person, submit, browser }) => {
    browser.troubles.expect(GONE);
    const ann = await person();
    const page = await ann.open("/");
    await light(page, "live");
    await markDocument(page);
    await ann.offline(true);
    await light(page, "stale");
    await submit("meanwhile", "    - debug: { msg: x }\n");
    await ann.offline(false);
    await light(page, "live");
    await page.locator("#loop-1").waitFor();
    assert.ok(await sameDocument(page));
  },
);

pageTest(
  "serve: the page says that no worker is running when it was killed, and the loop goes on under the next",
  async (stage) => {
    const { ground, open, submit, worker } = stage;
    const first = await worker();
    await submit("long", LONG);
    const page = await open("/loops/1");
    await light(page, "live");
    await stands(page, "running");
    await markDocument(page);
    first.signal("SIGKILL");
    await first.ended();
    await page.locator("#no-worker").waitFor();
    await worker();
    await page.locator("#no-worker").waitFor({ state: "detached" });
    ground.write("go", "");
    await stands(page, "completed");
    assert.ok(await sameDocument(page));
  },
);
