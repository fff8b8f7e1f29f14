// A shell as another user, by sudo, su or doas: starts it, answers its question for a password, and hands it over.
//
// The password goes over standard input alone, once, and only after the question was seen: whoever reads there at that moment is the
// method's program, never a shell. What a host prints before (a lecture, a profile's noise) is skipped.
import { CannotBecome } from "../model/errors.ts";
import type { Become, Entrance } from "../model/way.ts";
import { type Attempt, cannotBecome, PASSWORDS, type Stop, wrongPassword } from "./become_refusal.ts";
import { becomeWords, GO, newSigns, settling, type Signs } from "./become_words.ts";
import { Ear } from "./become_ear.ts";
import { passwordQuestion } from "./password_question.ts";
import type { Connect, Pipes, Spawn } from "./pipes.ts";
import { quote } from "./quoting.ts";
import type { WrongPasswords } from "./wrong_passwords.ts";

const encoder = new TextEncoder();
/** Seconds until the method's program must have answered, where the way says nothing. */
const DEFAULT_TIMEOUT = 10;
/** How long a refused program may take to go by itself, and how long it is waited for once it was killed. */
const FAREWELL_MS = 500;

/** What shells are started with on a host. */
export interface Ground {
  /** The words of a POSIX shell that reads commands from its standard input. */
  shell: readonly string[];
  /** Starts programs there, as the user who entered. */
  spawn: Spawn;
  /** Passwords that were refused already. */
  wrong: WrongPasswords;
}

/**
 * How an entrance's shells are started: as the user whom its way names, or as who entered where it names nobody. Connecting throws CannotBecome
 * when the host does not let that user be become, and Error with the host's words when not even a plain shell starts there.
 */
export function connectAs(entrance: Entrance, ground: Ground): Connect {
  const { become } = entrance.way;
  if (become === undefined) return (signal) => ground.spawn(ground.shell, signal);
  return (signal) => arrive(entrance, become, ground, signal);
}

async function arrive(
  { way, becomePassword }: Entrance,
  become: Become,
  { shell, spawn, wrong }: Ground,
  signal?: AbortSignal,
): Promise<Pipes> {
  signal?.throwIfAborted();
  // An empty one is none, as in Ansible.
  const password = becomePassword?.reveal() || undefined;
  const limitMs = (way.timeout ?? DEFAULT_TIMEOUT) * 1000;
  if (!/^[^-\s]\S*$/.test(become.user)) {
    throw new CannotBecome(
      `Cannot become ${JSON.stringify(become.user)} on ${way.host}: no user is called so. Check become_user`,
    );
  }
  // What follows the line would be read by the shell.
  if (password !== undefined && /[\n\0]/.test(password)) {
    throw new CannotBecome(
      `Cannot become ${become.user} on ${way.host}: its password has more than one line. Write it on one, in ${PASSWORDS}`,
    );
  }
  const attempt: Attempt = { host: way.host, become, said: "", told: false, limitMs };
  if (password !== undefined && wrong.has(way, password)) throw cannotBecome("known", { ...attempt, told: true });
  const signs = newSigns();
  const pipes = await spawn(becomeWords(become, { shell, signs, withPassword: password !== undefined }), signal);
  const talk = new Talk(pipes, signs, become);
  const refused = (stop: Stop) => {
    const { said, told } = talk;
    if (password !== undefined && wrongPassword(stop, { ...attempt, said, told })) wrong.note(way, password);
    return cannotBecome(stop, { ...attempt, said, told });
  };
  try {
    await talk.say(GO);
    for (;;) {
      const turn = await talk.next(limitMs, signal);
      if (turn === "ready") {
        // A root shell also sees what runs under receipts of the user who entered: see hold_script.ts.
        if (become.user === "root" && talk.home !== "") await talk.say(`_ftl2_login=${quote(`${talk.home}/.ftl2`)}\n`);
        return talk.handOver();
      }
      if (turn === "here") {
        await talk.say(settling(shell, signs));
        continue;
      }
      if (turn !== "question") {
        if (talk.home === undefined) throw new Error(`Cannot start a shell on ${way.host}${colon(talk.said)}`);
        throw refused(turn);
      }
      if (password === undefined || talk.told) throw refused(talk.told ? "again" : "asked");
      await talk.tell(password);
    }
  } catch (error) {
    await talk.end();
    throw error;
  }
}

function colon(said: string): string {
  return said === "" ? "" : `: ${said}`;
}

/** What comes next of a method's program, or of the shell behind it. */
type Turn = "question" | "here" | "ready" | "missing" | "over" | "late";

/** The conversation with a method's program until the shell is there. */
class Talk {
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
