// One iteration for a goal in words: decided, or carried on with; judged, approved, carried out, and where it says "converged", proved.
import type { RecordedAction } from "../model/action.ts";
import type { DecidedBy, Decision } from "../model/decision.ts";
import type { Iteration, Observations } from "../model/iteration.ts";
import type { Pending } from "./approve_batch.ts";
import { asking } from "./asking.ts";
import { carryOut } from "./carry_out.ts";
import { decide, lookAround } from "./decide.ts";
import { endDenied } from "./end_denied.ts";
import { skip } from "./execute_decided.ts";
import { heardOf } from "./heard_of.ts";
import type { InTheWay } from "./held_hosts.ts";
import { actionOf, behind, deniedBy, judged } from "./judged.ts";
import { noteDecided } from "./note_decided.ts";
import { prove } from "./prove.ts";
import type { ResumePoint } from "./resume_point.ts";
import { showOnly } from "./show_only.ts";
import { STOPPED } from "./stopped.ts";
import { Tallies } from "./tally.ts";
import { tellResult } from "./tell_result.ts";
import type { Charge, Signals, Words, World } from "./world.ts";

/** What is left of a decision whose iteration was cut short: it goes on in a new one. */
export interface Carried {
  decision: Decision;
  decidedBy: DecidedBy;
  actions: RecordedAction[];
}

/** What an iteration goes on from. */
export interface Standing {
  run: readonly Iteration[];
  point: ResumePoint;
  carried: Carried | null;
  /** The increment that it works on. */
  increment?: number | null;
  /** The same for people. */
  part?: string;
}

/** A decision that is on record. */
interface Noted {
  by: DecidedBy;
  decision: Decision;
  /** Those that have not ended. */
  rows: RecordedAction[];
  observations: Observations;
}

interface At {
  charge: Charge;
  world: World;
  signals: Signals;
}

/** Walks one iteration; with `carried`, nobody is asked again. Returns who was in the way of its next deed. Throws ModelUnavailable and BudgetSpent. */
export async function carryDecision(
  words: Words,
  { run, point, carried, increment = null, part }: Standing,
  at: At,
): Promise<InTheWay | null> {
  const { charge, world, signals } = at;
  const { journal, events } = world;
  const dryRun = charge.loop.options.dryRun;
  const opened = await journal.openIteration(
    carried === null ? { fresh: true, decidedBy: null, increment } : {
      fresh: false,
      decidedBy: carried.decidedBy,
      decision: carried.decision,
      take: carried.actions.map(({ id }) => id),
      increment,
    },
  );
  const fresh = carried === null;
  events.emit({
    kind: "iteration opened",
    loop: charge.loop.id,
    n: opened.n,
    fresh,
    checkMode: dryRun,
    ...(part === undefined ? {} : { part }),
  });
  const tallies = new Tallies();
  const carry = carried?.actions.map(({ id }) => id);
  const asked = await asking(
    (signal) =>
      carried === null
        ? decided(words, { run, opened, tallies }, { charge, world, signal })
        : again(words, { carried, run, opened }, { charge, world, signal }),
    { run, opened, ...(carry === undefined ? {} : { carry }) },
    at,
  );
  if (!("came" in asked)) return asked.next;
  const noted = asked.came;
  const { decision, by, observations } = noted;
  const pending = await standing(noted, { tallies, at });
  if (dryRun) await showOnly(pending, { tallies, world, charge }, signals.signal);
  const stopped = dryRun ? null : await carryOut(pending, { by, opened, point, tallies }, at);
  if (stopped === "asked") return null;
  if (stopped !== null) {
    const { rest, inTheWay } = stopped;
    await journal.abandonIteration(opened.id, {
      error: inTheWay?.reason ?? (stopped.unapproved ? "a human has to be asked first" : STOPPED),
      carry: rest.map(({ id }) => id),
      ...(inTheWay === undefined ? {} : { waits: true }),
    });
    return inTheWay ?? null;
  }
  const unproven = decision.kind === "converged" ? await prove(run, observations, world, signals.signal) : [];
  if (unproven.length > 0) events.emit({ kind: "unproven", loop: charge.loop.id, why: unproven });
  const converged = decision.kind === "converged" && unproven.length === 0;
  const tally = tallies.byHost();
  const failures = tallies.failures();
  await journal.closeIteration(opened.id, {
    phase: "completed",
    converged,
    observations: {
      ...observations,
      ...(unproven.length === 0 ? {} : { unproven }),
      ...(Object.keys(tally).length === 0 ? {} : { tally }),
      ...(failures.length === 0 ? {} : { failures }),
    },
    reached: heardOf(observations),
  });
  events.emit({ kind: "iteration closed", loop: charge.loop.id, n: opened.n, tally, converged });
  return null;
}

/** A decision of an iteration before. Where it says that the goal is reached, that has to be seen now. */
async function again(
  words: Words,
  { carried, run, opened }: { carried: Carried; run: readonly Iteration[]; opened: Iteration },
  { charge, world, signal }: { charge: Charge; world: World; signal: AbortSignal },
): Promise<Noted> {
  const { decision, decidedBy: by, actions: rows } = carried;
  if (decision.kind !== "converged") return { by, decision, rows, observations: {} };
  const { observations } = await lookAround(words, { run, opened }, { charge, world, signal });
  return { by, decision, rows, observations };
}

/** Decides and writes that down. */
async function decided(
  words: Words,
  { run, opened, tallies }: { run: readonly Iteration[]; opened: Iteration; tallies: Tallies },
  { charge, world, signal }: { charge: Charge; world: World; signal: AbortSignal },
): Promise<Noted> {
  const made = await decide(words, { run, opened }, { charge, world, signal });
  const { by } = made;
  const { decision, rows } = await noteDecided(opened.id, made, { charge, world });
  world.events.emit({
    kind: "decided",
    loop: charge.loop.id,
    by,
    decision: decision.kind,
    reasoning: decision.reasoning,
    ...(decision.rule === undefined ? {} : { rule: decision.rule }),
    actions: rows.length,
    list: rows.map(({ host, module, name, params }) => ({ host, module, name, params })),
  });
  for (const row of rows) {
    if (row.status !== "denied" && row.status !== "skipped") continue;
    const [action, result] = [actionOf(row), row.result ?? { changed: false }];
    const outcome = row.status;
    tallies.note(action, outcome, { result, recorded: false });
    tellResult(action, { id: row.id, outcome, recorded: false, result, diff: [] }, { charge, world });
  }
  return { ...made, decision, rows: rows.filter(({ status }) => status === "pending") };
}

/** What still may start, judged by the policy as it is now. What it denies by now ends here, with all that comes after it. */
async function standing(
  { rows, by }: Noted,
  { tallies, at: { charge, world } }: { tallies: Tallies; at: At },
): Promise<Pending[]> {
  const pending = judged(rows.map(actionOf), by, world)
    .map((each, index) => ({ row: rows[index]!, action: each.action, judged: each }));
  const first = pending.findIndex(({ judged: { verdict } }) => verdict === "deny");
  if (first < 0) return pending;
  const denied = pending[first]!;
  await endDenied([denied], deniedBy(denied.judged), { tallies, charge, world });
  await skip(rows.slice(first + 1), behind(denied.row), world);
  return pending.slice(0, first);
}
