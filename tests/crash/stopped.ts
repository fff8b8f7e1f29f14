// A worker that was stopped (SIGSTOP), where others may still write.
import { DatabaseSync } from "node:sqlite";

/**
 * Waits until it is stopped (proc(5): state T). It, or its heartbeat, which is a thread of its own, may have been stopped amid a commit: nobody could write then
 * until it is woken, so it is, for a moment.
 */
export async function stopped(pid: number, db: string): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (Date.now() < deadline) {
    const stat = await Deno.readTextFile(`/proc/${pid}/stat`);
    const isStopped = stat.slice(stat.lastIndexOf(")") + 2).startsWith("T");
    if (isStopped && mayWrite(db)) return;
    if (isStopped) Deno.kill(pid, "SIGCONT");
    await new Promise((resolve) => setTimeout(resolve, 10));
    if (isStopped) Deno.kill(pid, "SIGSTOP");
  }
  throw new Error("within a minute the worker was not stopped where others may write");
}

function mayWrite(path: string): boolean {
  using db = new DatabaseSync(path, { timeout: 500 });
  try {
    db.exec("begin immediate; rollback");
    return true;
  } catch {
    return false;
  }
}
