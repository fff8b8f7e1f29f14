// What a step writes down before it does anything.
import type { Action, ActionStatus } from "../model/action.ts";
import type { Diff, ModuleResult } from "../model/plan.ts";
import type { Finish, Note } from "../ports/journal.ts";
import type { Chosen } from "./choose.ts";
import type { Pass } from "./pass.ts";
import { recordedWay } from "./perform.ts";

/** Rows for deeds (running) and for results that changed or failed without one, in one commit with the ends that wait for it. */
export async function note(
  chosen: readonly Chosen[],
  { world, iteration, ends }: Pass,
  also: Finish[] = [],
): Promise<Map<Action, number>> {
  const notes = chosen.filter(({ checkMode }) => !checkMode).flatMap((each) => noteOf(each, world));
  if (notes.length === 0) return new Map();
  const rows = await world.journal.noteActions(iteration, notes, [...ends.take(), ...also]);
  return new Map(rows.map((row, index) => [notes[index]!.action, row.id]));
}

function noteOf(
  { action, judged: { verdict }, past: { occurrence }, choice, module }: Chosen,
  world: Pass["world"],
): Note[] {
  const noted = (status: ActionStatus, result: ModuleResult, diff: Diff[] = []): Note[] => [
    { action, verdict, occurrence, status, result, diff: action.terms?.diff === false ? [] : diff },
  ];
  if (choice.kind === "deed") {
    const entered = module === undefined ? undefined : recordedWay(action, module, world);
    return noted("running", choice.plan.result, choice.plan.diff).map((note) => ({
      ...note,
      cannotTell: choice.plan.cannotTell === true,
      ...(entered === undefined ? {} : { way: entered }),
    }));
  }
  if (
    choice.kind === "recorded" || choice.kind === "asking" || choice.kind === "unapproved" || choice.kind === "would"
  ) return [];
  if (choice.kind === "denied") return noted("denied", choice.result);
  if (choice.result["unreachable"] === true) return noted("skipped", choice.result);
  if (choice.result["failed"] === true) return noted("failed", choice.result);
  return choice.result.changed ? noted("completed", choice.result) : [];
}
