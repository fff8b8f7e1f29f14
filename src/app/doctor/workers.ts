// Workers: whether any is alive where something is due, and whether all run the program that lies there now.
import type { Finding } from "../../ports/checkup.ts";
import type { Examined } from "../../store/examine.ts";
import { durationText } from "../../words/duration_text.ts";
import { isGone } from "../../worker/owner.ts";
import { kernelText, stat } from "./here.ts";
import { finding, type Look } from "./look.ts";

/** Milliseconds after which a worker that is alive should have taken what is due. */
const PATIENCE_MS = 60_000;

/** Workers, and the questions that wait for a human. */
export function workersFinding(content: Examined, look: Look): Finding[] {
  const { clock, type } = look;
  const { questions } = content;
  const now = clock.now();
  const alive = content.workers.filter(({ name, expiresAt }) => expiresAt > now && !isGone(name));
  const found = alive.length === 0 ? noneAlive(content, look) : someAlive(alive, content, look);
  if (questions === 0) return [found];
  const words = questions === 1 ? "1 question waits for an answer" : `${questions} questions wait for an answer`;
  return [found, finding("questions", "note", words, [type("prompts")])];
}

function noneAlive({ workers, due, loops }: Examined, { clock, type }: Look): Finding {
  const ended = workers.length === 0 ? "" : " (the last one ended without a word)";
  if (due.count > 0) {
    return finding("workers", "warning", `no worker is alive${ended}, and ${dueWords(due, clock.now())}`, [
      type("worker"),
      `To have one started whenever this machine is up: ${type("unit --help")}`,
    ]);
  }
  const waiting = (loops["waiting"] ?? 0) + (loops["running"] ?? 0);
  return finding("workers", waiting > 0 ? "note" : "ok", `no worker is alive${ended}; nothing is due`);
}

function someAlive(alive: Examined["workers"], { due }: Examined, { clock, type, file }: Look): Finding {
  const now = clock.now();
  const since = durationText(now - Math.min(...alive.map(({ startedAt }) => startedAt)));
  const count = alive.length === 1 ? "1 worker is alive" : `${alive.length} workers are alive`;
  const words = `${count}, since ${since}; ${dueWords(due, now)}`;
  const old = alive.filter((worker) => file !== undefined && runsOlder(worker, file));
  if (old.length > 0) {
    const who = old.length === alive.length ? "" : `${old.length} of them `;
    return finding("workers", "warning", `${words}; ${who}began before this program's file was replaced`, [
      "Start it again: on SIGTERM it ends within 10 s, and what it had begun goes on with the next one",
    ]);
  }
  if (due.count === 0 || due.since === null || now - due.since < PATIENCE_MS) return finding("workers", "ok", words);
  return finding("workers", "warning", words, [
    `They may be full: ${type("status")} says where each loop stands, a worker's --concurrency how many go at once`,
  ]);
}

function dueWords({ count, first, since }: Examined["due"], now: number): string {
  if (count === 0) return "nothing is due";
  const ago = since === null ? "" : `, ${durationText(now - since)} ago`;
  return count === 1 ? `loop ${first} is due${ago}` : `${count} loops are due, first ${first}${ago}`;
}

/** Whether a worker runs what lay at a path before it was replaced. Its name has its process's number (see `ownerName`). */
function runsOlder({ name, startedAt }: { name: string; startedAt: number }, file: string): boolean {
  const pid = name.split("/")[2] ?? "";
  const words = (/^\d+$/.test(pid) ? kernelText(`/proc/${pid}/cmdline`) ?? "" : "").split("\0");
  const replaced = stat(file)?.mtime?.getTime();
  return replaced !== undefined && replaced > startedAt && words.includes(file);
}
