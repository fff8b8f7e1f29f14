// The stage of a browser test: the program in a folder of its own with its page open, a browser before it, and nothing left behind.
import type { BrowserContextOptions, Page } from "playwright-core";
import { Ground } from "../program.ts";
import { Watched } from "../watched.ts";
import { Browser, noBrowser, type Person } from "./browser.ts";
import { Site } from "./site.ts";

/** What a test has. */
export interface Stage {
  ground: Ground;
  site: Site;
  browser: Browser;
  /** Somebody who looks at the site; `looks` as Playwright's contexts have it. */
  person(looks?: BrowserContextOptions): Promise<Person>;
  /** A window of somebody new. */
  open(path: string, looks?: BrowserContextOptions): Promise<Page>;
  /** A worker as a process, once it is there; it is gone at the end. */
  worker(...flags: string[]): Promise<Watched>;
  /** A part of the test, with a name of its own. */
  step(name: string, act: () => Promise<void>): Promise<void>;
  /** Submits a playbook of one play on localhost, as text of its tasks with `DIR` for the folder. Returns the loop's id. */
  submit(name: string, tasks: string, ...flags: string[]): Promise<number>;
}

/** What may be chosen about it. */
export interface Staging {
  /** Flags of `serve`. */
  serve?: string[];
  /** Flags of Chromium. */
  chromium?: string[];
  /** Called before the page is served. */
  before?: (ground: Ground) => void | Promise<void>;
}

/** A test in a browser; what no good page does fails it, whatever it looked at. */
export function pageTest(name: string, act: (stage: Stage) => Promise<void>, staging: Staging = {}): void {
  Deno.test({ name, ignore: noBrowser() !== undefined, fn: (test) => onStage(act, staging, test) });
}

async function onStage(
  act: (stage: Stage) => Promise<void>,
  { serve = [], chromium = [], before }: Staging,
  test: Deno.TestContext,
) {
  using ground = new Ground();
  await using workers = new AsyncDisposableStack();
  await before?.(ground);
  const starting = Browser.start(...chromium);
  await using site = await Site.start(ground, ...serve);
  await using browser = await starting;
  const person = (looks?: BrowserContextOptions) => browser.person(site.origin, looks);
  try {
    await act({
      ground,
      site,
      browser,
      person,
      open: async (path, looks) => await (await person(looks)).open(path),
      worker: async (...flags) => await beating(ground, workers.use(new Watched(ground.command("worker", ...flags)))),
      step: async (name, fn) => {
        // What is open goes on through all parts; that nothing is left behind is the test's to find.
        const ok = await test.step({ name, fn, sanitizeOps: false, sanitizeResources: false });
        if (!ok) throw new Error(name);
      },
      submit: (name, tasks, ...flags) => submit(ground, { name, tasks, flags }),
    });
  } catch (error) {
    throw new Error(`${await scene(browser)}\n${site.said}`, { cause: error });
  }
  browser.troubles.none();
}

async function beating(ground: Ground, worker: Watched): Promise<Watched> {
  const beats = () => ground.query("select 1 from workers where name like ?", `%/${worker.pid}/%`).length > 0;
  await worker.until("its first heartbeat", beats);
  return worker;
}

async function submit(ground: Ground, { name, tasks, flags }: { name: string; tasks: string; flags: string[] }) {
  const head = "- hosts: localhost\n  gather_facts: false\n  tasks:\n";
  ground.write(`${name}.yml`, head + tasks.replace(/^\n/, ""));
  const { code, envelope } = await ground.json("submit", "-f", `${name}.yml`, "--name", name, ...flags);
  if (code !== 0) throw new Error(`not submitted: ${JSON.stringify(envelope["error"])}`);
  return (envelope["data"] as { loop: number }).loop;
}

/** What stood on the screens when a test failed: address and words; a picture each where FTL2_SHOTS names a folder. */
async function scene(browser: Browser): Promise<string> {
  const folder = Deno.env.get("FTL2_SHOTS");
  const screens = await Promise.all(browser.windows.map(async (page, n) => {
    if (folder !== undefined) await page.screenshot({ path: `${folder}/window-${n}.png`, fullPage: true });
    return `--- ${page.url()}\n${(await page.locator("body").innerText({ timeout: 1000 })).slice(0, 3000)}`;
  })).catch((error: unknown) => [String(error)]);
  return screens.join("\n");
}
