// Runs one program on the controller, without a shell, within a time.

/** How it is run. */
export interface Running {
  /** Its words after its name. Default none. */
  args?: string[];
  stdin: string;
  /** Added to the environment. */
  env: Record<string, string>;
  /** After this many milliseconds it is asked to end (TERM), and made to (KILL) after GRACE_MS more. */
  limitMs: number;
  /** Bytes of its standard output that are kept. Default none: nobody reads it. */
  stdoutBytes?: number;
  /** Where it runs. Default: where we are. */
  cwd?: string;
  /** What it started and left in its process group is ended with it. Default: that may go on. */
  wholeGroup?: boolean;
}

/** How it ended; `stdout` and `stderr` are their heads, as text. */
export interface Ended {
  rc: number;
  stdout: string;
  stderr: string;
  timedOut: boolean;
  cancelled: boolean;
}

/** Milliseconds that a program has to end by itself once it was told to. */
const GRACE_MS = 2000;
/** Milliseconds that what it said is waited for after its end: a child of it may keep the pipe open for ever. */
const WORDS_MS = 500;
/** Most bytes of its standard error that are kept; the rest is read and forgotten, so that it is not held up. */
const STDERR_BYTES = 1024;

/** It could not be started. `forbidden`: since this process may start none. */
export interface NotStarted {
  error: string;
  forbidden: boolean;
}

/** Runs it to its end, with all that it started in its process group. The signal ends it likewise. */
export async function runProgram(
  program: string,
  { args = [], stdin, env, limitMs, stdoutBytes = 0, cwd, wholeGroup = false }: Running,
  signal: AbortSignal,
): Promise<Ended | NotStarted> {
  const stdout = stdoutBytes > 0 ? "piped" : "null";
  const child = start(program, { args, env, stdout, ...(cwd === undefined ? {} : { cwd }) });
  if ("error" in child) return child;
  let ended = false;
  let timedOut = false;
  const kill = (how: Deno.Signal) => {
    if (!ended) killGroup(child.pid, how);
  };
  const timers: ReturnType<typeof setTimeout>[] = [];
  const end = () => {
    kill("SIGTERM");
    timers.push(setTimeout(() => kill("SIGKILL"), GRACE_MS));
  };
  timers.push(setTimeout(() => {
    timedOut = true;
    end();
  }, limitMs));
  signal.addEventListener("abort", end);
  if (signal.aborted) end();
  const words = headOf(child.stderr, STDERR_BYTES);
  const output = stdoutBytes > 0 ? headOf(child.stdout, stdoutBytes) : undefined;
  try {
    const fed = feed(child.stdin, stdin);
    const { code } = await child.status;
    ended = true;
    if (wholeGroup) killGroup(child.pid, "SIGKILL");
    const late = setTimeout(() => {
      fed.enough();
      words.enough();
      output?.enough();
    }, WORDS_MS);
    const [stdout = "", stderr] = await Promise.all([output?.text, words.text, fed.done]);
    clearTimeout(late);
    return { rc: code, stdout, stderr: stderr.trim(), timedOut, cancelled: signal.aborted };
  } finally {
    timers.forEach((timer) => clearTimeout(timer));
    signal.removeEventListener("abort", end);
  }
}

function start(
  program: string,
  options: { args: string[]; env: Record<string, string>; stdout: "piped" | "null"; cwd?: string },
): Deno.ChildProcess | NotStarted {
  try {
    return new Deno.Command(program, { stdin: "piped", stderr: "piped", detached: true, ...options }).spawn();
  } catch (error) {
    return { error: (error as Error).message, forbidden: error instanceof Deno.errors.NotCapable };
  }
}

/** `detached` made it the leader of a group of its own. */
function killGroup(leader: number, how: Deno.Signal): void {
  try {
    Deno.kill(-leader, how);
  } catch {
    // Gone already.
  }
}

/** A program need not read what it is told; `enough` ends the waiting: a child of it may keep the pipe open and never read. */
function feed(pipe: WritableStream<Uint8Array>, text: string): { done: Promise<void>; enough: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  const write = async () => {
    try {
      const writer = pipe.getWriter();
      await writer.write(new TextEncoder().encode(text));
      await writer.close();
    } catch {
      // It ended, or closed its input.
    }
    resolve();
  };
  void write();
  return { done: promise, enough: resolve };
}

/** Reads a stream to its end and keeps the beginning; `enough` ends the reading. */
function headOf(stream: ReadableStream<Uint8Array>, most: number): { text: Promise<string>; enough: () => void } {
  const reader = stream.getReader();
  const read = async () => {
    const decoder = new TextDecoder();
    let text = "";
    let bytes = 0;
    while (true) {
      const { value, done } = await reader.read();
      if (done) return text;
      if (bytes < most) text += decoder.decode(value.subarray(0, most - bytes), { stream: true });
      bytes += value.length;
    }
  };
  return { text: read(), enough: () => void reader.cancel().catch(() => {}) };
}
