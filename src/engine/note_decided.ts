// A decision written down, with what policy says of each of its actions.
import type { RecordedAction } from "../model/action.ts";
import type { DecidedBy, Decision, Question } from "../model/decision.ts";
import type { Judged } from "../model/verdict.ts";
import { judge } from "../policy/judge.ts";
import { stateOpsAsActions, stateProblems } from "../policy/state_ops.ts";
import type { Note } from "../ports/journal.ts";
import type { Module } from "../ports/module.ts";
import { unattended } from "./approve_batch.ts";
import { behind, deniedBy, judged } from "./judged.ts";
import { knownModule } from "./known_module.ts";
import { recordedWay } from "./perform.ts";
import { policyTerms } from "./policy_terms.ts";
import { stateWord } from "./state_word.ts";
import type { Charge, World } from "./world.ts";

/** Notes it; returns it as it is on record. The first action that policy denies, and what comes after it, have ended with that; so have changes of state that are not allowed. */
export async function noteDecided(
  iteration: number,
  { by, decision }: { by: DecidedBy; decision: Decision },
  { charge, world }: { charge: Charge; world: World },
): Promise<{ decision: Decision; rows: RecordedAction[] }> {
  const verdicts = decision.kind === "act" ? judged(decision.actions, by, world) : [];
  const first = verdicts.findIndex(({ verdict }) => verdict === "deny");
  const modules = await Promise.all(verdicts.map(({ action }) => knownModule(action.module, world.modules)));
  const notes = verdicts.map((each, index): Note => {
    const note = noteOf(each, modules[index], world);
    if (first < 0 || index < first) return note;
    const denied = verdicts[first]!;
    if (index === first) {
      const result = { changed: false, failed: true, msg: deniedBy(denied) };
      return { ...note, status: "denied", result };
    }
    return { ...note, status: "skipped", result: { changed: false, skipped: true, msg: behind(denied.action) } };
  });
  const allowed = await withAllowedState(decision, by, { charge, world });
  if (allowed.questions.length > 0) await world.journal.notePrompts(iteration, allowed.questions);
  const rows = await world.journal.noteDecision(iteration, by, allowed.decision, notes);
  return { decision: allowed.decision, rows };
}

/** A change of state has no row of its own that could wait for a yes: what is not allowed, or makes no sense, is left out, and the reasoning says so. */
async function withAllowedState(
  decision: Decision,
  by: DecidedBy,
  { charge, world }: { charge: Charge; world: World },
): Promise<{ decision: Decision; questions: Question[] }> {
  const { stateOps } = decision;
  if (stateOps === undefined || stateOps.length === 0) return { decision, questions: [] };
  const problems = stateProblems(stateOps, { inventory: world.inventory, state: await world.journal.state() });
  if (problems.length > 0) {
    return { decision: { ...decision, stateOps: [], reasoning: without(decision, problems) }, questions: [] };
  }
  // A rule that names a group is for the host that is about to join it, too.
  const joined = new Map(stateOps.flatMap((op) => op.op === "add_host" ? [[op.name, op.groups] as const] : []));
  const groups = (host: string) => [...world.inventory.groupsOf(host), ...joined.get(host) ?? []];
  const terms = { by, as: "deed" as const, ...policyTerms(world), groups };
  const verdicts = judge(stateOpsAsActions(stateOps), world.policy, terms);
  if (verdicts.every(({ verdict }) => verdict === "allow")) return { decision, questions: [] };
  const prompts = (await world.journal.history()).flatMap((iteration) => iteration.prompts);
  const { allowed, told, questions } = stateWord(stateOps, {
    judged: verdicts,
    prompts,
    unattended: unattended(charge),
  });
  if (told.length === 0) return { decision, questions };
  const { reasoning: _, ...rest } = { ...decision, stateOps: allowed };
  const reasoning = without(decision, told);
  // What is still to be kept in mind is a part of the goal.
  const goesOn = rest.kind === "converged" && questions.length > 0;
  return { decision: goesOn ? { ...rest, kind: "look", probes: [], reasoning } : { ...rest, reasoning }, questions };
}

function without({ reasoning }: Decision, told: readonly string[]): string {
  return `${reasoning} (left out: ${told.join("; ")})`;
}

/** A decided action as it is written down, with where its receipt will be looked for. */
function noteOf({ action, verdict }: Judged, module: Module | undefined, world: World): Note {
  const way = module === undefined ? undefined : recordedWay(action, module, world);
  return { action, verdict, ...(way === undefined ? {} : { way }) };
}
