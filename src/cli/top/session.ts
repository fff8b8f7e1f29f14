// A session at the screen: which view is open, what is asked, and what keys do. One thing happens at a time.
import { StoreError } from "../../model/errors.ts";
import type { Counts } from "../../ports/survey.ts";
import { oneLine } from "../../words/visible.ts";
import { Field } from "./field.ts";
import { type Dress, frameOf } from "./frame.ts";
import { HelpView } from "./help_view.ts";
import { InboxView } from "./inbox_view.ts";
import type { Screen } from "./ink_screen.ts";
import type { Key } from "./keys.ts";
import { LoopsView } from "./loops_view.ts";
import type { Asking, Said, TopWorld, Turn, View } from "./view.ts";

/** Milliseconds after which ages are drawn anew though nobody has written. */
const AGE_MS = 1000;
/** Milliseconds after which it is read in any case: a worker that died writes nothing. */
const LOOK_MS = 3000;
/** Milliseconds until a database that could not be read is tried again. */
const AGAIN_MS = 1000;

/** What a session is given. */
export interface SessionTerms {
  screen: Pick<Screen, "show" | "redraw" | "suspend">;
  dress: Dress;
  /** Called once: somebody is done, or (with an error) something broke. */
  over(error?: unknown): void;
}

/** A question, and what was typed as its answer so far. */
interface Asked {
  asking: Asking;
  field: Field | undefined;
  /** So many frames had been drawn once it was seen. */
  since: number;
}

/** What is open is a list, or what was opened from it. */
export class Session {
  readonly #world: TopWorld;
  readonly #terms: SessionTerms;
  readonly #tabs: { name: string; view: View }[];
  #tab = 0;
  #opened: View[] = [];
  #asking: Asked | undefined;
  #said: Said | undefined;
  /** The database could not be read. */
  #trouble: { text: string; until: number } | undefined;
  #counts: Counts | undefined;
  /** What is on the screen. */
  #shown = "";
  /** Frames that were drawn, also those that looked the same. */
  #frames = 0;
  #drawnAt = -Infinity;
  #lookedAt = -Infinity;
  #turn: Promise<void> = Promise.resolve();
  #waiting = 0;
  #over = false;

  constructor(world: TopWorld, terms: SessionTerms) {
    this.#world = world;
    this.#terms = terms;
    this.#tabs = [{ name: "Loops", view: new LoopsView(world) }, { name: "Inbox", view: new InboxView(world) }];
  }

  /** Looks whether anybody has written, and shows what there is then. To be called often. */
  tick(): void {
    if (this.#waiting > 0) return;
    const now = this.#world.io.clock.monotonic();
    if (this.#trouble !== undefined && now < this.#trouble.until) return;
    const due = this.#trouble !== undefined || now - this.#lookedAt >= LOOK_MS;
    if (this.#world.app.queue.changed() || due) this.#next(() => this.#look());
    else if (now - this.#drawnAt >= AGE_MS) this.#draw();
  }

  /** Keys that came at once. */
  keys(keys: readonly Key[]): void {
    const seen = this.#frames;
    this.#next(async () => {
      for (const key of keys) {
        if (this.#over) return;
        await this.#press(key, seen);
        this.#draw();
      }
    });
  }

  /** Text from the clipboard: only where something is typed, and never as keys. */
  pasted(text: string): void {
    const seen = this.#frames;
    this.#next(async () => {
      const { asking, field, since } = this.#asking ?? {};
      if (asking?.kind !== "field" || field === undefined || seen < (since ?? 0)) return;
      field.insert(text);
      await asking.changed?.(field.text);
      this.#draw();
    });
  }

  resized(): void {
    this.#draw();
    // More room may want more rows.
    this.#next(() => this.#look());
  }

  /** Once what has been asked for is done. */
  async idle(): Promise<void> {
    while (this.#waiting > 0) await this.#turn;
  }

  #next(act: () => Promise<void>): void {
    this.#waiting++;
    this.#turn = this.#turn.then(act).catch((error) => this.#failed(error)).finally(() => this.#waiting--);
  }

  #failed(error: unknown): void {
    if (!(error instanceof StoreError)) return this.#end(error);
    const until = this.#world.io.clock.monotonic() + AGAIN_MS;
    this.#trouble = { text: oneLine(error.message), until };
    this.#draw();
  }

  #end(error?: unknown): void {
    if (this.#over) return;
    this.#over = true;
    this.#terms.over(error);
  }

  get #view(): View {
    return this.#opened.at(-1) ?? this.#tabs[this.#tab]!.view;
  }

  async #look(): Promise<void> {
    const { survey, queue } = this.#world.app;
    this.#lookedAt = this.#world.io.clock.monotonic();
    const [counts, workers] = await Promise.all([survey.counts(), queue.workers(), this.#view.look()]);
    this.#counts = counts;
    this.#world.workers = workers.length;
    this.#trouble = undefined;
    this.#draw();
  }

  #draw(): void {
    if (this.#over) return;
    const { io, db, workers } = this.#world;
    const view = this.#view;
    const counts = this.#counts;
    const root = this.#opened.length === 0;
    const loops = counts === undefined ? undefined : Object.entries(counts.loops)
      .filter(([status]) => status !== "completed" && status !== "cancelled" && status !== "failed")
      .reduce((sum, [, count]) => sum + count, 0);
    const tabs = [loops, counts?.openPrompts].map((count, at) => ({
      name: this.#tabs[at]!.name,
      count,
      here: at === this.#tab,
    }));
    const trouble = this.#trouble && { ok: false, text: `Cannot be read, tried again: ${this.#trouble.text}` };
    const { asking, field } = this.#asking ?? {};
    const frame = frameOf(
      {
        tabs: root
          ? tabs
          : tabs.filter(({ here }) => here).map(({ name }) => ({ name, count: undefined, here: false })),
        ...{ title: root ? view.title() : `> ${view.title()}`, counts, db, workers },
        ...{ hints: view.hints(), said: this.#said ?? trouble, asking, field },
      },
      { columns: io.stdout.columns ?? 80, rows: io.stdout.rows ?? 24 },
      this.#terms.dress,
      (size) => view.lines(size),
    );
    this.#drawnAt = io.clock.monotonic();
    this.#frames++;
    const shown = JSON.stringify(frame);
    if (shown !== this.#shown) this.#terms.screen.show(frame);
    this.#shown = shown;
  }

  /** `seen`: so many frames had been drawn when it was pressed. */
  async #press(key: Key, seen: number): Promise<void> {
    if (key === "ctrl-c") return this.#end();
    if (key === "ctrl-l") return this.#terms.screen.redraw();
    if (key === "ctrl-z") return this.#suspend();
    if (this.#asking !== undefined) return await this.#pressAsked(this.#asking, key, seen);
    this.#said = undefined;
    const turn = await this.#view.press(key);
    if (turn !== undefined) return await this.#take(turn);
    if (key === "escape" || key === "q") return await this.#leave(key);
    if (key === "?") return await this.#take({ kind: "open", view: new HelpView() });
    if (key === "tab" || key === "shift-tab") await this.#change((this.#tab + 1) % this.#tabs.length);
  }

  async #pressAsked({ asking, field, since }: Asked, key: Key, seen: number): Promise<void> {
    const acts = asking.kind === "confirm" || asking.acts;
    // Typed before anybody could have read what is asked: no answer to it.
    if (acts && seen < since) return;
    if (asking.kind === "confirm") {
      this.#asking = undefined;
      if (key === "y" || key === "Y" || key === "enter") return await this.#take(await asking.yes());
      this.#said = { ok: true, text: "Nothing was done" };
    } else if (key === "enter") {
      this.#asking = undefined;
      await this.#take(await asking.enter(field?.text ?? ""));
    } else if (key === "escape") {
      this.#asking = undefined;
      await asking.changed?.(asking.text);
      if (acts) this.#said = { ok: true, text: "Nothing was done" };
    } else if (field?.press(key)) {
      await asking.changed?.(field.text);
    }
  }

  async #take(turn: Turn): Promise<void> {
    switch (turn.kind) {
      case "stay":
        return;
      case "open":
        this.#opened.push(turn.view);
        return await this.#look();
      case "back":
        return await this.#leave("escape");
      case "ask": {
        const { asking } = turn;
        const field = asking.kind === "field" ? new Field(asking.text) : undefined;
        this.#asking = { asking, field, since: this.#frames + 1 };
        return;
      }
      case "said":
        this.#said = turn.said;
        return await this.#look();
    }
  }

  async #leave(key: "escape" | "q"): Promise<void> {
    if (this.#opened.pop() !== undefined) return await this.#look();
    if (key === "q") return this.#end();
    if (this.#tab !== 0) await this.#change(0);
  }

  async #change(tab: number): Promise<void> {
    this.#opened = [];
    this.#tab = tab;
    await this.#look();
  }

  #suspend(): void {
    if (!this.#terms.screen.suspend()) this.#said = { ok: false, text: "There is no shell to go to" };
  }
}
