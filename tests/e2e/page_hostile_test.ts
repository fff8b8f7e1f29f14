// Every page of a record whose every text is hostile: it stays text.
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { addresses } from "./page/addresses.ts";
import { makeHostile, makeHuge } from "./page/hostile.ts";
import { fullRecord } from "./page/record.ts";
import { pageTest } from "./page/stage.ts";

/** The page of an action shows two million letters of its output; more is no page for people. */
const MOST_BYTES = 2_500_000;

pageTest("serve: whatever stands in the record is text on every page, and runs nowhere", async (stage) => {
  const { ground, open, step } = stage;
  const page = await open("/");
  const paths = addresses(ground);
  await step("markup, quotes, escapes and controls in every text", async () => {
    makeHostile(ground);
    let seen = 0;
    for (const path of paths.filter((each) => !each.startsWith("/hosts/"))) {
      if (await harmless(page, path)) seen++;
    }
    await page.goto("/hosts");
    const links = page.locator('main a[href^="/hosts/"]');
    const hosts = await links.evaluateAll((all) => all.map((link) => link.getAttribute("href")!));
    assert.ok(hosts.length >= 3, `${hosts}`);
    for (const path of hosts) assert.ok(await harmless(page, path), path);
    assert.ok(seen > paths.length / 2, `only ${seen} of ${paths.length} pages show any of it`);
  });
  await step("texts of ten million letters", async () => {
    makeHuge(ground);
    for (const path of paths.filter((each) => !each.startsWith("/hosts/"))) await harmless(page, path);
  });
}, { before: fullRecord });

/** Opens a page and fails if a text became more than that. Whether it shows any of it. */
async function harmless(page: Page, path: string): Promise<boolean> {
  const answer = await page.goto(path);
  assert.equal(answer?.status(), 200, path);
  const size = (await answer!.body()).length;
  assert.ok(size < MOST_BYTES, `${path} has ${size} bytes`);
  const made = await page.evaluate(`[
    document.hostile ?? "",
    ...document.querySelectorAll("x-hostile, script:not([src]), img, iframe, [onerror], [onload], svg [onload], svg script"),
  ].map(String).filter((each) => each !== "")`);
  assert.deepEqual(made, [], path);
  const text = await page.locator("body").innerText();
  // deno-lint-ignore no-control-regex
  const raw = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/.exec(text);
  assert.equal(
    raw,
    null,
    `${path} shows a raw ${raw?.[0].codePointAt(0)?.toString(16)}: ${text.slice((raw?.index ?? 0) - 60, raw?.index)}`,
  );
  // It answers whoever is there.
  await page.locator("a[href='/inbox']").first().focus();
  assert.equal(await page.evaluate("document.activeElement.getAttribute('href')"), "/inbox");
  return text.includes("<x-hostile>");
}
