// One step of a playbook on its hosts: looks at them, notes and starts in one commit, does, and notes the ends in another.
import { FORKS } from "../model/forks.ts";
import type { Action, RecordedResult } from "../model/action.ts";
import type { Question } from "../model/decision.ts";
import type { Judged } from "../model/verdict.ts";
import { approvalFor } from "./foresee_asks.ts";
import { type Call, choose, type Chosen } from "./choose.ts";
import { conclude } from "./conclude.ts";
import { doDeeds } from "./do_deeds.ts";
import { fanOut } from "./fan_out.ts";
import { type Demand, type InTheWay, lookUntilHeld } from "./held_hosts.ts";
import { note } from "./note.ts";
import { judged } from "./judged.ts";
import type { Pass } from "./pass.ts";
import { entranceOfDeed } from "./perform.ts";
import type { Signals } from "./world.ts";

/** A step needs a human's word first. */
export interface Asking {
  asking: Question[];
}

/** What comes of a step: see walkStep(). */
type Walked = RecordedResult[] | Asking | InTheWay | "stopped";

/**
 * Takes one step. Returns the results in the actions' order, the question that must be answered first, who is at work on one of its hosts, or
 * `stopped` where a human came before its deeds: what was done then is on record, and the next pass looks again. A host that cannot be reached, or
 * goes away under its deed, holds the others up no longer than it takes to find that out. Of a task with `throttle` no more hosts are looked at than
 * are then done: they may share a file, and the next ones are to see what these did.
 */
export async function walkStep(actions: Action[], pass: Pass, signals: Signals): Promise<Walked> {
  const most = Math.min(actions.length, ...actions.flatMap(({ terms }) => terms?.throttle ?? []));
  const results: RecordedResult[] = [];
  for (let from = 0; from < actions.length; from += most) {
    const walked = await walkTogether(actions.slice(from, from + most), pass, signals);
    if (!Array.isArray(walked)) return walked;
    results.push(...walked);
  }
  return results;
}

async function walkTogether(actions: Action[], pass: Pass, signals: Signals): Promise<Walked> {
  const { stop, signal } = signals;
  const calls = actions.map((action) => ({ action, past: pass.ledger.past(action) }));
  const waitMs = Math.max(0, ...calls.map(waitBefore));
  if (waitMs > 0) {
    await pass.ends.write();
    await pass.world.wait(waitMs, AbortSignal.any([stop, signal]));
    if (stop.aborted) return "stopped";
  }
  const verdicts = new Map(
    judged(actions.filter((action) => action.settled === undefined), "playbook", pass.world)
      .map((each) => [each.action, each]),
  );
  await pass.facts.read(actions, pass.ends);
  const atOnce = pass.world.forks ?? FORKS;
  const look = () =>
    pass.ends.during(() =>
      fanOut(
        calls,
        atOnce,
        async (call) => stop.aborted ? [] : [await choose(call, verdicts.get(call.action) ?? free(call), pass, signal)],
      )
    );
  const stopped = AbortSignal.any([stop, signal]);
  const seen = await lookUntilHeld(look, (seen) => changing(seen.flat(), pass), pass, stopped);
  if (seen === "stopped" || "kind" in seen) return seen;
  if (stop.aborted) return "stopped";
  const chosen = seen.flat();
  // In the actions' order, whichever host answers first: an approval is bound to it.
  pass.foreseen?.push(...chosen.flatMap(({ foreseen }) => foreseen ?? []));
  const asking = chosen.flatMap(({ choice }) => choice.kind === "asking" ? [choice.question] : []);
  const unapproved = chosen.flatMap(({ choice }) => choice.kind === "unapproved" ? [choice.asked] : []);
  if (unapproved.length > 0) asking.push(await approvalFor(unapproved, pass));
  if (asking.length > 0) return { asking };
  const beforehand = chosen.flatMap(({ beforehand }) => beforehand === undefined ? [] : [beforehand]);
  if (beforehand.length > 0) {
    await pass.world.journal.notePrompts(pass.iteration, [await approvalFor(beforehand, pass)]);
  }
  const noted = await note(chosen, pass);
  await pass.facts.write();
  const results = new Map<Action, RecordedResult>();
  for (const each of chosen.filter(({ choice }) => choice.kind !== "deed")) {
    results.set(each.action, conclude(each, { id: noted.get(each.action) ?? null }, pass));
  }
  const ended = (each: Chosen, end: Parameters<typeof conclude>[1]) =>
    void results.set(each.action, conclude(each, end, pass));
  await doDeeds(chosen, { noted, atOnce, ended, pass }, signals);
  return actions.map((action) => results.get(action)!);
}

/** The hosts that a step is about to change, and the play's. */
function changing(chosen: readonly Chosen[], { world }: Pass): Demand {
  const deeds = chosen.filter(({ choice, module }) => choice.kind === "deed" && module?.doc.controllerOnly !== true);
  const hosts = deeds.map(({ action, module }) => entranceOfDeed(action, module!, world));
  return { hosts, all: () => deeds[0]?.action.terms?.hosts?.() ?? [] };
}

/** What is known without a host is not judged: nothing is done. */
function free({ action }: Call): Judged {
  return { action, verdict: "allow", reason: "nothing is done" };
}

/** Milliseconds to wait before a call; none where its result is on record and stands. */
function waitBefore({ action, past }: Call): number {
  const { waitMs = 0, changedWhen } = action.terms ?? {};
  const once = changedWhen === "unset" || changedWhen === true;
  return past.chain !== undefined || (once && past.run !== undefined) ? 0 : waitMs;
}
