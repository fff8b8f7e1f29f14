// What a test looks for on a page, and waits for until it is there.
import type { Locator, Page } from "playwright-core";

/** Once the light says so. */
export async function light(page: Page, state: "live" | "stale" | "connecting"): Promise<void> {
  await page.locator(`#light[data-state="${state}"]`).waitFor();
}

/** Once the page tells what became of a deed, in such words. */
export async function said(page: Page, words: RegExp | string): Promise<void> {
  await page.locator("#said").filter({ hasText: words }).waitFor();
}

/** Once the main part of the page shows such words. */
export async function shows(page: Page, words: RegExp | string): Promise<void> {
  await page.locator("main").filter({ hasText: words }).waitFor();
}

/** Once the page of a loop says in its head that this is its status. */
export async function stands(page: Page, status: string): Promise<void> {
  await page.locator("main .head .status").filter({ hasText: status }).waitFor();
}

/** The form of a deed: `answer`, `pause` … */
export function form(page: Page, deed: string): Locator {
  return page.locator(`form[action="/deeds/${deed}"]`);
}

/** Opens the menu that a deed's form is in, where it is in one. */
export async function unfold(page: Page, deed: string): Promise<Locator> {
  const menu = page.locator("details", { has: page.locator(`form[action="/deeds/${deed}"]`) });
  if (await menu.count() > 0 && await menu.first().getAttribute("open") === null) {
    await menu.first().locator("summary").first().click();
  }
  return form(page, deed);
}

/** Marks the document, so that a later `sameDocument` tells whether it was loaded anew. */
export async function markDocument(page: Page): Promise<void> {
  await page.evaluate("document.marked = true");
}

/** Whether it is the document that was marked. */
export async function sameDocument(page: Page): Promise<boolean> {
  return await page.evaluate("document.marked === true") as boolean;
}
