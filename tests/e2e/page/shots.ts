// Makes the pictures of README anew: `deno run -A tests/e2e/page/shots.ts`. The record that they show is made by the program itself.
import type { BrowserContextOptions } from "playwright-core";
import { say } from "../../../scripts/say.ts";
import { Ground } from "../program.ts";
import { Watched } from "../watched.ts";
import { Browser } from "./browser.ts";
import { fullRecord } from "./record.ts";
import { light } from "./sights.ts";
import { Site } from "./site.ts";

const ROOT = new URL("../../../", import.meta.url).pathname;

interface Shot {
  name: string;
  path: string;
  height: number;
  looks: BrowserContextOptions;
}

const DESK = 1280;
const SHOTS: Shot[] = [
  { name: "page-loops", path: "/?show=all", height: 600, looks: { colorScheme: "light" } },
  { name: "page-loop", path: "/loops/site", height: 860, looks: { colorScheme: "dark" } },
  { name: "page-inbox", path: "/inbox/2", height: 720, looks: { colorScheme: "light" } },
  { name: "page-phone", path: "/loops/site", height: 780, looks: { colorScheme: "light", isMobile: true } },
];

/** A folder with a name that one may read in a picture; the program lies in it as one file. */
class Shop extends Ground {
  override readonly folder = "/srv/shop";
  override readonly db = "/srv/shop/loops.db";

  override command(...args: string[]): Deno.Command {
    const env = { ...this.env, HOME: this.folder, NO_COLOR: "1", USER: "ann", LOGNAME: "ann" };
    const options = { cwd: this.folder, env, stdin: "null", stdout: "piped", stderr: "piped" } as const;
    return new Deno.Command(Deno.execPath(), { args: ["run", "-A", "ftl2-enterprise.js", ...args], ...options });
  }
}

await new Deno.Command(Deno.execPath(), { args: ["task", "bundle"], cwd: ROOT, stdout: "null", stderr: "null" })
  .output();
await Deno.mkdir("/srv/shop/.ftl2", { recursive: true, mode: 0o700 });
await Deno.copyFile(`${ROOT}dist/ftl2-enterprise.js`, "/srv/shop/ftl2-enterprise.js");
await Deno.mkdir(`${ROOT}docs`, { recursive: true });
using shop = new Shop();
await fullRecord(shop);
await using worker = new Watched(shop.command("worker"));
await worker.until("a worker at work", () => shop.query("select 1 from workers").length > 0);
await using site = await Site.start(shop);
await using browser = await Browser.start();
for (const { name, path, height, looks } of SHOTS) {
  const width = looks.isMobile === true ? 390 : DESK;
  const person = await browser.person(site.origin, { ...looks, viewport: { width, height } });
  const page = await person.open(path);
  await light(page, "live");
  await page.screenshot({ path: `${ROOT}docs/${name}.png` });
  say(`docs/${name}.png: ${(await Deno.stat(`${ROOT}docs/${name}.png`)).size} bytes`);
}
