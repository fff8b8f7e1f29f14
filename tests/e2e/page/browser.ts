// Debian's Chromium, driven by a test: windows that note whatever a good page never does.
import { type Browser as Driven, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { Troubles } from "./troubles.ts";

const PATH = "/usr/bin/chromium";

/** No window is drawn, no sandbox is needed for our own pages, and nobody else is called. */
const FLAGS = [
  ...["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"],
  ...["--disable-component-update", "--disable-sync", "--disable-default-apps", "--disable-domain-reliability"],
  // Under load a window behind another one would be slowed down.
  ...["--disable-renderer-backgrounding", "--disable-backgrounding-occluded-windows"],
];

/** How long anything is waited for, in milliseconds. A page whose server was away for a while asks for it again after up to 19 s, on a machine that may be busy. */
const PATIENCE = 60_000;

/** Why there is none here; undefined where there is one. */
export function noBrowser(): string | undefined {
  try {
    Deno.statSync(PATH);
    return undefined;
  } catch {
    return "chromium is not installed";
  }
}

/** A browser; each person has cookies and a way of looking of their own. Disposing closes all of it. */
export class Browser implements AsyncDisposable {
  readonly #driven: Driven;
  readonly #folder: string;
  readonly troubles = new Troubles();

  private constructor(driven: Driven, folder: string) {
    this.#driven = driven;
    this.#folder = folder;
  }

  /** Starts one. `flags` are Chromium's. */
  static async start(...flags: string[]): Promise<Browser> {
    // What the driver would put into a folder of its own sometimes stays there.
    const artifactsDir = await Deno.makeTempDir({ prefix: "browser-" });
    const args = [...FLAGS, ...flags];
    const driven = await chromium.launch({
      executablePath: PATH,
      headless: true,
      args,
      artifactsDir,
      timeout: PATIENCE,
    });
    return new Browser(driven, artifactsDir);
  }

  /** Somebody who looks at a site: `open` makes one more window of theirs. */
  async person(origin: string, looks: BrowserContextOptions = {}): Promise<Person> {
    const context = await this.#driven.newContext({
      baseURL: origin,
      viewport: { width: 1280, height: 900 },
      reducedMotion: "reduce",
      ...looks,
    });
    context.setDefaultTimeout(PATIENCE);
    const pages: Page[] = [];
    return {
      open: async (path) => {
        const page = await context.newPage();
        pages.push(page);
        this.troubles.watch(page, { origin, isScripted: looks.javaScriptEnabled ?? true });
        if (path !== undefined) await page.goto(path);
        return page;
      },
      offline: async (is) => {
        await context.setOffline(is);
      },
    };
  }

  /** Every window that is open. */
  get windows(): Page[] {
    return this.#driven.contexts().flatMap((context) => context.pages());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#driven.close();
    await Deno.remove(this.#folder, { recursive: true });
  }
}

/** Somebody before the screen. */
export interface Person {
  /** A window; at a path of the site where one is given. */
  open(path?: string): Promise<Page>;
  /** Takes their network away, or gives it back. */
  offline(is: boolean): Promise<void>;
}
