// One loop closely: what is known of it, and below that its log as it grows.
import type { LoopLine } from "../../ports/survey.ts";
import { oneLine } from "../../words/visible.ts";
import { paint } from "../writer.ts";
import { type Key, moveOf } from "./keys.ts";
import { LiveLog } from "./live_log.ts";
import { pressOnLoop } from "./loop_deeds.ts";
import { loopFacts } from "./loop_facts.ts";
import { openQuestion } from "./question_view.ts";
import { Scrolled } from "./scrolled.ts";
import { type Hint, said, type Size, STAY, type TopWorld, type Turn, type View } from "./view.ts";

/** Lines of the log that are seen at least, while anything is seen of it. */
const LEAST_LOG = 4;
/** Columns from which on lines of the log have room for their date beside the time. */
const WITH_DATES = 100;
const DATE = /^\d{4}-\d\d-\d\d (?=\d\d:)/;

/** A loop with its log. */
export class LoopView implements View {
  readonly #world: TopWorld;
  readonly #id: number;
  readonly #log: LiveLog;
  readonly #scrolled = new Scrolled({ follows: true });
  #line: LoopLine | undefined;
  #onlyLog: boolean;

  constructor(world: TopWorld, id: number, { onlyLog = false }: { onlyLog?: boolean } = {}) {
    this.#world = world;
    this.#id = id;
    this.#log = new LiveLog(world, id);
    this.#onlyLog = onlyLog;
  }

  title(): string {
    const name = this.#line === undefined ? "" : ` ${oneLine(this.#line.loop.name)}`;
    return `loop ${this.#id}${name}${this.#onlyLog ? ", log" : ""}`;
  }

  async look(): Promise<void> {
    [this.#line] = await Promise.all([this.#world.app.survey.line(this.#id), this.#log.look()]);
  }

  lines({ columns, rows }: Size): string[] {
    if (this.#line === undefined) return ["", `  There is no loop ${this.#id} any more`];
    const room = Math.max(1, rows - LEAST_LOG - 1);
    const facts = this.#onlyLog ? [] : loopFacts(this.#world, this.#line, columns).slice(0, room);
    const told = columns < WITH_DATES ? this.#log.lines.map((line) => line.replace(DATE, "")) : this.#log.lines;
    const log = told.length === 0 ? [paint("faint", "nothing is told of it yet")] : told;
    const height = rows - facts.length - (this.#onlyLog ? 0 : 1);
    const shown = this.#scrolled.window(log, { columns, rows: Math.max(1, height) });
    return this.#onlyLog ? shown : [...facts, this.#rule(columns), ...shown];
  }

  hints(): Hint[] {
    return [
      ["esc", "back"],
      ["l", this.#onlyLog ? "facts" : "log"],
      ...(this.#line?.prompts.length ? [["a", "answer"] as Hint] : []),
      ["p", "pause"],
      ["r", "resume"],
      ["c", "cancel"],
      ["R", "retry"],
      ["?", "help"],
    ];
  }

  async press(key: Key): Promise<Turn | undefined> {
    if (key === "home" || key === "g") await this.#log.earlier();
    const move = moveOf(key);
    if (move !== undefined) {
      this.#scrolled.move(move);
      return STAY;
    }
    if (key === "l") {
      this.#onlyLog = !this.#onlyLog;
      return STAY;
    }
    if (key === "left" || key === "h") return { kind: "back" };
    if (["a", "d", "enter", "right"].includes(key)) {
      const first = this.#line?.prompts[0];
      if (first === undefined) return said(false, `Loop ${this.#id} asks nothing`);
      return await openQuestion(this.#world, first.id);
    }
    return await pressOnLoop(this.#world, key, { id: this.#id });
  }

  /** Between facts and log: where in the log one is. */
  #rule(columns: number): string {
    const { above, below } = this.#scrolled;
    const where = below > 0 ? `${below} more below, G follows` : above > 0 ? `${above} more above` : "";
    const words = where === "" ? "log" : `log, ${where}`;
    return paint("faint", `── ${words} ${"─".repeat(Math.max(0, columns - words.length - 4))}`.slice(0, columns));
  }
}
