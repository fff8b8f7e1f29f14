// Where a loop stands, in a few words each: its last run, what comes next and when, and why it waits.
import type { Loop } from "../model/loop.ts";
import type { IterationRow, PromptRow } from "../ports/archive.ts";
import type { Clock } from "../ports/clock.ts";
import { ago, stamp, until } from "./moment.ts";
import { ownerWords } from "./owner_words.ts";
import { pathFromHere } from "./path_from_here.ts";

/** Whoever reads: when, where, and how commands are typed there. */
export interface Here {
  io: { clock: Pick<Clock, "now">; cwd: string };
  /** A command as one would type it here. */
  type(command: string): string;
  /** Whether an owner of leases is known to have ended, though they have not run out. */
  isGone?(owner: string): boolean;
}

/** What is known of a loop beside its own row. */
export interface Standing {
  loop: Loop;
  iteration: IterationRow | undefined;
  /** Its open questions. */
  prompts: readonly PromptRow[];
  /** Workers that are alive. */
  workers: number;
}

/** What a loop is to bring about, short: a file's path as seen from here, or a goal in words. */
export function wanted({ io }: Here, loop: Loop): string {
  const { goalFile, file = goalFile } = loop.options ?? {};
  if (file === undefined) return loop.desiredState ?? "";
  return pathFromHere(file, io.cwd);
}

/** A row says running until someone takes the loop up; its lease says whether anybody still works on it. */
export function workerGone(here: Here, loop: Loop): boolean {
  return loop.status === "running" && (leaseOver(here, loop) || endedSilently(here, loop));
}

/** Whether whoever holds its lease has ended without a word, as a kill -9 has it: until the lease has run out, only who is on the same machine knows. */
export function endedSilently(here: Here, loop: Loop): boolean {
  return loop.leaseOwner !== null && !leaseOver(here, loop) && here.isGone?.(loop.leaseOwner) === true;
}

function leaseOver({ io }: Here, { leaseExpiresAt }: Loop): boolean {
  return leaseExpiresAt !== null && Date.parse(leaseExpiresAt) < io.clock.now();
}

/** Whether some worker has to take it before it goes on. */
export function needsWorker(context: Here, loop: Loop): boolean {
  if (workerGone(context, loop)) return true;
  const { leaseExpiresAt, suspension, status } = loop;
  const leased = leaseExpiresAt !== null && !leaseOver(context, loop) && !endedSilently(context, loop);
  return !leased &&
    (status === "pending" || status === "waiting" || (status === "paused" && (suspension?.until ?? null) !== null));
}

/** The run that was begun last. A loop that waits for its next one has that one's number on record already, but no iteration of it. */
export function lastBegun({ loop, iteration }: Pick<Standing, "loop" | "iteration">): number {
  const { run, status, lastRunAt } = loop;
  const isToCome = lastRunAt !== null && iteration?.run !== run && ["waiting", "pending", "paused"].includes(status);
  return isToCome ? run - 1 : run;
}

/** `3 min ago, converged`; of a loop whose first run is under way, when it was last heard of. */
export function lastRun({ io }: Here, { loop, iteration }: Standing): string {
  const now = io.clock.now();
  const { lastRunAt, failures, convergedSince, options } = loop;
  if (lastRunAt !== null) {
    const how = failures > 1 ? `failed, ${failures} in a row` : failures === 1
      ? "failed"
      // One pass of which nobody looked whether it holds has proved nothing.
      : convergedSince && !options?.once && "converged";
    return [ago(lastRunAt, now), how].filter(Boolean).join(", ");
  }
  return iteration === undefined ? "" : ago(iteration.lastAt ?? iteration.completedAt ?? iteration.createdAt, now);
}

/** `in 42 s`; empty where nothing comes by itself. */
export function nextTime({ io }: Here, { status, nextRunAt, suspension }: Loop): string {
  const now = io.clock.now();
  if (status === "paused") return until(suspension?.until ?? null, now);
  return status === "waiting" || status === "pending" ? until(nextRunAt, now) || "now" : "";
}

/** Why it is where it is, or what it is at. */
export function why(context: Here, standing: Standing): string {
  const { loop, iteration, prompts, workers } = standing;
  const { request, suspension, status, reason, leaseOwner } = loop;
  const { type } = context;
  const left = workerLeft(context, standing);
  if (request !== null && status !== "paused") {
    const asked = `${request.by} asked for ${request.what === "cancel" ? "its end" : "a pause"}`;
    return said(asked, request.reason, left ?? "the running action ends first");
  }
  if (status === "paused" && suspension !== null) {
    const end = suspension.until === null ? undefined : `until ${stamp(suspension.until)}`;
    return said(`paused by ${suspension.by}`, suspension.reason, end);
  }
  if (status === "paused" && prompts.length > 0) {
    return `question ${prompts.map(({ id }) => id).join(", ")} is open: ${type(`respond ${prompts[0]!.id} ANSWER`)}`;
  }
  if (left !== undefined) return workers > 0 ? left : `${left}: ${type(`resume ${loop.id}`)}`;
  if (status === "running") {
    const at = iteration === undefined || iteration.completedAt !== null ? "" : `iteration ${iteration.n}, `;
    return leaseOwner === null ? reason ?? "" : `${at}worked on by ${ownerWords(leaseOwner)}`;
  }
  if (status === "pending" && reason === null) return workers > 0 ? "a worker takes it" : "nobody works on it yet";
  return reason ?? iteration?.error ?? "";
}

/** That nobody works on it any more who had it, and who takes it then. */
function workerLeft(context: Here, { loop, workers }: Standing): string | undefined {
  if (endedSilently(context, loop) && loop.status === "running") {
    const when = `${until(loop.leaseExpiresAt, context.io.clock.now())} at the latest`;
    return `its worker ended without a word${workers > 0 ? `: another takes it ${when}` : ""}`;
  }
  if (workerGone(context, loop)) return `its worker went away${workers > 0 ? ": another takes it" : ""}`;
  return undefined;
}

function said(what: string, reason: string, end?: string): string {
  return [reason === "" ? what : `${what}: ${reason}`, end].filter((part) => part !== undefined).join(", ");
}
