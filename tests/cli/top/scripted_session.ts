// A session of top at a screen that remembers its frames, on rows that a test holds in its hand.
import { Session } from "../../../src/cli/top/session.ts";
import type { Frame } from "../../../src/cli/top/ink_screen.ts";
import type { TopWorld } from "../../../src/cli/top/view.ts";
import { unpainted } from "../../../src/cli/writer.ts";
import type { FeedEvent } from "../../../src/model/feed.ts";
import type { Loop, LoopStatus } from "../../../src/model/loop.ts";
import type { PromptRow } from "../../../src/ports/archive.ts";
import type { Counts, LoopFilter, LoopLine, Paged, PageTerms, Survey } from "../../../src/ports/survey.ts";
import { capture, type CapturedOptions } from "../captured_io.ts";
import { loopRow, nothingAsked, type Ran, type Script, wire } from "../scripted_app.ts";

/** What is on record; a test may change it at any time. */
export interface OnRecord {
  loops: Loop[];
  prompts: PromptRow[];
  workers: number;
  feed: FeedEvent[];
  /** What a list is told beside its loop. */
  lines: Map<number, Partial<LoopLine>>;
}

export interface SessionOptions extends CapturedOptions {
  colours?: boolean;
  unicode?: boolean;
  script?: Script;
}

/** A session at work. */
export class AtScreen {
  readonly record: OnRecord = { loops: [], prompts: [], workers: 1, feed: [], lines: new Map() };
  readonly asked: Ran["asked"] = nothingAsked();
  /** What lists were asked for. */
  readonly filters: LoopFilter[] = [];
  frames: Frame[] = [];
  redraws = 0;
  /** Milliseconds that have passed. */
  time = 0;
  over: { error: unknown } | undefined;
  /** Somebody has written. */
  news = true;
  readonly options: SessionOptions;
  #session!: Session;

  private constructor(options: SessionOptions) {
    this.options = { columns: 80, rows: 24, ...options };
  }

  static async of(record: Partial<OnRecord>, options: SessionOptions = {}): Promise<AtScreen> {
    const screen = new AtScreen(options);
    Object.assign(screen.record, record);
    await screen.#start();
    return screen;
  }

  /** What is on the screen, without colours. */
  get text(): string {
    return (this.frames.at(-1)?.lines ?? []).map((line) => unpainted(line).replaceAll("\x1b[7m", "").trimEnd()).join(
      "\n",
    );
  }

  /** Keys, each pressed by somebody who has seen what the one before did. */
  async press(...keys: string[]): Promise<void> {
    for (const key of keys) await this.burst(key);
  }

  /** Keys that come at once. */
  async burst(...keys: string[]): Promise<void> {
    this.#session.keys(keys);
    await this.#session.idle();
  }

  async type(text: string): Promise<void> {
    await this.press(...text);
  }

  async paste(text: string): Promise<void> {
    this.#session.pasted(text);
    await this.#session.idle();
  }

  /** Somebody has written meanwhile. */
  async look(): Promise<void> {
    this.news = true;
    await this.tick();
  }

  async tick(): Promise<void> {
    this.#session.tick();
    await this.#session.idle();
  }

  async resize(columns: number, rows: number): Promise<void> {
    Object.assign(this.options, { columns, rows });
    this.#session.resized();
    await this.#session.idle();
  }

  async #start(): Promise<void> {
    const { io } = capture(this.options);
    io.clock = { now: io.clock.now, monotonic: () => this.time };
    const { record } = this;
    const queue = {
      workers: () => Promise.resolve(Array.from({ length: record.workers }, () => ({}) as never)),
      changed: () => {
        const news = this.news;
        this.news = false;
        return news;
      },
      ...this.options.script?.queue,
    };
    const script: Script = { ...this.options.script, loops: record.loops, prompts: record.prompts, queue };
    script.survey = { ...surveyOf(record, this.filters), ...this.options.script?.survey };
    script.archive = {
      feedStart: () => Promise.resolve(0),
      feed: (after, { limit }) => Promise.resolve(record.feed.filter(({ id }) => id > after).slice(0, limit)),
      ...this.options.script?.archive,
    };
    const app = await wire(script, this.asked, { closed: 0 }).openApp({ db: "loops.db", create: false });
    const world: TopWorld = {
      ...{ io, app, db: "loops.db", workers: 0, type: (command) => `ftl2-enterprise ${command}` },
      isGone: app.isGone,
      logLines: (page) => Promise.resolve(page.map(({ kind }) => kind)),
    };
    this.#session = new Session(world, {
      screen: {
        show: (frame) => void this.frames.push(frame),
        redraw: () => void this.redraws++,
        suspend: () => false,
      },
      dress: { colours: this.options.colours ?? true, unicode: this.options.unicode ?? true },
      over: (error) => void (this.over = { error }),
    });
    await this.tick();
  }
}

function surveyOf(record: OnRecord, filters: LoopFilter[]): Partial<Survey> {
  const line = (loop: Loop): LoopLine => ({
    loop,
    iteration: null,
    hosts: { all: 0, ok: 0, changed: 0, failed: 0, unreachable: 0 },
    prompts: record.prompts.filter((prompt) => prompt.loop === loop.id && prompt.status === "pending"),
    openDrifts: 0,
    costUsd: null,
    ...record.lines.get(loop.id),
  });
  return {
    loops(filter) {
      filters.push(filter);
      const { search = "", all = false } = filter;
      const shown = record.loops.filter(({ name, status }) => name.includes(search) && (all || status !== "completed"));
      return Promise.resolve(paged(shown.map(line), filter));
    },
    line: (id) => Promise.resolve(record.loops.filter((loop) => loop.id === id).map(line)[0]),
    prompts: ({ open, ...page }) =>
      Promise.resolve(paged(
        record.prompts.filter(({ status }) => (status === "pending") === open).map((row) => ({
          ...row,
          loopName: record.loops.find(({ id }) => id === row.loop)?.name ?? "?",
          loopStatus: "paused" as const,
          n: 1,
        })),
        page,
      )),
    counts: () => Promise.resolve(countsOf(record)),
  };
}

function paged<T>(rows: T[], { after = "0", limit }: PageTerms): Paged<T> {
  const end = Number(after) + limit;
  return { rows: rows.slice(Number(after), end), next: end < rows.length ? String(end) : null };
}

function countsOf({ loops, prompts }: OnRecord): Counts {
  const statuses: LoopStatus[] = [
    "pending",
    "running",
    "waiting",
    "paused",
    "completed",
    "failed",
    "blocked",
    "cancelled",
  ];
  const counted = statuses.map((status) => [status, loops.filter((loop) => loop.status === status).length]);
  return {
    loops: Object.fromEntries(counted),
    openPrompts: prompts.filter(({ status }) => status === "pending").length,
    openDrifts: 0,
    hosts: 0,
    unreachable: 0,
  };
}

/** So many loops, called web1, web2 and so on. */
export function manyLoops(count: number): Loop[] {
  return Array.from({ length: count }, (_, at) => loopRow({ id: at + 1, name: `web${at + 1}`, status: "waiting" }));
}
