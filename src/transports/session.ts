// One long-lived `sh` on a host: starts it, lets one exchange at a time speak with it, notices when it dies, ends it.
import { ShellBroken } from "../model/errors.ts";
import { ByteReader, concat, StreamEnded } from "./byte_reader.ts";
import type { Connect, Peek, Pipes } from "./pipes.ts";
import { type Greeting, readGreeting, remainsRemoved, startOfSession } from "./session_script.ts";

const encoder = new TextEncoder();
const keptOfStderr = 4096;
/** How long an `sh` may take to go when its standard input was closed. */
const goodbyeMs = 5000;
/** How long a script beside the session may take: ten times what the longest does where the host answers at all. */
const besideLimitMs = 60_000;

/** How a session is opened. */
export interface SessionTerms {
  /** For sentences. */
  host: string;
  /** The words that start the shell on the host, for the commands that need a fresh one. */
  shell: string[];
  connect: Connect;
  /** Given where the controller can read the host's files itself. */
  peek?: Peek;
  /** Milliseconds that a script beside the session may take; 60 000 without it. */
  besideMs?: number;
}

/** The session as one exchange sees it. Every method throws StreamEnded when the `sh` is gone. */
export interface Line {
  send(...parts: (string | Uint8Array)[]): Promise<void>;
  line(): Promise<string>;
  until(marker: string): Promise<Uint8Array>;
}

/** A started `sh` and the queue in front of it. */
export class Session {
  readonly host: string;
  readonly peek: Peek | undefined;
  readonly #connect: Connect;
  readonly #besideMs: number;
  readonly #pipes: Pipes;
  readonly #writer: WritableStreamDefaultWriter<Uint8Array>;
  readonly #reader: ByteReader;
  readonly #complaints: Complaints;
  #greeting!: Greeting;
  #folder = "";
  #tail: Promise<unknown> = Promise.resolve();
  #over: string | undefined;
  #closing: Promise<void> | undefined;

  private constructor(terms: SessionTerms, pipes: Pipes) {
    this.host = terms.host;
    this.peek = terms.peek;
    this.#connect = terms.connect;
    this.#besideMs = terms.besideMs ?? besideLimitMs;
    this.#pipes = pipes;
    this.#writer = this.#pipes.stdin.getWriter();
    // A write into a dead shell is reported by the read that follows it.
    this.#writer.closed.catch(() => {});
    this.#reader = new ByteReader(this.#pipes.stdout);
    this.#complaints = new Complaints(this.#pipes.stderr);
  }

  /** Starts the `sh` and waits for its greeting. Throws Error with the host's words when there is none, and what connect throws. */
  static async start(terms: SessionTerms, signal?: AbortSignal): Promise<Session> {
    signal?.throwIfAborted();
    const session = new Session(terms, await terms.connect(signal));
    const abort = () => session.#pipes.kill();
    signal?.addEventListener("abort", abort);
    // It may have been given up while it was connected.
    if (signal?.aborted) abort();
    try {
      const marker = crypto.randomUUID();
      const name = `ftl2-${crypto.randomUUID()}`;
      const line = session.#line;
      await line.send(startOfSession(marker, name, terms.shell), `printf '%s\\n' "$_ftl2_d"\n`);
      await line.until(`${marker}\n`);
      session.#greeting = await readGreeting(line.line, terms.shell);
      session.#folder = await line.line();
      return session;
    } catch (cause) {
      session.#pipes.kill();
      await session.#letGo();
      signal?.throwIfAborted();
      const words = session.#complaints.text();
      throw new Error(`Cannot start a shell on ${terms.host}${words === "" ? "" : `: ${words}`}`, { cause });
    } finally {
      signal?.removeEventListener("abort", abort);
    }
  }

  get greeting(): Greeting {
    return this.#greeting;
  }

  /** The session's private folder on the host. */
  get folder(): string {
    return this.#folder;
  }

  /** Waits for its turn, then speaks with the `sh`. Throws ShellBroken when it dies meanwhile or had died before. */
  exchange<T>(about: string, speak: (line: Line) => Promise<T>): Promise<T> {
    if (this.#closing !== undefined) return Promise.reject(new ShellBroken(`The shell on ${this.host} was closed`));
    const turn = this.#tail.then(async () => {
      if (this.#over !== undefined) throw new ShellBroken(this.#over);
      try {
        return await speak(this.#line);
      } catch (error) {
        if (!(error instanceof StreamEnded)) throw error;
        throw this.broken(`ended while ${about} ran`);
      }
    });
    this.#tail = turn.catch(() => {});
    return turn;
  }

  /** Gives the session up because of what happened to it; the error says that the outcome is unknown. */
  broken(happening: string): ShellBroken {
    const words = this.#complaints.text();
    this.#over ??= `The shell on ${this.host} is gone: it ${happening}. Open a new one`;
    this.#pipes.kill();
    return new ShellBroken(
      `The shell on ${this.host} ${happening}: the outcome is unknown${words === "" ? "" : ` (${words})`}`,
    );
  }

  /**
   * Runs a script in a second, short-lived shell beside the session and returns what it printed. Throws like connect, and Error where the host lets us in and
   * goes no further, as one does whose disk does not answer.
   */
  async beside(script: string): Promise<string> {
    const pipes = await this.#connect();
    const late = Promise.withResolvers<never>();
    const timer = setTimeout(() => {
      pipes.kill();
      late.reject(new Error("it lets us in, and goes no further"));
    }, this.#besideMs);
    try {
      return await Promise.race([this.#talkBeside(pipes, script), late.promise]);
    } finally {
      clearTimeout(timer);
    }
  }

  async #talkBeside(pipes: Pipes, script: string): Promise<string> {
    const complaints = new Complaints(pipes.stderr);
    const writer = pipes.stdin.getWriter();
    // A connection that others share may stay open behind a shell that has ended: a marker says that it has.
    const marker = crypto.randomUUID();
    const text = `( ${script})\nprintf %s ${marker}\n`;
    const reader = pipes.stdout.getReader();
    await writer.write(encoder.encode(text)).then(() => writer.close()).catch(() => {});
    const decoder = new TextDecoder();
    let output = "";
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      output += decoder.decode(read.value, { stream: true });
      if (output.endsWith(marker)) break;
    }
    await pipes.ended;
    await Promise.all([reader.cancel().catch(() => {}), complaints.cancel()]);
    return output.replace(marker, "");
  }

  /** Lets what runs and what waits end, then ends the `sh`, which removes its folder. May be called again. */
  close(): Promise<void> {
    this.#closing ??= this.#tail.then(() => this.#end());
    return this.#closing;
  }

  async #end(): Promise<void> {
    const timer = setTimeout(() => this.#pipes.kill(), goodbyeMs);
    await this.#letGo();
    clearTimeout(timer);
    if (this.#over !== undefined) await this.beside(remainsRemoved(this.#folder)).catch(() => {});
  }

  async #letGo(): Promise<void> {
    await this.#writer.close().catch(() => {});
    await this.#pipes.ended;
    await this.#reader.cancel();
    await this.#complaints.cancel();
  }

  readonly #line: Line = {
    send: async (...parts) => {
      const bytes = parts.map((part) => typeof part === "string" ? encoder.encode(part) : part);
      await this.#writer.write(bytes.length === 1 ? bytes[0]! : concat(bytes)).catch((cause) => {
        throw new StreamEnded("The shell takes no more", { cause });
      });
    },
    line: () => this.#reader.line(),
    until: (marker) => this.#reader.until(encoder.encode(marker)),
  };
}

/** The last that a stream said. */
class Complaints {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  #kept: Uint8Array = new Uint8Array(0);

  constructor(stream: ReadableStream<Uint8Array>) {
    this.#reader = stream.getReader();
    this.#listen();
  }

  async #listen(): Promise<void> {
    try {
      for (let read = await this.#reader.read(); !read.done; read = await this.#reader.read()) {
        this.#kept = concat([this.#kept, read.value]).slice(-keptOfStderr);
      }
    } catch {
      // The stream is only listened to for what an error may say.
    }
  }

  text(): string {
    return new TextDecoder().decode(this.#kept).trim();
  }

  async cancel(): Promise<void> {
    await this.#reader.cancel().catch(() => {});
  }
}
