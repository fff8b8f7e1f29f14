// The run so far: what was decided, what was done, and what came of it.
import type { RecordedAction } from "../model/action.ts";
import type { Iteration } from "../model/iteration.ts";
import { type Closeness, PARTS } from "./brief_limits.ts";
import { data, quoted } from "./fence.ts";
import { shortened } from "./made_visible.ts";
import { outline } from "./outline.ts";
import { toldResult } from "./told_result.ts";
import { lastWithin } from "./within.ts";

/** Of parameters and results in iterations before the last one. */
const EARLIER = 400;

/** Iterations, oldest first; the last ones with their actions. */
export function pastText(run: readonly Iteration[], { iterations, text }: Closeness): string {
  if (run.length === 0) return "This is the first iteration of the run.";
  const closely = run.length - iterations;
  const told = run.map((each, index) =>
    index < closely ? headOf(each) : whole(each, index === run.length - 1 ? text : Math.min(text, EARLIER), run)
  );
  return lastWithin(told, PARTS.past, "iterations");
}

function headOf({ n, decidedBy, decision, phase, actions }: Iteration): string {
  const rule = decision?.rule === undefined ? "" : ` ${quoted(decision.rule, 200)}`;
  const what = decision === null ? "nothing was decided" : `${decidedBy ?? "somebody"}${rule} decided ${decision.kind}`;
  const left = phase === "completed" ? "" : "; it was cut short";
  return `- iteration ${n}: ${what}${actions.length === 0 ? "" : `, ${actions.length} actions`}${left}`;
}

function whole(iteration: Iteration, text: number, run: readonly Iteration[]): string {
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
    ...actions.map((action, index) => actionText(action, { n: index + 1, text, run })),
  ].join("\n");
}

function labelled(label: string, value: string, text: number): string[] {
  return outline({ [label]: value }, text);
}

function actionText(
  action: RecordedAction,
  { n, text, run }: { n: number; text: number; run: readonly Iteration[] },
): string {
  const { host, module, name, params, result, diff } = action;
  const untold = toldResult(result);
  const changes = diff.length === 0 ? "" : diff.map(({ header }) => header).join(", ");
  const lines = outline({
    host,
    module,
    ...(name === module ? {} : { name }),
    params: JSON.stringify(params),
    ...(changes === "" ? {} : { changes }),
    ...(result === null || Object.keys(untold ?? {}).length === 0 ? {} : { result: untold }),
  }, text);
  return `  action ${n}: ${outcome(action)}${repeated(action, run)}\n${data(lines, 80)}`;
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
