// One turn of a loop: what was left open is settled and closed, then one iteration is walked from its opening to its close.
import type { Iteration } from "../model/iteration.ts";
import { type Carried, carryDecision } from "./carry_decision.ts";
import type { InTheWay } from "./held_hosts.ts";
import type { Part } from "./part.ts";
import { type ResumePoint, resumePoint } from "./resume_point.ts";
import { settleRunning } from "./settle_running.ts";
import { walkPass } from "./walk_pass.ts";
import type { Charge, Signals, World } from "./world.ts";

/** What a turn came to: `waiting` means that a command of an earlier worker still runs on its host; or somebody else is at work on one. */
export type Turn = "walked" | "settled" | "waiting" | InTheWay;

/** Takes a turn; of a part where one is given. After something was settled, the record is read anew before anything else happens. */
export async function iterate(
  run: readonly Iteration[],
  { charge, world, signals, part }: { charge: Charge; world: World; signals: Signals; part?: Part | undefined },
): Promise<Turn> {
  const point = resumePoint(run);
  if (point.open !== null) return await closeOpen(point.open, point, { charge, world, signals });
  const { decides } = world;
  if (part !== undefined) {
    const place = { run, point: resumePoint(part.own), part };
    return await walkPass(part.playbook, place, { charge, world, signals }) ?? "walked";
  }
  if (decides.by === "playbook") {
    return await walkPass(decides.playbook, { run, point }, { charge, world, signals }) ?? "walked";
  }
  return await carryDecision(decides, { run, carried: carriedOf(point) }, { charge, world, signals }) ?? "walked";
}

/** Settles what ran, by the hosts' receipts, and closes the iteration. Nothing of it is replayed. */
async function closeOpen(
  open: Iteration,
  point: ResumePoint,
  { charge, world, signals }: { charge: Charge; world: World; signals: Signals },
): Promise<Turn> {
  const { finishes, neverStarted, stillRunning } = await settleRunning(
    point.running,
    { charge, world },
    signals.signal,
  );
  const playbook = world.decides.by === "playbook";
  const skipped = playbook ? neverStarted : [];
  const ends = [
    ...finishes,
    ...skipped.map(({ id }) => ({
      id,
      status: "skipped" as const,
      result: { changed: false, skipped: true, msg: NEVER_STARTED },
    })),
  ];
  if (ends.length > 0) await world.journal.finishAction(ends);
  if (stillRunning.length > 0) return "waiting";
  const bad = finishes.some(({ status }) => status !== "completed") ||
    open.actions.some(({ status }) => ["failed", "interrupted", "denied"].includes(status));
  const pending = open.actions.filter(({ status }) => status === "pending").map(({ id }) => id);
  await world.journal.abandonIteration(open.id, {
    error: "cut short: its worker went away, or a shell broke under it",
    carry: playbook || bad ? [] : pending,
    renew: playbook || bad ? [] : neverStarted.map(({ id }) => id),
  });
  return "settled";
}

/** A decision that was taken and not carried out to its end. */
function carriedOf({ chain }: ResumePoint): Carried | null {
  const last = chain.at(-1);
  if (last === undefined || last.decision === null || last.decidedBy === null) return null;
  const actions = chain.flatMap((iteration) => iteration.actions).filter(({ status }) => status === "pending");
  if (last.decision.kind === "act" && actions.length === 0) return null;
  return { decision: last.decision, decidedBy: last.decidedBy, actions };
}

const NEVER_STARTED = "never started: its worker went away first";
