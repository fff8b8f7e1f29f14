// What a human asks of a loop: at once where nobody works on it, else by a request to its worker.
import { InputError } from "../model/errors.ts";
import type { StopRequest, Suspension } from "../model/loop.ts";
import type { Clock } from "../ports/clock.ts";
import { AT_AN_END, ENDED } from "./ended.ts";
import { tell } from "./feed.ts";
import { requestOf, toColumn } from "./json_column.ts";
import { cancelNow, suspendNow, UNTIED } from "./stop_loop.ts";
import type { LoopRow, Transact } from "./tables.ts";
import { timestamp } from "./timestamp.ts";

/** Throws InputError for a loop that has ended, or is being cancelled. */
export async function suspend(
  trx: Transact,
  id: number,
  suspension: Suspension,
  clock: Clock,
): Promise<"done" | "asked"> {
  const row = await loopRow(trx, id);
  if (AT_AN_END.includes(row.status)) throw new InputError(`Loop ${id} is ${row.status}: there is nothing to pause`);
  if (!isWorkedOn(row, clock)) {
    await suspendNow(trx, row, suspension, clock);
    return "done";
  }
  const asked = requestOf(row.stop_request);
  if (asked?.what === "cancel") throw new InputError(`Loop ${id} is being cancelled, as ${asked.by} asked`);
  return await ask(trx, id, { what: "pause", ...suspension }, clock);
}

/** Throws InputError for a loop that has ended. A blocked one may be given up. */
export async function cancel(
  trx: Transact,
  id: number,
  word: { by: string; reason: string },
  clock: Clock,
): Promise<"done" | "asked"> {
  const row = await loopRow(trx, id);
  if (ENDED.includes(row.status)) throw new InputError(`Loop ${id} is ${row.status}: there is nothing to cancel`);
  if (isWorkedOn(row, clock)) return await ask(trx, id, { what: "cancel", ...word, until: null }, clock);
  await cancelNow(trx, row, word, clock);
  return "done";
}

async function ask(trx: Transact, id: number, request: StopRequest, clock: Clock): Promise<"asked"> {
  await trx.updateTable("loops").set({ stop_request: toColumn(request) }).where("id", "=", id).execute();
  const { what, by, reason } = request;
  await tell(trx, { loop: id, kind: "stop asked", data: { what, by, reason } }, clock);
  return "asked";
}

/** Whether somebody has it, at work or at rest, who will see a request. */
function isWorkedOn(row: LoopRow, clock: Clock): boolean {
  return row.lease_owner !== null && (row.lease_expires_at ?? "") > timestamp(clock);
}

/** Throws InputError for a loop that is neither paused nor, with `now`, waiting. */
export async function resume(
  trx: Transact,
  id: number,
  { by, now }: { by: string; now: boolean },
  clock: Clock,
): Promise<void> {
  const row = await loopRow(trx, id);
  if (row.status !== "paused" && !(now && row.status === "waiting")) throw new InputError(whyNot(row, clock));
  const turn = { next_run_at: timestamp(clock), waits_for: null };
  // A rest ends when its worker sees that the time has come; nobody else may have the loop meanwhile.
  const rests = row.lease_owner !== null;
  await trx.updateTable("loops").set(rests ? turn : { ...UNTIED, ...turn, status: "pending", reason: null })
    .where("id", "=", id).execute();
  await tell(trx, { loop: id, kind: "resumed", data: { by } }, clock);
}

function whyNot(row: LoopRow, clock: Clock): string {
  const { id, status } = row;
  switch (status) {
    case "pending":
      return `Loop ${id} is pending already: the next free worker takes it (\`ftl2-enterprise worker\` is one)`;
    case "waiting":
      return `Loop ${id} waits until ${row.next_run_at}: \`ftl2-enterprise resume ${id} --now\` starts it at once`;
    case "running":
      return isWorkedOn(row, clock)
        ? `Loop ${id} is being worked on by ${row.lease_owner}: there is nothing to resume`
        : `Loop ${id} was left by its worker: the next free worker takes it over (\`ftl2-enterprise worker\` is one)`;
    case "completed":
      return `Loop ${id} is completed: only a paused loop can be resumed, \`ftl2-enterprise run\` starts a new one`;
    default:
      return `Loop ${id} is ${status}: only a paused loop can be resumed, \`ftl2-enterprise retry ${id}\` begins a new run`;
  }
}

/** Throws InputError for a loop that has neither failed nor is blocked or cancelled. */
export async function retry(trx: Transact, id: number, by: string, clock: Clock): Promise<void> {
  const row = await loopRow(trx, id);
  if (!["failed", "blocked", "cancelled"].includes(row.status)) throw new InputError(whyNoRetry(row));
  const run = row.run + 1;
  await trx.updateTable("loops").set({
    ...UNTIED,
    status: "pending",
    reason: null,
    completed_at: null,
    run,
    failures: 0,
    next_run_at: timestamp(clock),
  }).where("id", "=", id).execute();
  await tell(trx, { loop: id, kind: "retried", data: { by, run } }, clock);
}

function whyNoRetry({ id, status, suspended_by }: LoopRow): string {
  const instead: Record<string, string> = {
    paused: suspended_by === null
      ? `\`ftl2-enterprise prompts ${id}\` shows what it asks, \`resume ${id}\` goes on`
      : `\`ftl2-enterprise resume ${id}\` goes on`,
    waiting: `\`ftl2-enterprise resume ${id} --now\` starts it at once`,
    completed: `\`ftl2-enterprise run\` starts a new one`,
  };
  const hint = instead[status] ?? `\`ftl2-enterprise status ${id}\` shows how far it is`;
  return `Loop ${id} is ${status}: only one that failed, is blocked or was cancelled is tried again; ${hint}`;
}

async function loopRow(trx: Transact, id: number): Promise<LoopRow> {
  const row = await trx.selectFrom("loops").selectAll().where("id", "=", id).executeTakeFirst();
  if (row === undefined) throw new InputError(`There is no loop ${id}: \`ftl2-enterprise status --all\` lists them`);
  return row;
}
