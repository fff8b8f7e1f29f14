// Which processes of this machine have a database open, as far as one may see.
import { connect } from "./connection.ts";

/** A process, and how it is told of. */
export interface Holder {
  pid: number;
  told: string;
}

/** Those that have a lock on the file. Empty where nobody may say: not Linux, or locks of another machine or container. */
export function whoHolds(path: string): Holder[] {
  try {
    const inode = Deno.statSync(path).ino;
    const locks = kernelsLocks().split("\n").map((line) => line.split(/\s+/));
    // 12: POSIX ADVISORY READ 4711 fd:01:262161 1073741826 1073742335
    const pids = locks.filter((words) => words.some((word) => /^\w+:\w+:\d+$/.test(word) && word.endsWith(`:${inode}`)))
      .map((words) => Number(words.find((word, at) => at > 3 && /^\d+$/.test(word))));
    const workers = workersOf(path);
    return [...new Set(pids)].filter((pid) => pid > 0 && pid !== Deno.pid).map((pid) => ({
      pid,
      told: workers.has(pid) ? `the worker with process ${pid}` : `process ${pid}`,
    }));
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
    const { stdout } = new Deno.Command("cat", { args: ["/proc/locks"], stdin: "null", stderr: "null" }).outputSync();
    return new TextDecoder().decode(stdout);
  }
}

/** Processes of workers that are on record, whichever machine's: the third word of their names. */
function workersOf(path: string): Set<number> {
  const db = connect(path, { busyTimeoutMs: 0, readOnly: true });
  try {
    return new Set(
      db.prepare("SELECT name FROM workers").all().map(({ name }) => Number(String(name).split("/")[2])),
    );
  } catch {
    // Of a version without workers, or locked.
    return new Set();
  } finally {
    db.close();
  }
}
