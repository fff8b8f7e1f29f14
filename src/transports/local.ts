// This machine as a host: its `sh` is started here, and its files can be read without it.
import type { Entrance } from "../model/way.ts";
import type { Transport } from "../ports/transport.ts";
import { connectAs } from "./become.ts";
import { forsakable } from "./forsakable.ts";
import type { Connect, Kept, Pipes } from "./pipes.ts";
import { openShell } from "./posix_shell.ts";
import { WrongPasswords } from "./wrong_passwords.ts";

const firstRead = 64 * 1024;

/** What may be chosen about the local transport. */
export interface LocalTransportOptions {
  /** The words that start a POSIX shell which reads commands from its standard input; `["sh"]` without them. */
  shell?: string[];
  /** Folder for receipts; `.ftl2` in the user's home without it. */
  receipts?: string;
  /** What shells say of the machine that they run on; its boot id and machine id without it. */
  machine?: string;
  /** How many bytes of each output are kept at its head, and again at its tail; 512 KiB without it. */
  keepBytes?: number;
}

/** Shells on this machine, whatever the host is called. */
export function localTransport(options: LocalTransportOptions = {}): Transport {
  const { shell = ["sh"] } = options;
  const wrong = new WrongPasswords();
  const terms = (entrance: Entrance) => {
    const { host, become } = entrance.way;
    const plain = { ...options, host, shell, connect: connectLocal(shell) };
    if (become === undefined) return mayPeek() ? { ...plain, peek } : plain;
    // Another user's files are read by nobody else: what lies there may be a link to somewhere that only we may read.
    const spawn = (words: readonly string[]) => forsakable(spawnLocal(words));
    return { ...plain, connect: connectAs(entrance, { shell, spawn, wrong }) };
  };
  return { open: (entrance, signal) => openShell(terms(entrance), signal) };
}

/** Starts shells. */
export function connectLocal(shell: readonly string[]): Connect {
  return () => spawnLocal(shell);
}

/** Starts a program in a session of its own, so that a terminal's Ctrl-C does not reach it. Throws Error with a sentence. */
export function spawnLocal(words: readonly string[]): Pipes {
  const command = new Deno.Command(words[0] ?? "sh", {
    args: words.slice(1),
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
    detached: true,
  });
  const child = start(command, words);
  return {
    stdin: child.stdin,
    stdout: child.stdout,
    stderr: child.stderr,
    ended: child.status.catch(() => {}),
    kill: () => {
      try {
        child.kill("SIGKILL");
      } catch {
        // It is gone already, or not ours to kill.
      }
    },
  };
}

function start(command: Deno.Command, words: readonly string[]): Deno.ChildProcess {
  try {
    return command.spawn();
  } catch (cause) {
    throw new Error(`Cannot start a shell with ${JSON.stringify(words.join(" "))}: is it installed?`, { cause });
  }
}

/** Deno keeps /dev from a program that may not do everything (-A), and outputs usually lie in /dev/shm: then the shell hands them over, as over ssh. */
function mayPeek(): boolean {
  try {
    Deno.statSync("/dev/shm");
  } catch (error) {
    return !(error instanceof Deno.errors.NotCapable);
  }
  return true;
}

/** Reads what is kept of a file, at once: handing over to another thread and back costs more than the reading. */
function peek(path: string, keep: number): Promise<Kept> {
  return new Promise((resolve) => resolve(kept(path, keep)));
}

/** In two calls where it is short, which nearly all are. */
function kept(path: string, keep: number): Kept {
  using file = Deno.openSync(path);
  const first = new Uint8Array(Math.min(firstRead, 2 * keep + 1));
  const length = file.readSync(first) ?? 0;
  const tail = new Uint8Array(0);
  // A regular file gives as much as there is: less than asked for is all.
  if (length < first.length) return { head: first.subarray(0, length), tail, leftOut: 0 };
  const { size } = file.statSync();
  if (size <= 2 * keep) return { head: readAt(file, 0, size), tail, leftOut: 0 };
  return { head: readAt(file, 0, keep), tail: readAt(file, size - keep, keep), leftOut: size - 2 * keep };
}

function readAt(file: Deno.FsFile, at: number, length: number): Uint8Array {
  file.seekSync(at, Deno.SeekMode.Start);
  const bytes = new Uint8Array(length);
  let filled = 0;
  while (filled < length) {
    const read = file.readSync(bytes.subarray(filled));
    if (read === null) break;
    filled += read;
  }
  return bytes.subarray(0, filled);
}
