// The one road to a host: look, and where the look finds a difference, write it down, then do it.
import type { Action } from "../model/action.ts";
import { HostUnreachable, ShellBroken } from "../model/errors.ts";
import type { ModuleResult, Plan } from "../model/plan.ts";
import type { Scope } from "../model/value.ts";
import type { Module, ModuleCall } from "../ports/module.ts";
import type { Charge, World } from "./world.ts";

/** What a look at one action came to. */
export type Looked =
  | { kind: "plan"; plan: Plan; module: Module; call: ModuleCall }
  /** No plan: the host cannot be reached, or there is no such module. */
  | { kind: "known"; result: ModuleResult };

/** Looks at the host of an action. The world's "no" is a plan or an unreachable result; a broken session throws ShellBroken. */
export async function lookAt(action: Action, world: World, checkMode: boolean, signal: AbortSignal): Promise<Looked> {
  const module = world.modules.get(action.module);
  if (module === undefined) {
    const msg = world.modules.problems(action.module, action.params, () => false)[0]?.message ?? "no such module";
    return { kind: "known", result: { changed: false, failed: true, msg } };
  }
  const call: ModuleCall = {
    params: action.params,
    shell: () => world.shells.get(action.host),
    files: world.files,
    vars: action.terms?.vars ?? NO_VARIABLES,
    searchPath: action.terms?.searchPath ?? [],
    checkMode,
    signal,
  };
  try {
    return { kind: "plan", plan: await module.look(call), module, call };
  } catch (error) {
    if (error instanceof ShellBroken) world.shells.drop(action.host);
    if (!(error instanceof HostUnreachable)) throw error;
    return { kind: "known", result: { changed: false, unreachable: true, msg: error.message } };
  }
}

/** A deed whose row is written and running. */
export interface Deed {
  id: number;
  action: Action;
  plan: Plan & { kind: "change" };
  module: Module;
  call: ModuleCall;
}

/**
 * Runs a deed under its receipt. A session that breaks under it throws ShellBroken: the row stays running, and the next turn settles
 * it by its receipt.
 */
export async function applyDeed(deed: Deed, charge: Charge, world: World): Promise<ModuleResult> {
  const { id, action, plan, module, call } = deed;
  world.events.emit({ kind: "action started", loop: charge.loop.id, id, host: action.host, name: action.name });
  try {
    return await module.apply(plan, { ...call, receipt: { loop: charge.loop.uid, action: id, token: charge.token } });
  } catch (error) {
    if (error instanceof ShellBroken) world.shells.drop(action.host);
    throw error;
  }
}

const NO_VARIABLES: Scope = { get: () => undefined, names: () => [] };
