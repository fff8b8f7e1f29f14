// The queue in SQLite: each method that writes is one transaction that takes the write lock first.
import type { Kysely } from "kysely";
import type { Lease, Submission } from "../model/loop.ts";
import type { Clock } from "../ports/clock.ts";
import type { ClaimTerms, Owner, Queue } from "../ports/queue.ts";
import { answerPrompt } from "./answer_prompt.ts";
import { claimLoop, lookAtLeases, renewLeases, takeLoop } from "./claim_loop.ts";
import { countWait } from "./count_wait.ts";
import { tell } from "./feed.ts";
import { releaseLoop, restLoop, wakeLoop } from "./give_back.ts";
import { cancel, resume, retry, suspend } from "./human_word.ts";
import { requestOf, toColumn } from "./json_column.ts";
import { newUid } from "./new_uid.ts";
import { deadOwners, nextTurn, nextTurnTime } from "./next_turn.ts";
import { whyUnsound } from "./sound_row.ts";
import { cancelNow, suspendNow } from "./stop_loop.ts";
import type { Tables, Transact } from "./tables.ts";
import { timestamp } from "./timestamp.ts";
import { beat, liveWorkers } from "./worker_rows.ts";

/** What goes along with a lease. */
export interface LeaseLife {
  /** Before one is given out. */
  prepare(): Promise<void>;
  /** As it is given back, or its run ends, in the same transaction. */
  flush(lease: Lease, trx: Transact): Promise<void>;
  /** After that is committed. */
  released(lease: Lease): void;
  /** Counts commits, those of any connection to the file. */
  commits(): number;
}

/** The queue of one database. */
export function sqliteQueue(db: Kysely<Tables>, clock: Clock, life: LeaseLife): Queue {
  const write = <T>(work: (trx: Transact) => Promise<T>) => db.transaction().execute(work);
  const read = <T>(work: (trx: Transact) => Promise<T>) => db.transaction().setAccessMode("read only").execute(work);
  const endReading = async <T>(lease: Lease, work: (trx: Transact) => Promise<T>) => {
    const result = await write(async (trx) => {
      await life.flush(lease, trx);
      return await work(trx);
    });
    life.released(lease);
    return result;
  };
  let seen: number | undefined;
  return {
    submit: async (submission, owner) => {
      if (owner !== undefined) await life.prepare();
      return await write((trx) => submit(trx, submission, owner, clock));
    },
    claim: async (id, owner, terms) => {
      await life.prepare();
      return await write((trx) => claimLoop(trx, id, { ...owner, ...terms }, clock));
    },
    claimNext: async (owner, terms = {}) => {
      // An idle worker asks often, and must not keep others from writing.
      const { gone, turn } = await read((trx) => lookForTurn(trx, owner, terms, clock));
      if (turn === undefined) return null;
      await life.prepare();
      return await write((trx) => claimNext(trx, owner, gone, clock));
    },
    nextTime: () => read((trx) => nextTurnTime(trx, clock)),
    renew: async (leases, leaseMs) =>
      leases.length === 0 ? [] : await write((trx) => renewLeases(trx, leases, leaseMs, clock)),
    look: async (leases) => leases.length === 0 ? [] : await read((trx) => lookAtLeases(trx, leases)),
    rest: (lease, resting) => {
      const rest = (trx: Transact) => restLoop(trx, lease, resting, clock);
      return resting.kind === "next run" ? endReading(lease, rest) : write(rest);
    },
    wake: (lease) => write((trx) => wakeLoop(trx, lease, clock)),
    release: (lease, release) => endReading(lease, (trx) => releaseLoop(trx, lease, release, clock)),
    answer: (prompt, response, by, comment) =>
      write((trx) => answerPrompt(trx, prompt, { response, by, comment }, clock)),
    suspend: (id, suspension) => write((trx) => suspend(trx, id, suspension, clock)),
    cancel: (id, by, reason) => write((trx) => cancel(trx, id, { by, reason }, clock)),
    resume: (id, by, { now = false } = {}) => write((trx) => resume(trx, id, { by, now }, clock)),
    retry: (id, by) => write((trx) => retry(trx, id, by, clock)),
    beat: (worker, lifeMs) => write((trx) => beat(trx, worker, lifeMs, clock)),
    leave: (name) => write(async (trx) => void await trx.deleteFrom("workers").where("name", "=", name).execute()),
    workers: () => read((trx) => liveWorkers(trx, clock)),
    changed: () => {
      const before = seen;
      seen = life.commits();
      return seen !== before;
    },
  };
}

async function submit(
  trx: Transact,
  submission: Submission,
  owner: Owner | undefined,
  clock: Clock,
): Promise<{ id: number; lease: Lease | null }> {
  const { firstRunAt = 0 } = submission;
  const later = firstRunAt > clock.now();
  const row = await trx.insertInto("loops").values({
    name: submission.name,
    status: later ? "waiting" : "pending",
    reason: later ? "waits for its first time" : null,
    mode: submission.mode,
    desired_state: submission.desiredState,
    // The original took one and wrote it as typed; more of them stand on lines of their own.
    inventory: submission.options.inventory?.join("\n") ?? null,
    interval: submission.interval ?? null,
    created_at: timestamp(clock),
    uid: newUid(),
    options: toColumn(submission.options),
    run: 1,
    next_run_at: later ? new Date(firstRunAt).toISOString() : timestamp(clock),
  }).returningAll().executeTakeFirstOrThrow();
  await tell(trx, { loop: row.id, kind: "submitted", data: { mode: submission.mode } }, clock);
  return { id: row.id, lease: owner === undefined ? null : await takeLoop(trx, row, owner, clock) };
}

async function lookForTurn(trx: Transact, owner: Owner, terms: ClaimTerms, clock: Clock) {
  const gone = await deadOwners(trx, owner.name, terms, clock);
  return { gone, turn: await nextTurn(trx, gone, clock) };
}

/** A request that a dead worker did not live to hear is heeded here, a loop whose row is damaged is put aside, and the next one looked for. */
async function claimNext(trx: Transact, owner: Owner, gone: readonly string[], clock: Clock): Promise<Lease | null> {
  while (true) {
    const id = await nextTurn(trx, gone, clock);
    if (id === undefined) return null;
    const row = await trx.selectFrom("loops").selectAll().where("id", "=", id).executeTakeFirstOrThrow();
    const request = requestOf(row.stop_request);
    const unsound = whyUnsound(row);
    if (unsound !== null && request?.what !== "cancel") {
      await suspendNow(trx, row, { by: "its worker", reason: unsound, until: null }, clock);
      continue;
    }
    if (request === null) {
      await countWait(trx, row.next_run_at, clock);
      return await takeLoop(trx, row, owner, clock);
    }
    if (request.what === "cancel") await cancelNow(trx, row, request, clock);
    else await suspendNow(trx, row, { by: request.by, reason: request.reason, until: request.until }, clock);
  }
}
