// Lines of which a part is seen at a time.
import type { Move } from "./keys.ts";
import { wrapped } from "./painted.ts";
import type { Size } from "./view.ts";

/** Before what goes on from the line above: nobody's words can look like a line of ours by being long. */
const GOES_ON = "↳ ";

/** A text longer than the screen. Whoever is at its end stays there when it grows, if it `follows`. */
export class Scrolled {
  readonly #follows: boolean;
  #known = { columns: 0, lines: new Map<string, string[]>() };
  #top = 0;
  #height = 1;
  #count = 0;
  #ended: boolean;
  #whole = false;

  constructor({ follows = false }: { follows?: boolean } = {}) {
    this.#follows = follows;
    this.#ended = follows;
  }

  /** Its lines, broken to the width, from where one is. */
  window(text: readonly string[], { columns, rows }: Size): string[] {
    const lines = this.#broken(text, columns);
    this.#count = lines.length;
    this.#height = Math.max(1, rows);
    const last = Math.max(0, this.#count - this.#height);
    this.#top = this.#follows && this.#ended ? last : Math.max(0, Math.min(this.#top, last));
    this.#ended = this.#top >= last;
    if (this.#ended) this.#whole = true;
    return lines.slice(this.#top, this.#top + this.#height);
  }

  /** Each line is broken once: a log has thousands, and is drawn at every key. */
  #broken(text: readonly string[], columns: number): string[] {
    const known = this.#known.columns === columns ? this.#known.lines : new Map<string, string[]>();
    const lines = new Map<string, string[]>();
    const all = text.flatMap((line) => {
      const parts = lines.get(line) ?? known.get(line) ?? wrapped(line, columns, GOES_ON);
      lines.set(line, parts);
      return parts;
    });
    this.#known = { columns, lines };
    return all;
  }

  move(move: Move): void {
    const page = Math.max(1, this.#height - 1);
    const last = Math.max(0, this.#count - this.#height);
    const to = { up: this.#top - 1, down: this.#top + 1, "page up": this.#top - page, "page down": this.#top + page };
    const top = move === "home" ? 0 : move === "end" ? last : to[move];
    this.#top = Math.max(0, Math.min(top, last));
    this.#ended = this.#top >= last;
  }

  /** Lines that are below what is seen. */
  get below(): number {
    return Math.max(0, this.#count - this.#top - this.#height);
  }

  get above(): number {
    return this.#top;
  }

  /** Whether its end has been seen, since it last was another text. */
  get whole(): boolean {
    return this.#whole;
  }

  /** It is another text now, to be read from its beginning. */
  restart(): void {
    this.#top = 0;
    this.#whole = false;
    this.#ended = this.#follows;
  }
}
