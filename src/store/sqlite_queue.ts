// The queue in SQLite: each method one transaction that takes the write lock first.
import type { Kysely } from "kysely";
import { InputError } from "../model/errors.ts";
import type { Lease, Submission } from "../model/loop.ts";
import type { Clock } from "../ports/clock.ts";
import type { Owner, Queue } from "../ports/queue.ts";
import { answerPrompt } from "./answer_prompt.ts";
import { claimLoop, releaseLoop, renewLease } from "./claim_loop.ts";
import { toColumn } from "./json_column.ts";
import { newUid } from "./new_uid.ts";
import type { LoopRow, Tables, Transact } from "./tables.ts";
import { timestamp } from "./timestamp.ts";

const ENDED = ["completed", "failed", "cancelled"];

/** What goes along with a lease. */
export interface LeaseLife {
  /** Before one is given out. */
  prepare(): Promise<void>;
  /** As one is given back, in the same transaction. */
  flush(lease: Lease, trx: Transact): Promise<void>;
  /** After that is committed. */
  released(lease: Lease): void;
}

/** The queue of one database. */
export function sqliteQueue(db: Kysely<Tables>, clock: Clock, life: LeaseLife): Queue {
  const write = <T>(work: (trx: Transact) => Promise<T>) => db.transaction().execute(work);
  return {
    submit: async (submission, owner) => {
      if (owner !== undefined) await life.prepare();
      return await write((trx) => submit(trx, submission, owner, clock));
    },
    claim: async (id, owner, terms) => {
      await life.prepare();
      return await write((trx) => claimLoop(trx, id, { ...owner, ...terms }, clock));
    },
    renew: (held, leaseMs) => write((trx) => renewLease(trx, held, leaseMs, clock)),
    release: async (held, next) => {
      await write(async (trx) => {
        await releaseLoop(trx, held, next, clock);
        await life.flush(held, trx);
      });
      life.released(held);
    },
    answer: (prompt, response, by) => write((trx) => answerPrompt(trx, prompt, { response, by }, clock)),
    suspend: (id, by, reason) => write((trx) => suspend(trx, id, { by, reason }, clock)),
    resume: (id) => write((trx) => resume(trx, id)),
    cancel: (id, by) => write((trx) => cancel(trx, id, by, clock)),
  };
}

async function submit(
  trx: Transact,
  submission: Submission,
  owner: Owner | undefined,
  clock: Clock,
): Promise<{ id: number; lease: Lease | null }> {
  const { id } = await trx.insertInto("loops").values({
    name: submission.name,
    status: "pending",
    mode: submission.mode,
    desired_state: submission.desiredState,
    created_at: timestamp(clock),
    uid: newUid(),
    options: toColumn(submission.options),
    run: 1,
  }).returning("id").executeTakeFirstOrThrow();
  return { id, lease: owner === undefined ? null : await claimLoop(trx, id, owner, clock) };
}

async function suspend(trx: Transact, id: number, word: { by: string; reason: string }, clock: Clock): Promise<void> {
  const row = await loopRow(trx, id);
  if (ENDED.includes(row.status)) throw new InputError(`Loop ${id} is ${row.status}: there is nothing to pause`);
  if (row.status === "running" && row.lease_expires_at !== null && row.lease_expires_at > timestamp(clock)) {
    throw new InputError(`Loop ${id} is being worked on by ${row.lease_owner}: press Ctrl-C there, it pauses the loop`);
  }
  await trx.updateTable("loops").set({
    status: "paused",
    reason: word.reason,
    suspended_by: word.by,
    suspended_reason: word.reason,
    next_run_at: null,
    ...fenced(row),
  }).where("id", "=", id).execute();
}

async function resume(trx: Transact, id: number): Promise<void> {
  const row = await loopRow(trx, id);
  if (row.status === "pending") return;
  if (row.status !== "paused") throw new InputError(`Loop ${id} is ${row.status}: only a paused loop can be resumed`);
  await trx.updateTable("loops").set({
    status: "pending",
    reason: null,
    suspended_by: null,
    suspended_reason: null,
    suspended_until: null,
  }).where("id", "=", id).execute();
}

/** Whoever works on it finds its lease gone at its next write. Open questions need no answer any more. */
async function cancel(trx: Transact, id: number, by: string, clock: Clock): Promise<void> {
  const row = await loopRow(trx, id);
  if (ENDED.includes(row.status)) throw new InputError(`Loop ${id} is ${row.status} already`);
  await trx.updateTable("loops").set({
    status: "cancelled",
    reason: `cancelled by ${by}`,
    completed_at: timestamp(clock),
    next_run_at: null,
    ...fenced(row),
  }).where("id", "=", id).execute();
  await trx.updateTable("prompts").set({ status: "cancelled" })
    .where("loop_id", "=", id).where("status", "=", "pending").execute();
}

/** A late worker's token is no longer the highest. */
function fenced(row: LoopRow) {
  return { lease_owner: null, lease_expires_at: null, lease_token: row.lease_token + 1 };
}

async function loopRow(trx: Transact, id: number): Promise<LoopRow> {
  const row = await trx.selectFrom("loops").selectAll().where("id", "=", id).executeTakeFirst();
  if (row === undefined) throw new InputError(`There is no loop ${id}: \`ftl2-enterprise status --all\` lists them`);
  return row;
}
