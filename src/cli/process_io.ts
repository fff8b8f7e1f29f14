// The real process: its streams, signals, clock and files.
import type { Io, Output } from "./io.ts";
import { TYPED_AS } from "./page_rights.ts";
import { programName } from "./program_name.ts";
import { readSecret, showTyping } from "./read_secret.ts";
import { giveTerminalBack, takeTerminal } from "./process_terminal.ts";
import { readText, writeNewText, writeText } from "./whole_file.ts";

const signals: Deno.Signal[] = Deno.build.os === "windows" ? ["SIGINT", "SIGBREAK"] : ["SIGINT", "SIGTERM", "SIGHUP"];

/**
 * Ends the process, two turns of its event loop later: by then Deno has kept what it compiled of the program, and the next start
 * takes 30 ms less. An exit at once would leave that undone, start after start.
 */
export async function leave(code: number): Promise<never> {
  // Whatever waits for the system will do; a timer would load Node's first, which takes 5 ms.
  showTyping();
  giveTerminalBack();
  for (let turn = 0; turn < 2; turn++) await Deno.lstat("/").catch(() => {});
  Deno.exit(code);
}

/** The process as it is. */
export function processIo(): Io {
  return {
    program: programName({
      module: Deno.mainModule,
      executable: Deno.build.standalone ? Deno.execPath() : undefined,
      typed: told(TYPED_AS),
      cwd: Deno.cwd(),
      path: told("PATH") ?? "",
    }),
    cwd: Deno.cwd(),
    get user() {
      return Deno.env.get("USER") ?? Deno.env.get("LOGNAME") ?? `uid ${Deno.uid()}`;
    },
    stdout: output(Deno.stdout),
    stderr: output(Deno.stderr),
    stdinIsTerminal: Deno.stdin.isTerminal(),
    clock: { now: () => Date.now(), monotonic: () => performance.now() },
    readLine,
    readSecret: (want) => readSecret(() => writeWhole(Deno.stderr, new TextEncoder().encode(want))),
    takeTerminal,
    env: (name) => Deno.env.get(name),
    kind,
    mode,
    executable,
    readText,
    writeText,
    writeNewText,
    list,
    every(ms, tick) {
      const timer = setInterval(tick, ms);
      return () => clearInterval(timer);
    },
    onFault(listener) {
      const rejected = (event: PromiseRejectionEvent) => {
        event.preventDefault();
        listener(event.reason);
      };
      const thrown = (event: ErrorEvent) => {
        event.preventDefault();
        listener(event.error);
      };
      globalThis.addEventListener("unhandledrejection", rejected);
      globalThis.addEventListener("error", thrown);
      return () => {
        globalThis.removeEventListener("unhandledrejection", rejected);
        globalThis.removeEventListener("error", thrown);
      };
    },
    onSignal(listener) {
      const heard = signals.map((name) => ({ name, hear: () => listener(name) }));
      for (const { name, hear } of heard) Deno.addSignalListener(name, hear);
      return () => {
        for (const { name, hear } of heard) Deno.removeSignalListener(name, hear);
      };
    },
  };
}

/** A variable of the environment; undefined where nobody may see it, too. */
function told(name: string): string | undefined {
  try {
    return Deno.env.get(name);
  } catch {
    return undefined;
  }
}

function output(stream: typeof Deno.stdout): Output {
  let gone = false;
  let failure: string | undefined;
  const isTerminal = stream.isTerminal();
  return {
    isTerminal,
    get columns() {
      return isTerminal ? consoleSize()?.columns || undefined : undefined;
    },
    get rows() {
      return isTerminal ? consoleSize()?.rows || undefined : undefined;
    },
    get gone() {
      return gone;
    },
    get failure() {
      return failure;
    },
    write(text) {
      if (gone) return;
      try {
        writeWhole(stream, new TextEncoder().encode(text));
      } catch (error) {
        gone = true;
        if (!(error instanceof Deno.errors.BrokenPipe)) {
          failure = error instanceof Error ? error.message : String(error);
        }
      }
    },
  };
}

function consoleSize(): { columns: number; rows: number } | undefined {
  try {
    return Deno.consoleSize();
  } catch {
    return undefined;
  }
}

function writeWhole(stream: typeof Deno.stdout, bytes: Uint8Array): void {
  for (let written = 0; written < bytes.length;) {
    try {
      written += stream.writeSync(bytes.subarray(written));
    } catch (error) {
      // A pipe that another process has made non-blocking is full: wait for its reader.
      if (!(error instanceof Deno.errors.WouldBlock)) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    }
  }
}

/** The terminal hands over whole lines. A read cannot be cancelled: the one that a signal left behind gets the next line. */
let reading: Promise<Uint8Array | undefined> | undefined;

async function readLine(signal: AbortSignal): Promise<string | undefined> {
  if (signal.aborted) return undefined;
  reading ??= readSome();
  const left = Promise.withResolvers<"left">();
  const leave = () => left.resolve("left");
  signal.addEventListener("abort", leave, { once: true });
  try {
    const line = await Promise.race([reading, left.promise]);
    if (line === "left") return undefined;
    reading = undefined;
    return line && new TextDecoder().decode(line).replace(/\r?\n[^]*$/, "");
  } finally {
    signal.removeEventListener("abort", leave);
  }
}

async function readSome(): Promise<Uint8Array | undefined> {
  const buffer = new Uint8Array(16_384);
  // A terminal that has gone away answers with an error (EIO): nothing more comes from there, as at the end of input.
  const length = await Deno.stdin.read(buffer).catch(() => null);
  return length === null ? undefined : buffer.subarray(0, length);
}

function kind(path: string): "file" | "directory" | "pipe" | undefined {
  try {
    const { isDirectory, isFile } = Deno.statSync(path);
    return isDirectory ? "directory" : isFile ? "file" : "pipe";
  } catch (error) {
    // It may well be there: whoever reads it is told why not.
    const withheld = error instanceof Deno.errors.NotCapable && /^\/(dev|proc|sys)(\/|$)/.test(path);
    return withheld ? "file" : undefined;
  }
}

function mode(path: string): number | undefined {
  try {
    return Deno.statSync(path).mode ?? undefined;
  } catch {
    return undefined;
  }
}

/** Any of the three bits: whether it may be executed by whoever works on the loop is told when it is. */
function executable(path: string): boolean {
  try {
    const { isFile, mode } = Deno.statSync(path);
    return isFile && (mode === null || (mode & 0o111) !== 0);
  } catch {
    return false;
  }
}

function list(path: string): string[] {
  try {
    return [...Deno.readDirSync(path)].map((entry) => entry.name).sort();
  } catch {
    return [];
  }
}
