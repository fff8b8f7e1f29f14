// The conversation with a method's program (sudo, su, doas) and the shell behind it, until that shell is there.
import type { Become } from "../model/way.ts";
import { Ear } from "./become_ear.ts";
import type { Signs } from "./become_words.ts";
import { passwordQuestion } from "./password_question.ts";
import type { Pipes } from "./pipes.ts";

const encoder = new TextEncoder();
/** How long a refused program may take to go by itself, and how long it is waited for once it was killed. */
const FAREWELL_MS = 500;

/** What comes next of a method's program, or of the shell behind it. */
export type Turn = "question" | "here" | "ready" | "missing" | "over" | "late";

/** The conversation with a method's program until the shell is there. */
export class BecomeTalk {
  /** The home folder of the user who entered; undefined until the host has said it. Text may be empty. */
  home: string | undefined;
  told = false;
  #here = false;
  readonly #pipes: Pipes;
  readonly #signs: Signs;
  readonly #asks: RegExp;
  readonly #out: Ear;
  readonly #err: Ear;
  #wake = () => {};

  constructor(pipes: Pipes, signs: Signs, { method }: Become) {
    this.#pipes = pipes;
    this.#signs = signs;
    this.#asks = passwordQuestion(method, signs.prompt);
    this.#out = new Ear(pipes.stdout, () => this.#wake());
    this.#err = new Ear(pipes.stderr, () => this.#wake());
  }

  /** The last that the program said, on one line. */
  get said(): string {
    // Some words come on the other stream (`This account is currently not available.`), after the line that tells the home folder.
    const after = this.home === undefined
      ? ""
      : this.#out.text.split(`${this.#signs.mark} home ${this.home}\n`)[1] ?? "";
    const words = `${after}\n${this.#err.text.replaceAll(this.#signs.prompt, "\n")}`;
    const lines = words.split("\n").map((line) => line.trim());
    // Nothing that steers a terminal is passed on.
    return lines.filter((line) => line !== "" && !line.startsWith(this.#signs.mark)).slice(-3).join("; ").replace(
      /\.$/,
      "",
    ).replaceAll(/\p{Cc}/gu, " ")
      .slice(-500);
  }

  /** Waits for what comes next, at most so long after what came last. Throws the signal's reason. */
  async next(limitMs: number, signal?: AbortSignal): Promise<Turn> {
    let deadline = performance.now() + limitMs;
    for (;;) {
      signal?.throwIfAborted();
      if (this.home === undefined && (this.home = this.#line("home ")) !== undefined) {
        deadline = performance.now() + limitMs;
      }
      if (this.#line("ready") !== undefined) return "ready";
      if (!this.#here && this.#line("here") !== undefined) {
        this.#here = true;
        return "here";
      }
      if (this.#line("missing") !== undefined) return "missing";
      if (!this.#here && this.#asks.test(this.#err.text)) return "question";
      const late = performance.now() >= deadline;
      if (this.#out.over && (this.#err.over || late)) return "over";
      if (late) return "late";
      await this.#heard(deadline - performance.now(), signal);
    }
  }

  async tell(password: string): Promise<void> {
    this.told = true;
    this.#err.forget();
    await this.say(`${password}\n`);
  }

  /** Writes into the standard input; a program that has gone is noticed by what it does not say. */
  async say(text: string): Promise<void> {
    const writer = this.#pipes.stdin.getWriter();
    await writer.write(encoder.encode(text)).catch(() => {});
    writer.releaseLock();
  }

  /** The shell, for whoever speaks with it from now on. */
  handOver(): Pipes {
    this.#out.leave();
    this.#err.leave();
    return this.#pipes;
  }

  /** Ends it. Without its input a program asks no more, also one that we may not kill; sudo notes in its log what it refused. */
  async end(): Promise<void> {
    await this.#pipes.stdin.close().catch(() => {});
    await within(FAREWELL_MS, this.#pipes.ended);
    this.#pipes.kill();
    await within(FAREWELL_MS, this.#pipes.ended);
    await Promise.all([this.#out.cancel(), this.#err.cancel()]);
  }

  /** What follows the mark and a word; undefined until the whole line is there. */
  #line(word: string): string | undefined {
    const text = this.#out.text;
    const sign = `${this.#signs.mark} ${word}`;
    const at = text.indexOf(sign);
    const end = at < 0 ? -1 : text.indexOf("\n", at);
    return end < 0 ? undefined : text.slice(at + sign.length, end);
  }

  async #heard(ms: number, signal: AbortSignal | undefined): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(() => this.#wake(), ms);
      this.#wake = () => {
        clearTimeout(timer);
        signal?.removeEventListener("abort", this.#wake);
        this.#wake = () => {};
        resolve();
      };
      signal?.addEventListener("abort", this.#wake);
    });
  }
}

async function within(ms: number, end: Promise<unknown>): Promise<void> {
  const late = Promise.withResolvers<void>();
  const timer = setTimeout(late.resolve, ms);
  await Promise.race([end, late.promise]);
  clearTimeout(timer);
}
