// Finds a run that goes round in circles, from its record alone. Pure, and free: nobody is asked.
import type { RecordedAction } from "../model/action.ts";
import type { Iteration } from "../model/iteration.ts";
import { sortedKeys } from "../playbook/sorted_keys.ts";
import { shortName } from "../policy/module_names.ts";
import { steady } from "./steady.ts";

/** Iterations with the same actions and results in a row. */
const SAME = 3;
/** Iterations in a row without a change and with a failure in each. */
const FRUITLESS = 5;

/** Modules that look, say or wait, and change nothing by it. */
const QUIET = new Set([
  ...["wait_for", "wait_for_connection", "pause", "async_status", "stat", "find", "slurp", "getent", "setup"],
  ...["package_facts", "service_facts", "ping", "debug"],
]);

/**
 * Why a run of decisions is stuck, in a sentence that says how it was found and what to look at; null where it is not. Waiting is not
 * stuck: iterations that only look, ask or wait do not count, and after a human's answer the count begins anew.
 */
export function stuck(run: readonly Iteration[]): string | null {
  const answered = run.findLastIndex(({ prompts }) => prompts.some(({ status }) => status === "answered"));
  const acting = run.slice(answered + 1).filter(acts);
  return repeated(acting) ?? alternating(acting, { of: deedsOf, names: namesOf }) ?? fruitless(acting);
}

/** Two ways that a run goes back and forth between; null where it does not. Also for passes, which know better what is the same. */
export function alternating(
  iterations: readonly Iteration[],
  { of, names }: { of: (iteration: Iteration) => string | null; names: (iteration: Iteration) => string },
): string | null {
  const [first, second, third, fourth] = iterations.slice(-4);
  if (first === undefined || second === undefined || third === undefined || fourth === undefined) return null;
  const [a, b] = [of(first), of(second)];
  if (a === null || b === null || a === b || a !== of(third) || b !== of(fourth)) return null;
  return `stuck: goes back and forth between ${names(first)} (iterations ${first.n} and ${third.n}) and ${
    names(second)
  } ` +
    `(iterations ${second.n} and ${fourth.n}), with the same results: look at what each of them undoes of the other`;
}

function repeated(acting: readonly Iteration[]): string | null {
  const last = acting.slice(-SAME);
  const [first] = last.map(deedsOf);
  if (last.length < SAME || first === null || last.some((iteration) => deedsOf(iteration) !== first)) return null;
  const { n } = last.at(-1)!;
  return `stuck: ${namesOf(last[0]!)} with the same results ${SAME} times in a row (iterations ${last[0]!.n} to ${n})${
    wordsOf(last.at(-1)!)
  }: look at what iteration ${n} returned`;
}

function fruitless(acting: readonly Iteration[]): string | null {
  const last = acting.slice(-FRUITLESS);
  if (last.length < FRUITLESS || !last.every(isFruitless)) return null;
  return `stuck: no progress, ${FRUITLESS} iterations in a row failed and changed nothing (${last[0]!.n} to ${
    last.at(-1)!.n
  })${wordsOf(last.at(-1)!)}: look at what they tried`;
}

/** Whether an iteration was meant to get anywhere. A decision that cannot be read was. */
function acts({ phase, decision, actions }: Iteration): boolean {
  if (decision?.kind === "unreadable") return true;
  return phase === "completed" && actions.some((action) => !isQuiet(action));
}

function isQuiet({ module, result }: RecordedAction): boolean {
  return QUIET.has(shortName(module)) && result?.changed !== true;
}

function isFruitless({ actions, decision }: Iteration): boolean {
  if (actions.some(({ status, result }) => status === "completed" && result?.changed === true)) return false;
  return decision?.kind === "unreadable" || actions.some(isFailed);
}

function isFailed({ status, result }: RecordedAction): boolean {
  return status === "failed" || status === "denied" || status === "interrupted" || result?.["unreachable"] === true;
}

/**
 * What was done and what came of it, without what differs each time; null where no two are the same: nothing was done, or a host was away,
 * which passes by waiting. A model writes the keys of its parameters in any order.
 */
function deedsOf({ actions }: Iteration): string | null {
  const deeds = actions.filter((action) => !isQuiet(action));
  if (deeds.length === 0 || deeds.some(({ result }) => result?.["unreachable"] === true)) return null;
  return JSON.stringify(
    deeds.map(({ host, module, params, task, item, status, result }) => [
      ...[host, module, sortedKeys(params), task, item ?? null, status, result?.changed === true],
      ...[result?.["failed"] === true, result?.["rc"] ?? null, steady(String(result?.["msg"] ?? ""))],
    ]),
  );
}

function namesOf({ actions }: Iteration): string {
  const deeds = actions.filter((action) => !isQuiet(action));
  const names = [...new Set(deeds.map(({ name, host }) => `"${name}" on ${host}`))];
  return names.length <= 3 ? names.join(", ") : `${names.slice(0, 2).join(", ")} and ${names.length - 2} more`;
}

/** What the last failure said. */
function wordsOf({ actions, decision }: Iteration): string {
  const failed = actions.findLast(isFailed);
  if (failed === undefined) return decision?.kind === "unreadable" ? `, the last of them: ${decision.reasoning}` : "";
  const [msg, rc] = [failed.result?.["msg"], failed.result?.["rc"]];
  const words = msg !== undefined && msg !== null && msg !== ""
    ? String(msg)
    : typeof rc === "number"
    ? `rc ${rc}`
    : failed.status;
  return `, the last of them: "${failed.name}" on ${failed.host}: ${words}`;
}
