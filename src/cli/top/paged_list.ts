// A list of which a page at a time is read, and in which one row is chosen: it stays chosen wherever it moves to.
import type { Paged, PageTerms } from "../../ports/survey.ts";
import type { Move } from "./keys.ts";

/** Rows of a page, at least, and at most: a hundred take the database 8 ms, and it is read up to five times a second. */
const LEAST = 100;
const MOST = 500;

/** What is on the screen of it. */
export interface ListWindow<Row> {
  rows: Row[];
  /** Which of them is chosen; -1 where there is none. */
  at: number;
  /** Whether there are more above and below. */
  above: boolean;
  below: boolean;
}

/** Rows are told apart by their id. */
export class PagedList<Row extends { id: number }> {
  readonly #read: (page: PageTerms) => Promise<Paged<Row>>;
  /** Where this page and those before it begin; the first begins nowhere. */
  #starts: string[] = [];
  #page: Paged<Row> = { rows: [], next: null };
  #at = 0;
  #top = 0;
  #height = 1;

  constructor(read: (page: PageTerms) => Promise<Paged<Row>>) {
    this.#read = read;
  }

  /** Reads the page anew. */
  async look(): Promise<void> {
    const chosen = this.chosen()?.id;
    await this.#load();
    while (this.#page.rows.length === 0 && this.#starts.length > 0) {
      this.#starts.pop();
      await this.#load();
    }
    const moved = this.#page.rows.findIndex(({ id }) => id === chosen);
    this.#choose(moved < 0 ? this.#at : moved);
  }

  /** From the first page on, with other rows perhaps: what was chosen stays so if it is there, else the first is. */
  async restart(): Promise<void> {
    const chosen = this.chosen()?.id;
    this.#starts = [];
    await this.#load();
    this.#choose(this.#page.rows.findIndex(({ id }) => id === chosen));
  }

  chosen(): Row | undefined {
    return this.#page.rows[this.#at];
  }

  async move(move: Move): Promise<void> {
    const last = this.#page.rows.length - 1;
    switch (move) {
      case "home":
        this.#starts = [];
        await this.#load();
        return this.#choose(0);
      case "end":
        while (await this.#forth());
        return this.#choose(this.#page.rows.length - 1);
      default: {
        const step = { up: -1, down: 1, "page up": -this.#height, "page down": this.#height }[move];
        const to = this.#at + step;
        if (to > last && await this.#forth()) return this.#choose(to - last - 1);
        if (to < 0 && await this.#back()) return this.#choose(this.#page.rows.length + to);
        this.#choose(to);
      }
    }
  }

  /** At most so many rows around the chosen one. */
  window(height: number): ListWindow<Row> {
    this.#height = Math.max(1, height);
    const { rows } = this.#page;
    this.#top = Math.max(0, Math.min(this.#top, this.#at, rows.length - this.#height));
    this.#top = Math.max(this.#top, this.#at - this.#height + 1);
    const shown = rows.slice(this.#top, this.#top + this.#height);
    return {
      rows: shown,
      at: shown.length === 0 ? -1 : this.#at - this.#top,
      above: this.#top > 0 || this.#starts.length > 0,
      below: this.#top + shown.length < rows.length || this.#page.next !== null,
    };
  }

  async #load(): Promise<void> {
    const after = this.#starts.at(-1);
    const limit = Math.min(MOST, Math.max(LEAST, 2 * this.#height));
    this.#page = await this.#read({ limit, ...(after === undefined ? {} : { after }) });
  }

  async #forth(): Promise<boolean> {
    const { next } = this.#page;
    if (next === null) return false;
    this.#starts.push(next);
    await this.#load();
    // What it had to show may have gone meanwhile.
    if (this.#page.rows.length > 0) return true;
    await this.#back();
    return false;
  }

  async #back(): Promise<boolean> {
    if (this.#starts.pop() === undefined) return false;
    await this.#load();
    return true;
  }

  #choose(at: number): void {
    this.#at = Math.max(0, Math.min(at, this.#page.rows.length - 1));
  }
}
