// The page by keyboard alone.
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { fullRecord } from "./page/record.ts";
import { said } from "./page/sights.ts";
import { pageTest, type Stage } from "./page/stage.ts";

/** What has the focus: its words or name, without spaces around. */
async function focused(page: Page): Promise<string> {
  return await page.evaluate(`(() => {
    const at = document.activeElement;
    return at === document.body ? "" : (at.getAttribute("aria-label") || at.textContent || at.name || at.id).trim();
  })()`) as string;
}

/** The chosen row's id. */
async function chosen(page: Page): Promise<string | null> {
  return await page.locator("[data-row][aria-current=true]").getAttribute("id");
}

pageTest("serve: everything is reached and done by keyboard alone", async (stage) => {
  await stage.step("rows with j, k and enter, sections with g and a letter", () => rows(stage));
  await stage.step("tab reaches everything on a page in its order, and leaves it", () => tabs(stage));
  await stage.step("? shows the keys, escape closes them, and they can be switched off", () => help(stage));
  await stage.step("an approval takes two keys, a denial its words", () => approval(stage));
}, { before: fullRecord });

async function rows({ open }: Stage): Promise<void> {
  const page = await open("/?show=all");
  const all = await page.locator("[data-list] [data-row]").evaluateAll((all) => all.map(({ id }) => id));
  assert.ok(all.length >= 8, `${all}`);
  await page.keyboard.press("j");
  assert.equal(await chosen(page), all[0]);
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  await page.keyboard.press("k");
  assert.equal(await chosen(page), all[1]);
  await page.keyboard.press("Enter");
  await page.waitForURL(`**/loops/${all[1]!.replace("loop-", "")}`);
  for (
    const [letter, path] of [["i", "/inbox"], ["h", "/hosts"], ["d", "/drift"], ["r", "/rules"], ["w", "/workers"]]
  ) {
    await page.keyboard.press("g");
    await page.keyboard.press(letter!);
    await page.waitForURL(`**${path}`);
  }
}

async function approval({ ground, open }: Stage): Promise<void> {
  const page = await open("/inbox");
  const asked = ground.query("select id from prompts where kind = 'approval'")[0]!["id"];
  const responses = () => ground.query("select response, comment from prompts where id = ?", Number(asked))[0]!;
  const all = await page.locator("[data-list] [data-row]").evaluateAll((all) => all.map(({ id }) => id));
  for (let n = 0; n <= all.indexOf(`prompt-${asked}`); n++) await page.keyboard.press("j");
  assert.equal(await chosen(page), `prompt-${asked}`);
  await page.keyboard.press("d");
  await page.keyboard.type("jkad? not today");
  assert.equal(responses()["response"], null, "letters in a field are letters");
  await page.keyboard.press("Escape");
  await page.keyboard.press("a");
  assert.equal(responses()["response"], null);
  assert.match(await focused(page), /yes|approve/i);
  await page.keyboard.press("Enter");
  await said(page, /answered: yes/);
  assert.equal(responses()["response"], "yes");
}

async function help({ open }: Stage): Promise<void> {
  const page = await open("/hosts");
  await page.keyboard.press("?");
  const keys = page.locator("dialog#keys");
  await keys.waitFor();
  await page.keyboard.press("Escape");
  await keys.waitFor({ state: "hidden" });
  await page.keyboard.press("/");
  await page.keyboard.type("web");
  assert.equal(await page.locator("input[type=search]").inputValue(), "web");
  await page.waitForURL(/web/);
  await page.keyboard.press("Escape");
  await page.keyboard.press("?");
  await page.getByLabel("listen to keys").uncheck();
  await page.keyboard.press("Escape");
  await page.reload();
  await page.keyboard.press("j");
  assert.equal(await page.locator("[data-row][aria-current]").count(), 0);
}

async function tabs({ ground, open }: Stage): Promise<void> {
  const page = await open("/");
  const asks = ground.query("select id from loops where name = 'asks'")[0]!["id"];
  for (const path of ["/", `/loops/${asks}`, "/inbox", "/loops/new", "/rules/page-there"]) {
    await page.goto(path);
    const all = await page.evaluate(`(() => {
      const tabbable = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']";
      globalThis.stops = [...document.querySelectorAll(tabbable)]
        .filter((each) => !each.disabled && (each.type !== "radio" || each.checked) && each.checkVisibility({ visibilityProperty: true }) && each.tabIndex >= 0);
      return globalThis.stops.length;
    })()`) as number;
    assert.ok(all > 5, path);
    const order: number[] = [];
    for (let n = 0; n <= all; n++) {
      await page.keyboard.press("Tab");
      order.push(await page.evaluate("globalThis.stops.indexOf(document.activeElement)") as number);
    }
    const last = order.pop()!;
    assert.deepEqual(order, Array.from({ length: all }, (_, n) => n), path);
    assert.ok(last <= 0, `${path}: the last one is left, and then comes ${last}`);
  }
}
