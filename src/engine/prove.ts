// "Converged" is seen, not claimed: what this run has done is looked at again.
import type { RecordedAction } from "../model/action.ts";
import { FORKS } from "../model/forks.ts";
import type { Iteration, Observations } from "../model/iteration.ts";
import type { JsonObject } from "../model/json.ts";
import { shortName } from "../policy/module_names.ts";
import { absence } from "../rules/situation.ts";
import { fanOut } from "./fan_out.ts";
import { actionOf, judged } from "./judged.ts";
import { succeeded } from "./observe.ts";
import { lookAt } from "./perform.ts";
import type { World } from "./world.ts";

/** Parameters that name what a module works on, the first that is there. */
const TARGETS = ["path", "dest", "name", "key", "line", "url", "src"];

/**
 * Why the goal of a run cannot count as reached, in sentences; empty where nothing speaks against it: every host answers, every module action, looked at
 * again, has nothing to do (those that the newest decision did not come to as well, and none that policy denies), and on each host that was touched a look of this iteration saw something. Plain commands cannot be looked at: the looks
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
  if (Object.keys(looks).length === 0) {
    return ["no host was looked at: the loop has none, so nothing can be said of the goal"];
  }
  const looked = [...standing(done), ...leftOver(run)].filter((row) => !isDenied(row, run, world));
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

/** Of the actions on one thing, those that no later one that came to its end has overridden: what they did may be undone on purpose. */
function standing(done: readonly RecordedAction[]): RecordedAction[] {
  const by = new Map<string, RecordedAction[]>();
  for (const row of done.filter(({ status }) => status === "completed")) {
    const target = targetOf(row);
    by.set(target, [...(by.get(target) ?? []).filter((earlier) => isBeside(earlier, row)), row]);
  }
  return [...by.values()].flat();
}

/** Whether two actions on one thing both hold: each has put another line into a file, or has seen to another property of a service. */
function isBeside(earlier: RecordedAction, later: RecordedAction): boolean {
  const module = shortName(later.module);
  if (shortName(earlier.module) !== module) return false;
  const [one, other] = [earlier.params, later.params];
  if (SERVICES.has(module)) return PROPERTIES.every((name) => one[name] === undefined || other[name] === undefined);
  return isPlainLine(module, one) && isPlainLine(module, other) && one["line"] !== other["line"];
}

const SERVICES = new Set(["service", "systemd", "sysvinit"]);
const PROPERTIES = ["state", "enabled", "masked"];

/** A line that is to be there, whatever else is. */
function isPlainLine(module: string, { line, regexp, search_string: text, state }: JsonObject): boolean {
  return module === "lineinfile" && typeof line === "string" && regexp === undefined && text === undefined &&
    (state === undefined || state === "present");
}

/** What the newest decision to act wanted and did not come to. What a human or policy denied is not wanted any more. */
function leftOver(run: readonly Iteration[]): RecordedAction[] {
  const last = run.findLast(({ decision }) => decision?.kind === "act");
  return last?.actions.filter(({ status }) => ["failed", "skipped", "interrupted"].includes(status)) ?? [];
}

/** Of a decision that was cut short by policy, what came after was never judged to anybody: it may not even be looked at. */
function isDenied(row: RecordedAction, run: readonly Iteration[], world: World): boolean {
  const by = run.find(({ id }) => id === row.iteration)?.decidedBy ?? "model";
  return judged([actionOf(row)], by, world).some(({ verdict }) => verdict === "deny");
}

function targetOf({ host, module, params }: RecordedAction): string {
  const target = TARGETS.find((name) => params[name] !== undefined);
  // A file is the same file for every module.
  const file = target === "path" || target === "dest";
  return JSON.stringify([host, file ? "" : module, target === undefined ? params : params[target] ?? null]);
}

async function doubt(row: RecordedAction, world: World, signal: AbortSignal): Promise<string[]> {
  const { host, name } = row;
  const looked = await lookAt(actionOf(row), world, { checkMode: true }, signal);
  if (looked.kind === "known") return [`"${name}" on ${host} cannot be looked at: ${String(looked.result["msg"])}`];
  const { plan } = looked;
  if (plan.kind === "same" || (plan.kind === "change" && plan.cannotTell === true)) return [];
  if (plan.kind === "fail") return [`"${name}" on ${host} cannot be looked at: ${String(plan.result["msg"])}`];
  const what = plan.diff.map(({ header }) => header).join(", ");
  const so = row.status === "completed" ? "is not so any more" : `was decided and ${row.status}, and is not so`;
  return [`"${name}" on ${host} ${so}${what === "" ? "" : `: it would change ${what}`}`];
}
