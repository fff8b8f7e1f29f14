// One connection to one host as one user, and the sessions on it: the first logs in, the others share what it has opened.
import { CannotEnter } from "../model/errors.ts";
import type { Entrance } from "../model/way.ts";
import { askNobody, askpass } from "./askpass.ts";
import { timeoutOf } from "./connect_timeout.ts";
import type { Pipes } from "./pipes.ts";
import { cutOff, failureOf, passwordRefused, refusedBefore, slowLogin } from "./ssh_failure.ts";
import { privatePath } from "./ssh_folder.ts";
import { LoginEnded, type Ready, type SshProcess, startSsh } from "./ssh_process.ts";
import { remoteCommand, sshWords } from "./ssh_words.ts";
import type { WrongPasswords } from "./wrong_passwords.ts";

/** Milliseconds before a login is begun again that sshd cut off at its start (MaxStartups): twice as long each time up to the most, less up to half by chance. */
const FIRST_WAIT_MS = 200;
const MOST_WAIT_MS = 3000;

/** The ssh that logged in; it lives as long as any session on it. */
interface Master {
  socket: string;
  process: SshProcess;
}

/** What connections have in common. */
export interface ConnectionTerms {
  /** Passwords that were refused already. */
  wrong: WrongPasswords;
  /** Seconds from the accepted connection to the login shell's first word, beyond `ansible_timeout`; and how long a login that is cut off is begun again. */
  loginSeconds: number;
}

/** Where several sessions may be begun at the same time. */
export class SshConnection {
  #entrance: Entrance;
  readonly #terms: ConnectionTerms;
  /** Sessions that somebody still speaks with. */
  readonly #sessions = new Set<Pipes>();
  #master: Master | undefined;
  #entering: { done: Promise<unknown>; signal: AbortSignal } | undefined;
  readonly #over = new AbortController();

  constructor(entrance: Entrance, terms: ConnectionTerms) {
    this.#entrance = entrance;
    this.#terms = terms;
  }

  /** The next login is by this entrance: its password may be another one now. */
  renew(entrance: Entrance): void {
    this.#entrance = entrance;
  }

  /**
   * Starts a program on the host as the user who logs in, and resolves when that user's login shell has given way to it. Throws Error with
   * the rest of a sentence that begins with "web1 cannot be reached: ".
   */
  async session(words: readonly string[], asked?: AbortSignal): Promise<Pipes> {
    const signal = asked === undefined ? this.#over.signal : AbortSignal.any([asked, this.#over.signal]);
    for (;;) {
      signal.throwIfAborted();
      if (this.#master !== undefined) return await this.#begin(words, this.#master, signal);
      const entering = this.#entering;
      if (entering === undefined) return await this.#enter(words, signal);
      try {
        await entering.done;
      } catch (error) {
        // Whoever logged in gave up; that is not our reason.
        if (!entering.signal.aborted) throw error;
      }
    }
  }

  /** Ends everything at once, and begins nothing any more. */
  kill(): void {
    this.#over.abort(new Error("its connection was closed"));
    for (const session of this.#sessions) session.kill();
    if (this.#master !== undefined) end(this.#master);
  }

  async #enter(words: readonly string[], signal: AbortSignal): Promise<Pipes> {
    const entering = this.#logIn(words, signal);
    this.#entering = { done: entering, signal };
    entering.catch(() => {});
    try {
      return await entering;
    } finally {
      this.#entering = undefined;
    }
  }

  async #logIn(words: readonly string[], signal: AbortSignal): Promise<Pipes> {
    const deadline = performance.now() + this.#terms.loginSeconds * 1000;
    for (let most = FIRST_WAIT_MS;; most = Math.min(2 * most, MOST_WAIT_MS)) {
      const ms = most * (1 - Math.random() / 2);
      try {
        return await this.#begin(words, undefined, signal);
      } catch (error) {
        if (!(error instanceof CutOff) || performance.now() + ms > deadline) throw error;
      }
      await wait(ms, signal);
    }
  }

  async #begin(words: readonly string[], on: Master | undefined, signal: AbortSignal): Promise<Pipes> {
    const { way: { become: _, ...way }, password } = this.#entrance;
    const { wrong, loginSeconds } = this.#terms;
    const refused = on === undefined && password !== undefined && wrong.has(way, password.reveal());
    if (refused) throw refusedBefore(way);
    const socket = on?.socket ?? await privatePath("s");
    using answer = password === undefined ? undefined : await askpass(password);
    const mark = `ftl2-${crypto.randomUUID()}`;
    const control = { socket, master: on === undefined };
    const args = [...sshWords(way, { control, password: answer !== undefined }), remoteCommand(mark, words)];
    const process = startSsh({ words: args, env: answer?.env ?? askNobody, mark });
    let slow = false;
    const giveUp = () => on === undefined ? end({ socket, process }) : process.kill();
    const timer = setTimeout(() => {
      slow = true;
      giveUp();
    }, (timeoutOf(way) + loginSeconds) * 1000);
    signal.addEventListener("abort", giveUp);
    if (signal.aborted) giveUp();
    try {
      const [ready] = await Promise.all([process.ready, answer?.answer(process.pid)]);
      return this.#joined(ready, process, on ?? { socket, process });
    } catch (error) {
      giveUp();
      signal.throwIfAborted();
      if (slow) throw new Error(slowLogin(way, loginSeconds), { cause: error });
      if (!(error instanceof LoginEnded)) throw error;
      if (password !== undefined && passwordRefused(error.said)) wrong.note(way, password.reveal());
      const failure = await failureOf(error, way, { password: password !== undefined }, { cause: error });
      throw cutOff(error.said) ? new CutOff(failure.why, failure.mend, { cause: error }) : failure;
    } finally {
      clearTimeout(timer);
      signal.removeEventListener("abort", giveUp);
    }
  }

  #joined({ silence, ...pipes }: Ready, process: SshProcess, master: Master): Pipes {
    const leads = process === master.process;
    const sessions = this.#sessions;
    const forsaken = Promise.withResolvers<void>();
    const ended = Promise.race([pipes.ended, forsaken.promise]);
    const session: Pipes = {
      ...pipes,
      // The ssh that logged in stays for the others, when its own session is over.
      get ended() {
        return leads && sessions.size > 1 ? Promise.resolve() : ended;
      },
      kill: () => {
        sessions.delete(session);
        if (!leads) process.kill();
        if (sessions.size === 0) end(master);
        if (!leads) return;
        silence();
        forsaken.resolve();
      },
    };
    sessions.add(session);
    if (leads) this.#master = master;
    pipes.ended.then(() => {
      sessions.delete(session);
      if (!leads || this.#master !== master) return;
      this.#master = undefined;
      end(master);
    });
    return session;
  }
}

/** Ends an ssh that logged in. Killed, it leaves its socket. */
function end({ socket, process }: Master): void {
  process.kill();
  try {
    Deno.removeSync(socket);
  } catch {
    // It is gone, or was never made.
  }
}

/** sshd ended the connection before it said who it is. */
class CutOff extends CannotEnter {}

function wait(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      if (signal.aborted) reject(signal.reason);
      else resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener("abort", done);
    if (signal.aborted) done();
  });
}
