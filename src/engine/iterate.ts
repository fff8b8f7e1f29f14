// One turn of a loop: what was left open is settled and closed, then one iteration is walked from its opening to its close.
import type { RecordedAction } from "../model/action.ts";
import { HostUnreachable } from "../model/errors.ts";
import type { Iteration } from "../model/iteration.ts";
import { type Carried, carryDecision } from "./carry_decision.ts";
import type { InTheWay } from "./held_hosts.ts";
import type { Part } from "./part.ts";
import { planWords } from "./plan_words.ts";
import { type ResumePoint, resumePoint } from "./resume_point.ts";
import { type Settlement, settleRunning } from "./settle_running.ts";
import { walkPass } from "./walk_pass.ts";
import type { WordPart } from "./word_increments.ts";
import type { Charge, Signals, World } from "./world.ts";

/** What a turn came to: `waiting` means that a command of an earlier worker still runs on its host; or somebody else is at work on one. */
export type Turn = "walked" | "settled" | "waiting" | InTheWay;

/** Takes a turn; of a part where one is given. After something was settled, the record is read anew before anything else happens. */
export async function iterate(
  run: readonly Iteration[],
  { charge, world, signals, part, words, away }: {
    charge: Charge;
    world: World;
    signals: Signals;
    part?: Part | undefined;
    /** Of a goal in words that is worked in increments. */
    words?: WordPart | undefined;
    /** Hosts on which something may still run. */
    away?: ReadonlyMap<string, string>;
  },
): Promise<Turn> {
  const point = resumePoint(run);
  if (point.open !== null) return await closeOpen(point.open, point, { charge, world, signals });
  const from = { run, ...(away === undefined ? {} : { away }) };
  const { decides } = world;
  if (part !== undefined) {
    const place = { ...from, point: resumePoint(part.own), part };
    return await walkPass(part.playbook, place, { charge, world, signals }) ?? "walked";
  }
  if (decides.by === "playbook") {
    return await walkPass(decides.playbook, { ...from, point }, { charge, world, signals }) ?? "walked";
  }
  if (words?.kind === "plan") {
    return await planWords(decides, { run, steps: words.steps }, { charge, world, signals }) ?? "walked";
  }
  if (words !== undefined) {
    const point = resumePoint(words.own);
    const place = { run, point, carried: carriedOf(point), increment: words.increment, part: words.name };
    return await carryDecision(words.words, place, { charge, world, signals }) ?? "walked";
  }
  const place = { run, point, carried: carriedOf(point) };
  return await carryDecision(decides, place, { charge, world, signals }) ?? "walked";
}

/** Settles what ran, by the hosts' receipts, and closes the iteration. Nothing of it is replayed. */
async function closeOpen(
  open: Iteration,
  point: ResumePoint,
  { charge, world, signals }: { charge: Charge; world: World; signals: Signals },
): Promise<Turn> {
  const { finishes, neverStarted, stillRunning, left } = await settle(point.running, { charge, world, signals });
  const playbook = world.decides.by === "playbook";
  if (stillRunning.length > 0) return "waiting";
  const bad = finishes.some(({ status }) => status !== "completed") ||
    open.actions.some(({ status }) => ["failed", "interrupted", "denied"].includes(status));
  const pending = open.actions.filter(({ status }) => status === "pending").map(({ id }) => id);
  await world.journal.abandonIteration(open.id, {
    error: "cut short: its worker went away, or a shell broke under it",
    carry: playbook || bad ? [] : pending,
    renew: playbook || bad ? [] : neverStarted.map(({ id }) => id),
    ...(left.length === 0 ? {} : { away: left }),
  });
  return "settled";
}

/**
 * What a playbook's earlier passes left running, because its hosts were away: settled where they answer now, `waiting` while one of them still
 * runs. Else why each of the hosts cannot be asked yet.
 */
export async function settleLeft(
  run: readonly Iteration[],
  turn: { charge: Charge; world: World; signals: Signals },
): Promise<"settled" | "waiting" | ReadonlyMap<string, string>> {
  const { finishes, neverStarted, stillRunning, away } = await settle(resumePoint(run).running, turn);
  if (stillRunning.length > 0) return "waiting";
  return finishes.length + neverStarted.length > 0 ? "settled" : away;
}

/** Settles, and writes down what is known now. A decision's actions come one after another: it waits for a host that is away. */
async function settle(
  running: readonly RecordedAction[],
  { charge, world, signals }: { charge: Charge; world: World; signals: Signals },
): Promise<Settlement> {
  const settlement = await settleRunning(running, { charge, world }, signals.signal);
  const playbook = world.decides.by === "playbook";
  const skipped = playbook ? settlement.neverStarted : [];
  const ends = [
    ...settlement.finishes,
    ...skipped.map(({ id }) => ({
      id,
      status: "skipped" as const,
      result: { changed: false, skipped: true, msg: NEVER_STARTED },
    })),
  ];
  if (ends.length > 0) await world.journal.finishAction(ends);
  const [reason] = settlement.away.values();
  if (!playbook && reason !== undefined) throw new HostUnreachable(reason);
  return settlement;
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
