// What eyes and screen readers stumble over: axe's rules, and what sticks out of the screen.
import axe from "axe-core/axe.min.js" with { type: "text" };
import assert from "node:assert/strict";
import type { Page } from "playwright-core";

interface Found {
  id: string;
  nodes: { target: string[]; failureSummary?: string }[];
}

/** How somebody looks at a page. */
export interface Looks {
  width: number;
  colorScheme: "light" | "dark";
}

/** On a phone and on a desk, by day and by night. */
export const ALL_WAYS: readonly Looks[] = [360, 1280].flatMap((width): Looks[] => [
  { width, colorScheme: "light" },
  { width, colorScheme: "dark" },
]);

/** What somebody would stumble over, and where: gathered over many pages, each thing told once. */
export class Stumbles {
  readonly #places = new Map<string, Set<string>>();

  /** Looks at the page in each of these ways. */
  async look(page: Page, ways: readonly Looks[]): Promise<void> {
    await page.evaluate(`if (globalThis.axe === undefined) { ${axe} }`);
    for (const { width, colorScheme } of ways) {
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme });
      const place = `${page.url().replace(/^https?:\/\/[^/]+/, "")} (${colorScheme}, ${width} wide)`;
      for (const each of [...await sticksOut(page), ...await rulesBroken(page)]) {
        this.#places.set(each, (this.#places.get(each) ?? new Set()).add(place));
      }
    }
  }

  /** Fails with all of it. */
  none(): void {
    const told = [...this.#places].map(([what, places]) => `${what}\n    on ${[...places].slice(0, 6).join(", ")}`);
    assert.equal(told.join("\n"), "");
  }
}

async function rulesBroken(page: Page): Promise<string[]> {
  const run = `axe.run(document, { resultTypes: ["violations"] })`;
  const { violations, passes } = await page.evaluate(
    `${run}.then(({ violations, passes }) => ({ violations, passes: passes.length }))`,
  ) as { violations: Found[]; passes: number };
  if (passes < 10) return ["axe has looked at next to nothing"];
  return violations.map(({ id, nodes }) =>
    `${id}: ${
      nodes.slice(0, 3).map(({ target, failureSummary }) => `${target.join(" ")}: ${failureSummary}`).join("; ")
    }`
  );
}

/** What makes the page wider than the screen. */
async function sticksOut(page: Page): Promise<string[]> {
  return await page.evaluate(`(() => {
    const wide = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= wide) return [];
    const out = [...document.querySelectorAll("body *")].filter((each) => each.getBoundingClientRect().right > wide + 1);
    const names = out.slice(0, 5).map((each) => each.tagName + "." + (each.getAttribute("class") ?? ""));
    return ["wider than the screen, " + document.documentElement.scrollWidth + ": " + names.join(" ")];
  })()`) as string[];
}
