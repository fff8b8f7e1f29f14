// What the pictures in docs/ show: a record that was made once, at a time that stands still. A picture that is taken again is the same.
import type { BrowserContextOptions, Page } from "playwright-core";
import { Ground } from "../program.ts";
import { query } from "../../crash/invariants.ts";
import { Browser } from "./browser.ts";
import { light } from "./sights.ts";
import { Site } from "./site.ts";

/** The record; `deno task pictures --record` makes it anew. */
export const RECORD = new URL("../../data/pictured.db", import.meta.url).pathname;
/** The words of each picture's page when it was taken. */
export const WORDS = new URL("pictured.json", import.meta.url).pathname;

interface Picture {
  path: string;
  height: number;
  looks: BrowserContextOptions;
}

/** By the name of its file in docs/. */
export const PICTURES: Record<string, Picture> = {
  "page-loops": { path: "/?show=all", height: 600, looks: { colorScheme: "light" } },
  "page-loop": { path: "/loops/site", height: 860, looks: { colorScheme: "dark" } },
  "page-inbox": { path: "/inbox/2", height: 720, looks: { colorScheme: "light" } },
  "page-phone": { path: "/loops/site", height: 780, looks: { colorScheme: "light", isMobile: true } },
};
const DESK = 1280;
const PHONE = 390;

/** A page that names the record as people do who start it in its folder. */
class Near extends Ground {
  override command(...args: string[]): Deno.Command {
    return super.command("--db", "loops.db", ...args);
  }
}

/** Opens the page of each picture as it is taken, one after another. */
export async function eachPicture(see: (name: string, page: Page) => Promise<void>): Promise<void> {
  using ground = new Near();
  await Deno.copyFile(RECORD, ground.db);
  const { code, stderr } = await ground.run("init-db");
  if (code !== 0) throw new Error(stderr);
  const [last] = query(ground.db, "select max(heartbeat_at) as at from workers");
  const now = Date.parse(String(last!["at"])) + 1000;
  ground.preload = new URL("standing_clock.ts", import.meta.url).pathname;
  Object.assign(ground.env, { STANDS_AT: String(now), USER: "ann", LOGNAME: "ann", TZ: "UTC" });
  await using site = await Site.start(ground);
  await using browser = await Browser.start();
  for (const [name, { path, height, looks }] of Object.entries(PICTURES)) {
    const width = looks.isMobile === true ? PHONE : DESK;
    const person = await browser.person(site.origin, { ...looks, viewport: { width, height }, timezoneId: "UTC" });
    const page = await person.open();
    await page.clock.setFixedTime(now);
    await page.goto(path);
    await light(page, "live");
    await see(name, page);
  }
  browser.troubles.none();
}

/** What one reads on it, and where its links lead. */
export async function wordsOf(page: Page): Promise<string[]> {
  const words = (await page.locator("body").innerText()).split("\n").map((line) => line.trim()).filter((line) => line);
  const links = await page.locator("a[href]").evaluateAll((all) => all.map((each) => each.getAttribute("href") ?? ""));
  return [...words, ...links];
}
