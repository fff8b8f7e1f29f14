// The items of a loop, each with the names that its task sees.
import type { ModuleResult } from "../model/plan.ts";
import type { Dict, Scope, Value } from "../model/value.ts";
import { truthy } from "../templates/compare.ts";
import { lookup } from "../templates/lookup.ts";
import { pyRepr } from "../templates/python_text.ts";
import { templateValue } from "../templates/template.ts";
import { TemplateError } from "../model/errors.ts";
import type { LoopTurn } from "./errand.ts";
import type { Loop } from "./playbook.ts";

/** What a loop comes to: its turns, or why there are none. */
export type Turns = { turns: LoopTurn[]; pauseSeconds: number } | { settled: ModuleResult };

/** Works out a loop. Throws TemplateError. */
export function turnsOf(loop: Loop, scope: Scope): Turns {
  const items = itemsOf(loop, scope);
  if (!Array.isArray(items)) {
    const msg = `Invalid data passed to 'loop', it requires a list, got this instead: ${pyRepr(items)}. Hint: If you ` +
      "passed a list/dict of just one element, try adding wantlist=True to your lookup invocation or use q/query " +
      "instead of lookup.";
    return { settled: { changed: false, failed: true, msg } };
  }
  if (items.length === 0) {
    return { settled: { changed: false, skipped: true, skipped_reason: "No items in the list", results: [] } };
  }
  const extended = truthy(templateValue(loop.extended, scope));
  const all = extended && truthy(templateValue(loop.extendedAllItems, scope)) ? items : undefined;
  const turns = items.map((item, at): LoopTurn => {
    const names: Dict = new Map<Value, Value>([[loop.loopVar, item], ["ansible_loop_var", loop.loopVar]]);
    if (loop.indexVar !== undefined) names.set("ansible_index_var", loop.indexVar).set(loop.indexVar, at);
    if (extended) names.set("ansible_loop", extendedNames(items, at, all));
    return { item, names };
  });
  const pauseSeconds = Number(templateValue(loop.pause, scope));
  if (!(pauseSeconds >= 0)) throw new TemplateError('The loop\'s "pause" is no number of seconds');
  return { turns, pauseSeconds };
}

function itemsOf({ lookup: name, over }: Loop, scope: Scope): Value {
  if (name === undefined) return templateValue(over, scope);
  // What first_found cannot work out is not there, and the next is tried.
  const terms = name === "first_found" && Array.isArray(over)
    ? over.flatMap((term) => defined(term, scope))
    : templateValue(over, scope);
  return lookup(name, Array.isArray(terms) ? terms : [terms], { scope });
}

function defined(term: Value, scope: Scope): Value[] {
  try {
    return [templateValue(term, scope)];
  } catch (error) {
    if (error instanceof TemplateError) return [];
    throw error;
  }
}

function extendedNames(items: Value[], at: number, all: Value[] | undefined): Dict {
  const { length } = items;
  const names: Dict = new Map<Value, Value>([
    ["index", at + 1],
    ["index0", at],
    ["first", at === 0],
    ["last", at + 1 === length],
    ["length", length],
    ["revindex", length - at],
    ["revindex0", length - at - 1],
  ]);
  if (all !== undefined) names.set("allitems", all);
  if (at + 1 < length) names.set("nextitem", items[at + 1]!);
  if (at > 0) names.set("previtem", items[at - 1]!);
  return names;
}
