// One process of ssh, from its start to the moment when the program on the host may be spoken to.
import { concat, StreamEnded } from "./byte_reader.ts";
import type { Pipes } from "./pipes.ts";
import { restOf } from "./rest_of_stream.ts";

const keptOfStderr = 8192;

/** An ssh that ended before the host's login shell answered. `said` is what it and the host said, newest last. */
export class LoginEnded extends Error {
  override name = "LoginEnded";
  constructor(readonly said: string, readonly printed: string, readonly code: number) {
    super("ssh ended before the host answered");
  }
}

/** What ssh is started with. */
export interface SshStart {
  words: string[];
  env: Record<string, string>;
  /** A line of its own that the host prints when it is ready; what comes before is noise. */
  mark: string;
}

/** What the program on the host is spoken to with. */
export interface Ready extends Omit<Pipes, "kill"> {
  /** Ends its output for whoever reads it, whatever the process does. */
  silence(): void;
}

/** A started ssh. */
export interface SshProcess {
  pid: number;
  /** Resolves when the host is ready. Throws LoginEnded. */
  ready: Promise<Ready>;
  kill(): void;
}

/** Starts it in a process group of its own, so that a terminal's Ctrl-C does not reach it and a jump host's ssh ends with it. */
export function startSsh({ words, env, mark }: SshStart): SshProcess {
  const child = spawned(words, env);
  let over = false;
  const ended = child.status.catch(() => ({ code: 255 })).finally(() => over = true);
  return {
    pid: child.pid,
    ready: ready(child, mark, ended),
    kill: () => {
      // Its number may be another's by now.
      if (over) return;
      try {
        Deno.kill(-child.pid, "SIGKILL");
      } catch {
        // It is gone already.
      }
    },
  };
}

function spawned(words: string[], env: Record<string, string>): Deno.ChildProcess {
  try {
    const streams = { stdin: "piped", stdout: "piped", stderr: "piped" } as const;
    return new Deno.Command("ssh", { args: words, env, detached: true, ...streams }).spawn();
  } catch (cause) {
    if (!(cause instanceof Deno.errors.NotFound)) throw cause;
    throw new Error("there is no program ssh on this machine: install OpenSSH's client (openssh-client)", { cause });
  }
}

async function ready(
  child: Deno.ChildProcess,
  mark: string,
  ended: Promise<{ code: number }>,
): Promise<Ready> {
  const noise = new Noise(child.stderr);
  const reader = child.stdout.getReader();
  try {
    const stdout = await afterMark(reader, mark);
    const silence = () => void reader.cancel().catch(() => {});
    return { stdin: child.stdin, stdout, stderr: noise.end(), ended, silence };
  } catch (error) {
    if (!(error instanceof Silent)) throw error;
    await child.stdin.close().catch(() => {});
    const [{ code }] = await Promise.all([ended, noise.ended]);
    throw new LoginEnded(noise.text(), error.printed, code);
  }
}

/** Nothing more comes. */
class Silent extends StreamEnded {
  constructor(readonly printed: string) {
    super("The stream ended");
  }
}

/** What follows the line that is the mark. Throws Silent. */
async function afterMark(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  mark: string,
): Promise<ReadableStream<Uint8Array>> {
  // A line may hang on the end of what a rc file printed without a newline.
  const decoder = new TextDecoder("latin1");
  let seen = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) throw new Silent(seen);
    seen = (seen + decoder.decode(value)).slice(-keptOfStderr - value.length);
    const at = seen.indexOf(`${mark}\n`);
    if (at < 0) continue;
    const left = seen.length - at - mark.length - 1;
    return restOf(reader, left === 0 ? undefined : value.subarray(value.length - left));
  }
}

/** What comes on stderr: kept until it is asked to end, passed on from then on. */
class Noise {
  readonly ended: Promise<void>;
  #kept: Uint8Array = new Uint8Array(0);
  #out: ReadableStreamDefaultController<Uint8Array> | undefined;
  #over = false;
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;

  constructor(stream: ReadableStream<Uint8Array>) {
    this.#reader = stream.getReader();
    this.ended = this.#listen();
  }

  text(): string {
    return new TextDecoder().decode(this.#kept);
  }

  end(): ReadableStream<Uint8Array> {
    this.#kept = new Uint8Array(0);
    return new ReadableStream<Uint8Array>({
      start: (out) => {
        if (this.#over) out.close();
        else this.#out = out;
      },
      cancel: () => {
        this.#out = undefined;
        return this.#reader.cancel();
      },
    });
  }

  async #listen(): Promise<void> {
    try {
      for (let read = await this.#reader.read(); !read.done; read = await this.#reader.read()) {
        if (this.#out !== undefined) this.#out.enqueue(read.value);
        else this.#kept = concat([this.#kept, read.value]).slice(-keptOfStderr);
      }
    } catch {
      // It is only listened to for what an error may say.
    }
    this.#over = true;
    this.#out?.close();
  }
}
