// A loop at work, watched on an open page: it changes by itself, and leaves alone what somebody does on it.
import assert from "node:assert/strict";
import { light, markDocument, sameDocument, shows, stands } from "./page/sights.ts";
import { pageTest } from "./page/stage.ts";

const STEP = (n: number) =>
  `    - name: step ${n}
      shell: until [ -e DIR/go${n} ] || [ ! -e DIR ]; do sleep 0.02; done; echo said ${n}
`;

pageTest(
  "serve: a loop's page follows its work without being loaded anew, and leaves alone what is typed, unfolded and chosen",
  async (stage) => {
    const { ground, open, submit, worker } = stage;
    await submit("steps", [1, 2, 3].map(STEP).join(""));
    const page = await open("/loops/1", { viewport: { width: 1280, height: 400 } });
    await light(page, "live");
    await markDocument(page);
    await stands(page, "pending");
    await worker();
    await stands(page, "running");
    await shows(page, "step 1");

    // Somebody begins to pause it, and reads on.
    const menu = page.locator("details", { has: page.locator('form[action="/deeds/pause"]') });
    await menu.locator("summary").first().click();
    const reason = page.locator('form[action="/deeds/pause"] [name=reason]');
    await reason.pressSequentially("half a sen");
    await page.evaluate("scrollTo(0, 120)");
    const place = async () => (await reason.boundingBox())?.y ?? NaN;
    const before = await place();

    ground.write("go1", "");
    await shows(page, "step 2");
    ground.write("go2", "");
    await shows(page, "step 3");
    await reason.pressSequentially("tence");
    assert.equal(await reason.inputValue(), "half a sentence");
    assert.equal(await page.evaluate("document.activeElement.name"), "reason");
    assert.equal(await menu.getAttribute("open"), "");
    assert.ok(Math.abs(await place() - before) < 40, `it stood at ${before} and stands at ${await place()}`);
    ground.write("go3", "");
    await stands(page, "completed");
    assert.ok(await sameDocument(page));
  },
);

pageTest("serve: the list of loops follows what happens to each, and a new one appears", async (stage) => {
  const { open, submit, worker } = stage;
  const page = await open("/?show=all");
  await light(page, "live");
  await markDocument(page);
  await submit("first", "    - copy: { content: x, dest: DIR/file }\n");
  await page.locator("#loop-1").filter({ hasText: "pending" }).waitFor();
  await worker();
  await page.locator("#loop-1").filter({ hasText: "completed" }).waitFor();
  await submit("second", "    - pause: { prompt: Go on? }\n");
  await page.locator("#loop-2").filter({ hasText: "paused" }).waitFor();
  await page.locator("nav").filter({ hasText: /Inbox\s*1/ }).first().waitFor();
  assert.ok(await sameDocument(page));
});
