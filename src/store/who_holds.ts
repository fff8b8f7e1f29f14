// Which processes of this machine have a database open, as far as one may see.
import { connect } from "./connection.ts";

/** A process, and how it is told of. */
export interface Holder {
  pid: number;
  told: string;
}

/**
 * Those that have a lock on the file, or just have it open. Empty where nobody may say: not Linux, another machine or container, and of what is
 * merely open another user's process.
 */
export function whoHolds(path: string): Holder[] {
  const workers = workersOf(path);
  const pids = new Set([...whoLocks(path), ...whoHasOpen(path)]);
  return [...pids].map((pid) => ({
    pid,
    told: workers.has(pid) ? `the worker with process ${pid}` : `process ${pid}`,
  }));
}

function whoLocks(path: string): number[] {
  try {
    const inode = Deno.statSync(path).ino;
    const locks = kernelsLocks().split("\n").map((line) => line.split(/\s+/));
    // 12: POSIX ADVISORY READ 4711 fd:01:262161 1073741826 1073742335
    return locks.filter((words) => words.some((word) => /^\w+:\w+:\d+$/.test(word) && word.endsWith(`:${inode}`)))
      .map((words) => Number(words.find((word, at) => at > 3 && /^\d+$/.test(word)))).filter(isOther);
  } catch {
    return [];
  }
}

/** Deno keeps /proc from a program that may not do everything; a program that it may start reads it. */
function kernelsLocks(): string {
  try {
    return Deno.readTextFileSync("/proc/locks");
  } catch (error) {
    if (!(error instanceof Deno.errors.NotCapable)) throw error;
    return said("cat /proc/locks");
  }
}

/**
 * Processes that have the file open under this path, with or without a lock: a connection without a write-ahead log has none while it does nothing.
 * Links say what is open; only what one says to be this path is looked at, since anything else may lie on a disk that does not answer.
 */
export function whoHasOpen(path: string): number[] {
  try {
    const end = ` -> ${Deno.realPathSync(path)}`;
    const links: string[] = [];
    let folder = "";
    for (const line of said("ls -ln /proc/[0-9]*/fd").split("\n")) {
      if (line.startsWith("/proc/")) folder = line.slice(0, -1);
      else if (line.endsWith(end)) links.push(`${folder}/${/ (\d+) -> /.exec(line)?.[1]}`);
    }
    // In a container the same path may be another file.
    const same = links.length === 0
      ? ""
      : said('for each; do [ "$each" -ef "$0" ] && echo "$each"; done', path, ...links);
    return [...new Set(Array.from(same.matchAll(/^\/proc\/(\d+)/gm), ([, pid]) => Number(pid)))].filter(isOther);
  } catch {
    // No right to start programs.
    return [];
  }
}

function isOther(pid: number): boolean {
  return pid > 0 && pid !== Deno.pid;
}

/** What a shell's command says; its first argument is `$0`. */
function said(command: string, ...args: string[]): string {
  const { stdout } = new Deno.Command("sh", { args: ["-c", command, ...args], stdin: "null", stderr: "null" })
    .outputSync();
  return new TextDecoder().decode(stdout);
}

/** Processes of workers that are on record, whichever machine's: the third word of their names. */
function workersOf(path: string): Set<number> {
  try {
    using db = connect(path, { busyTimeoutMs: 0, readOnly: true });
    return new Set(
      db.prepare("SELECT name FROM workers").all().map(({ name }) => Number(String(name).split("/")[2])),
    );
  } catch {
    // Of a version without workers, or locked.
    return new Set();
  }
}
