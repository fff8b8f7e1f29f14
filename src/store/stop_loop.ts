// A loop stopped at once: what is left in its row and its record when nobody may go on.
import type { Suspension } from "../model/loop.ts";
import type { Clock } from "../ports/clock.ts";
import { loseCalls } from "./calls_written.ts";
import { endAway } from "./end_away.ts";
import { tell } from "./feed.ts";
import { freeHosts } from "./host_leases.ts";
import { abandonIteration } from "./iterations_closed.ts";
import { IS_ASKED } from "./open_prompt.ts";
import { finishActions } from "./settle_actions.ts";
import type { LoopRow, Transact } from "./tables.ts";
import { timestamp } from "./timestamp.ts";

/** Columns of a loop that nobody has, that waits for nothing, and that nobody asked anything of. */
export const UNTIED = {
  next_run_at: null,
  waits_since: null,
  waits_for: null,
  stop_request: null,
  suspended_by: null,
  suspended_reason: null,
  suspended_until: null,
  lease_owner: null,
  lease_expires_at: null,
};

/** Pauses a loop on a human's word. Whoever still believes to have it finds its token raised. */
export async function suspendNow(trx: Transact, row: LoopRow, suspension: Suspension, clock: Clock): Promise<void> {
  await trx.updateTable("loops").set({
    ...UNTIED,
    status: "paused",
    reason: suspension.reason,
    suspended_by: suspension.by,
    suspended_reason: suspension.reason,
    suspended_until: suspension.until,
    lease_token: row.lease_token + 1,
  }).where("id", "=", row.id).execute();
  await freeHosts(trx, row.id, clock);
  await tell(trx, { loop: row.id, kind: "paused", data: { ...suspension } }, clock);
}

/** Ends a loop on a human's word. What it had begun is closed: nobody comes back to it. `heeded`: by its worker itself. */
export async function cancelNow(
  trx: Transact,
  row: LoopRow,
  { by, reason, heeded = false }: { by: string; reason: string; heeded?: boolean },
  clock: Clock,
): Promise<void> {
  const said = `cancelled by ${by}${reason === "" ? "" : `: ${reason}`}`;
  await closeOpen(trx, row, { said, msg: heeded ? said : "cancelled while its worker was gone" }, clock);
  await endAway(trx, row, said, clock);
  await dropPrompts(trx, row.id);
  await loseCalls(trx, row.id, clock);
  await trx.updateTable("loops").set({
    ...UNTIED,
    status: "cancelled",
    reason: said,
    completed_at: timestamp(clock),
    lease_token: row.lease_token + 1,
  }).where("id", "=", row.id).execute();
  await freeHosts(trx, row.id, clock);
  await tell(trx, { loop: row.id, kind: "cancelled", data: { by, reason } }, clock);
}

/** Open questions of a run that has ended need no answer any more. */
export async function dropPrompts(trx: Transact, loop: number): Promise<void> {
  await trx.updateTable("prompts").set({ status: "cancelled" }).where("loop_id", "=", loop).where(IS_ASKED).execute();
}

async function closeOpen(
  trx: Transact,
  row: LoopRow,
  { said, msg }: { said: string; msg: string },
  clock: Clock,
): Promise<void> {
  const open = await trx.selectFrom("iterations").selectAll().where("loop_id", "=", row.id)
    .where((eb) => eb.or([eb("run", "=", row.run), eb("run", "is", null)])).where("completed_at", "is", null).execute();
  for (const iteration of open) {
    const running = await trx.selectFrom("actions").select("id").where("iteration_id", "=", iteration.id)
      .where("status", "=", "running").execute();
    const result = { changed: false, msg };
    await finishActions(trx, row.id, running.map(({ id }) => ({ id, status: "interrupted", result })), { clock });
    await abandonIteration(trx, iteration, { error: said, carry: [] }, clock);
  }
}
