// Looks that are asked for: what a module sees, and what it would change, without changing it.
import type { Action } from "../model/action.ts";
import { FORKS } from "../model/forks.ts";
import type { Probe } from "../model/decision.ts";
import { CannotBecome, HostUnreachable, InputError, ShellBroken } from "../model/errors.ts";
import type { Observations } from "../model/iteration.ts";
import { isObject, type Json } from "../model/json.ts";
import type { ModuleResult } from "../model/plan.ts";
import { judge } from "../policy/judge.ts";
import { cutTexts } from "./cut_texts.ts";
import { fanOut } from "./fan_out.ts";
import { droppingBroken, entranceOf, lookAt } from "./perform.ts";
import { policyTerms } from "./policy_terms.ts";
import type { World } from "./world.ts";

/** Milliseconds after which a command that looks is ended. */
const LOOK_MS = 30_000;

/** Takes every look, on many hosts at once, and returns each one's result by host and name. What policy does not let through as a look is not taken. */
export async function observe(
  probes: readonly Probe[],
  world: World,
  signal: AbortSignal,
): Promise<Observations & { looks: { [host: string]: { [name: string]: Json } } }> {
  const looks: { [host: string]: { [name: string]: Json } } = {};
  for (const { host } of probes) looks[host] = {};
  const away = new Map<string, string>();
  await fanOut([...probes], world.forks ?? FORKS, async (probe) => {
    const msg = away.get(probe.host);
    const result = msg === undefined ? await look(probe, world, signal) : { changed: false, unreachable: true, msg };
    if (result["unreachable"] === true) away.set(probe.host, String(result["msg"]));
    looks[probe.host]![probe.name] = cutTexts(result);
  });
  return { looks };
}

/** Whether a look saw something: its host answered, and the module or the command did not fail. */
export function succeeded(seen: Json | undefined): boolean {
  return isObject(seen) && seen["failed"] !== true && seen["unreachable"] !== true;
}

/** Why policy does not let a call through as a look; undefined where it does. */
export function notLookedAt(action: Action, world: World): string | undefined {
  const refused = judge([action], world.policy, { by: "model", as: "look", ...policyTerms(world) })
    .find(({ verdict }) => verdict !== "allow");
  return refused?.reason;
}

async function look(probe: Probe, world: World, signal: AbortSignal): Promise<ModuleResult> {
  const { host, module, params, name } = probe;
  const action = { host, module, params, name, task: null };
  const refused = notLookedAt(action, world);
  if (refused !== undefined) return { changed: false, failed: true, msg: `Not looked at: ${refused}` };
  const looked = await lookAt(action, world, { checkMode: true }, signal);
  if (looked.kind === "known") return looked.result;
  const { plan, call } = looked;
  if (plan.kind !== "change") return plan.result;
  const [command] = plan.commands;
  if (plan.cannotTell !== true || command === undefined) {
    return { ...plan.result, diff: plan.diff.map((each) => ({ ...each })) };
  }
  // A command that policy knows as reading says what it sees only when it is run.
  try {
    const { argv, ...how } = command;
    const output = await droppingBroken(entranceOf(action, world), world, async () => {
      const shell = await call.shell();
      return await shell.run(argv, { ...how, timeoutMs: plan.timeoutMs ?? LOOK_MS }, signal);
    });
    return { ...looked.module.conclude(plan.result, output), changed: false };
  } catch (error) {
    // Such a look asks nothing of its host before it is taken: here is where an absent one is met.
    if (error instanceof HostUnreachable) return { changed: false, unreachable: true, msg: error.message };
    const isNo = error instanceof ShellBroken || error instanceof InputError || error instanceof CannotBecome;
    if (!isNo) throw error;
    return { changed: false, failed: true, msg: error.message };
  }
}
