// Why a policy says what it says of an action: what was understood of it.
import type { Action } from "../model/action.ts";
import type { Judged } from "../model/verdict.ts";
import { startsOf } from "./called.ts";
import { ANY } from "./glob.ts";
import { notReading } from "./is_reading.ts";
import { judge } from "./judge.ts";
import type { Policy } from "./policy.ts";
import type { Terms } from "./terms.ts";

/** A verdict, and what it rests on. */
export interface Explanation extends Omit<Judged, "action"> {
  /** Why it is not known to read only; null where it is. */
  notReading: string | null;
  /** Each program that is started, with its arguments; `…` stands for what only the host will know. */
  commands: string[];
  /** Why more may be started than these, as a clause; null where nothing else is. */
  unsure: string | null;
}

/** Judges an action, and says what was understood of it. */
export function explain(action: Action, policy: Policy, terms: Terms): Explanation {
  const [judged] = judge([action], policy, terms);
  if (judged === undefined) throw new Error("one action has one verdict");
  const { action: _action, ...said } = judged;
  const starts = startsOf(action);
  const commands = (starts?.list ?? []).filter(({ words }) => words.length > 0).map(({ words }) =>
    words.map(({ text }) => text.replaceAll(ANY, "…")).join(" ")
  );
  return { ...said, notReading: notReading(action) ?? null, commands, unsure: starts?.unsure ?? null };
}
