// "Converged" is seen, not claimed: what this run has done is looked at again.
import type { Action, RecordedAction } from "../model/action.ts";
import type { Iteration, Observations } from "../model/iteration.ts";
import { FORKS } from "../model/forks.ts";
import { absence } from "../rules/situation.ts";
import { fanOut } from "./fan_out.ts";
import { succeeded } from "./observe.ts";
import { lookAt } from "./perform.ts";
import type { World } from "./world.ts";

/** Parameters that name what a module works on, the first that is there. */
const TARGETS = ["path", "dest", "name", "key", "line", "url", "src"];

/**
 * Why the goal of a run cannot count as reached, in sentences; empty where nothing speaks against it: every host answers, every module action, looked at
 * again, has nothing to do (those that the newest decision did not come to as well), and on each host that was touched a look of this iteration saw something. Plain commands cannot be looked at: the looks
 * have to tell.
 */
export async function prove(
  run: readonly Iteration[],
  { looks = {} }: Observations,
  world: World,
  signal: AbortSignal,
): Promise<string[]> {
  const done = run.flatMap(({ actions }) => actions).filter(({ status }) =>
    status === "completed" || status === "failed"
  );
  const looked = [...latest(done), ...leftOver(run)];
  const unproven = await fanOut(looked, world.forks ?? FORKS, (row) => doubt(row, world, signal));
  const touched = [...new Set(done.map(({ host }) => host))];
  const away = Object.entries(looks).flatMap(([host, seen]) => {
    const why = absence(seen);
    return why === undefined ? [] : [{ host, why }];
  });
  const blind = touched.filter((host) =>
    !away.some((each) => each.host === host) && !Object.values(looks[host] ?? {}).some(succeeded)
  );
  return [
    ...away.map(({ host, why }) => `${host} did not answer, so nobody knows whether the goal holds there: ${why}`),
    ...unproven.flat(),
    ...blind.map((host) => `no look on ${host} has seen anything since its last action: ask for one that tells`),
  ];
}

/** Of the actions on one thing, the last that came to its end: what an earlier one did may be undone on purpose. */
function latest(done: readonly RecordedAction[]): RecordedAction[] {
  const by = new Map<string, RecordedAction>();
  for (const row of done.filter(({ status }) => status === "completed")) by.set(targetOf(row), row);
  return [...by.values()];
}

/** What the newest decision to act wanted and did not come to. What a human or policy denied is not wanted any more. */
function leftOver(run: readonly Iteration[]): RecordedAction[] {
  const last = run.findLast(({ decision }) => decision?.kind === "act");
  return last?.actions.filter(({ status }) => status === "failed" || status === "skipped") ?? [];
}

function targetOf({ host, module, params }: RecordedAction): string {
  const target = TARGETS.find((name) => params[name] !== undefined);
  // A file is the same file for every module.
  const file = target === "path" || target === "dest";
  return JSON.stringify([host, file ? "" : module, target === undefined ? params : params[target] ?? null]);
}

async function doubt(row: RecordedAction, world: World, signal: AbortSignal): Promise<string[]> {
  const { host, module, params, name, task } = row;
  const action: Action = { host, module, params, name, task };
  const looked = await lookAt(action, world, true, signal);
  if (looked.kind === "known") return [`"${name}" on ${host} cannot be looked at: ${String(looked.result["msg"])}`];
  const { plan } = looked;
  if (plan.kind === "same" || (plan.kind === "change" && plan.cannotTell === true)) return [];
  if (plan.kind === "fail") return [`"${name}" on ${host} cannot be looked at: ${String(plan.result["msg"])}`];
  const what = plan.diff.map(({ header }) => header).join(", ");
  const so = row.status === "completed" ? "is not so any more" : `was decided and ${row.status}, and is not so`;
  return [`"${name}" on ${host} ${so}${what === "" ? "" : `: it would change ${what}`}`];
}
