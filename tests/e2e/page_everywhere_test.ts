// Every page of a full record: for who sees badly, who has a small screen, who allows no script.
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { addresses } from "./page/addresses.ts";
import { fullRecord } from "./page/record.ts";
import { Stumbles } from "./page/seen.ts";
import { pageTest } from "./page/stage.ts";

pageTest("serve: every page of a full record is for everybody", async ({ ground, open, step }) => {
  const page = await open("/");
  await step("on a phone by night and on a desk by day", async () => {
    const stumbles = new Stumbles();
    for (const path of addresses(ground)) {
      const answer = await page.goto(path);
      assert.equal(answer?.status(), 200, path);
      await stumbles.look(page, [{ width: 360, colorScheme: "dark" }, { width: 1280, colorScheme: "light" }]);
    }
    stumbles.none();
  });
  await step("without script it says the same", async () => {
    const bare = await open("/", { javaScriptEnabled: false });
    for (const path of addresses(ground)) {
      await Promise.all([page.goto(path), bare.goto(path)]);
      assert.equal(await words(bare), await words(page), path);
    }
  });
}, { before: fullRecord });

/** What the main part of a page says to everybody; how long ago something was is left out. */
async function words(page: Page): Promise<string> {
  await page.evaluate("document.querySelectorAll('.needs-script, .needs-no-script').forEach((each) => each.remove())");
  const said = await page.locator("main").innerText();
  return said.replace(/\d+(\.\d+)? ?(ms|s|min|h|d)\b/g, "…").replace(/\s+/g, " ");
}
