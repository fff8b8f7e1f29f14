// The run so far: what was decided, what was done, and what came of it.
import type { RecordedAction } from "../model/action.ts";
import type { Iteration } from "../model/iteration.ts";
import { type Closeness, PARTS } from "./brief_limits.ts";
import { data, names, quoted } from "./fence.ts";
import { shortened } from "./made_visible.ts";
import { outline } from "./outline.ts";
import { toldResult } from "./told_result.ts";
import { lastWithin } from "./within.ts";

/** Of parameters and results in iterations before the last one. */
const EARLIER = 400;

/** Iterations, oldest first; the last ones with their actions. */
export function pastText(run: readonly Iteration[], { iterations, text, actions }: Closeness): string {
  if (run.length === 0) return "This is the first iteration of the run.";
  const closely = run.length - iterations;
  const told = run.map((each, index) =>
    index < closely
      ? headOf(each)
      : whole(each, { text: index === run.length - 1 ? text : Math.min(text, EARLIER), actions }, run)
  );
  return lastWithin(told, PARTS.past, "iterations");
}

function headOf({ n, decidedBy, decision, phase, actions }: Iteration): string {
  const rule = decision?.rule === undefined ? "" : ` ${quoted(decision.rule, 200)}`;
  const what = decision === null ? "nothing was decided" : `${decidedBy ?? "somebody"}${rule} decided ${decision.kind}`;
  const left = phase === "completed" ? "" : "; it was cut short";
  return `- iteration ${n}: ${what}${actions.length === 0 ? "" : `, ${actions.length} actions`}${left}`;
}

function whole(iteration: Iteration, most: Pick<Closeness, "text" | "actions">, run: readonly Iteration[]): string {
  const { text } = most;
  const { decision, error, observations, actions } = iteration;
  const said = [
    ...(decision === null ? [] : labelled("reasoning", decision.reasoning, text)),
    ...(error === null ? [] : labelled("error", error, text)),
  ];
  const unproven = observations.unproven ?? [];
  return [
    headOf(iteration),
    ...(said.length === 0 ? [] : [data(said)]),
    ...(unproven.length === 0 ? [] : [
      '  "converged" was not believed, because',
      data(unproven.slice(0, 20).map((why) => shortened(why, 400).replaceAll("\n", " "))),
    ]),
    ...actionsText(actions, most, run),
  ].join("\n");
}

function labelled(label: string, value: string, text: number): string[] {
  return outline({ [label]: value }, text);
}

/** Actions in order; neighbours that differ in their host alone are told once. */
function actionsText(
  actions: readonly RecordedAction[],
  { text, actions: most }: Pick<Closeness, "text" | "actions">,
  run: readonly Iteration[],
): string[] {
  const told: { from: number; to: number; hosts: string[]; what: string; lines: string; well: boolean }[] = [];
  for (const [index, action] of actions.entries()) {
    const what = `${outcome(action)}${repeated(action, run)}`;
    const lines = data(actionLines(action, text), 80);
    const last = told.at(-1);
    if (last?.what === what && last.lines === lines) {
      last.to = index + 1;
      last.hosts.push(action.host);
    } else {
      const well = action.status === "completed";
      told.push({ from: index + 1, to: index + 1, hosts: [action.host], what, lines, well });
    }
  }
  // Where there are too many: what did not go well says more.
  const kept = new Set(told.toSorted((one, other) => Number(one.well) - Number(other.well)).slice(0, most));
  const left = told.length - kept.size;
  const texts = told.filter((each) => kept.has(each)).map(({ from, to, hosts, what, lines }) =>
    `  ${from === to ? `action ${from}` : `actions ${from} to ${to}`} on ${names(hosts)}: ${what}\n${lines}`
  );
  return left === 0
    ? texts
    : [...texts, `  (${left} more actions left out, those that went well first: the brief is full)`];
}

function actionLines({ module, name, params, result, diff }: RecordedAction, text: number): string[] {
  const came = toldResult(result);
  return outline({
    module,
    ...(name === module ? {} : { name }),
    params: JSON.stringify(params),
    ...(diff.length === 0 ? {} : { changes: diff.map(({ header }) => header).join(", ") }),
    ...(result === null || Object.keys(came ?? {}).length === 0 ? {} : { result: came }),
  }, text);
}

/** What became of it. Of one that was interrupted nobody knows, and it must not be taken for a failure. */
function outcome({ status, result }: RecordedAction): string {
  switch (status) {
    case "completed":
      return result?.["changed"] === true ? "completed, changed something" : "completed, nothing was to be changed";
    case "failed":
      return "failed";
    case "denied":
      return "denied: policy or a human said no, it was not done";
    case "skipped":
      return "skipped: it was not done";
    case "interrupted":
    case "running":
      return "outcome UNKNOWN: it was interrupted; it may have been done, half done or not at all, so look before you decide about it";
    case "pending":
      return "not done yet";
  }
}

/** The same call that failed before is told, so that it is not simply tried again. */
function repeated(action: RecordedAction, run: readonly Iteration[]): string {
  if (action.status !== "failed" && action.status !== "denied") return "";
  const same = (other: RecordedAction) =>
    other.id <= action.id && other.status === action.status && other.host === action.host &&
    other.module === action.module && JSON.stringify(other.params) === JSON.stringify(action.params);
  const times = run.flatMap(({ actions }) => actions).filter(same).length;
  return times > 1 ? ` (${times} times in this run: do something else)` : "";
}
