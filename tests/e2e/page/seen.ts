// What eyes and screen readers stumble over: axe's rules, and what sticks out of the screen.
import axe from "axe-core/axe.min.js" with { type: "text" };
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

/** Looks at the page in each of these ways. A sentence for everything that somebody would stumble over. */
export async function stumbles(page: Page, ways: readonly Looks[]): Promise<string[]> {
  await page.evaluate(`if (globalThis.axe === undefined) { ${axe} }`);
  const all: string[] = [];
  for (const { width, colorScheme } of ways) {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme });
    const told = [...await sticksOut(page), ...await rulesBroken(page)];
    all.push(...told.map((each) => `${new URL(page.url()).pathname}, ${colorScheme}, ${width} wide: ${each}`));
  }
  return all;
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
