// The one road to a host: look, and where the look finds a difference, write it down, then do it.
import type { Action, ActionStatus, RecordedAction } from "../model/action.ts";
import type { Hold } from "../model/command.ts";
import { CannotBecome, HostUnreachable, InputError, NotAwaited, ReceiptRefused, ShellBroken } from "../model/errors.ts";
import type { JsonObject } from "../model/json.ts";
import type { ModuleResult, Plan } from "../model/plan.ts";
import type { Scope } from "../model/value.ts";
import type { Entrance, Way } from "../model/way.ts";
import type { Module, ModuleCall } from "../ports/module.ts";
import { knownModule } from "./known_module.ts";
import { withEnvironment } from "./with_environment.ts";
import { withSecrets } from "./with_secrets.ts";
import type { Charge, World } from "./world.ts";

/** What a look at one action came to. */
export type Looked =
  | { kind: "plan"; plan: Plan; module: Module; call: ModuleCall }
  /** No plan: the host cannot be reached, or there is no such module. `entered`: it answers, and a user cannot be become there. `unasked`: nobody waited for its answer. */
  | { kind: "known"; result: ModuleResult; entered?: true; unasked?: boolean };

/** For what it is looked. */
export interface Looking {
  checkMode: boolean;
  /** What is on record of the same call in its run. */
  past?: ModuleResult | undefined;
}

/**
 * Looks at the host of an action. The world's "no" is a plan or a known result, words that no shell can pass on included; a
 * broken session throws ShellBroken.
 */
export async function lookAt(
  action: Action,
  world: World,
  { checkMode, past }: Looking,
  signal: AbortSignal,
): Promise<Looked> {
  const module = await knownModule(action.module, world.modules, signal);
  if (module === undefined) {
    const msg = world.modules.problems(action.module, action.params, () => false)[0]?.message ?? "no such module";
    return { kind: "known", result: { changed: false, failed: true, msg } };
  }
  const entrance = entranceOf(action, world);
  const controller = world.entrances.to(CONTROLLER);
  const given = withSecrets(action, entrance, world);
  if (given instanceof InputError) return { kind: "known", result: refused(given.message) };
  const call: ModuleCall = {
    params: given.params,
    shell: async () => given.guard(withEnvironment(await world.shells.get(entrance), given.environment)),
    reconnect: async ({ connectSeconds: timeout } = {}) => {
      world.shells.drop(entrance);
      const again = timeout === undefined ? entrance : { ...entrance, way: { ...entrance.way, timeout } };
      return given.guard(withEnvironment(await world.shells.get(again), given.environment));
    },
    controller: async () => given.guard(await world.shells.get(controller)),
    files: world.files,
    vars: action.terms?.vars ?? NO_VARIABLES,
    searchPath: action.terms?.searchPath ?? [],
    checkMode,
    noLog: action.terms?.noLog === true,
    ...(entrance.way.python === undefined ? {} : { python: entrance.way.python }),
    ...(past === undefined ? {} : { past }),
    local: entrance.way.connection === "local",
    now: () => world.clock.now(),
    wait: (ms, other) => world.wait(ms, other === undefined ? signal : AbortSignal.any([signal, other])),
    signal,
  };
  const look = () => droppingBroken(entrance, world, () => module.look(call));
  try {
    const plan = await lookAgain(look);
    // A look that asks nothing of the host, as a plain command's, has not found out whether it can be reached.
    if (plan.kind === "change" && !checkMode && module.doc.controllerOnly !== true) await world.shells.get(entrance);
    return { kind: "plan", plan, module, call };
  } catch (error) {
    if (error instanceof CannotBecome) return { kind: "known", result: refused(error.message), entered: true };
    if (error instanceof InputError) return { kind: "known", result: refused(error.message) };
    if (!(error instanceof HostUnreachable || error instanceof ShellBroken)) throw error;
    const unasked = error instanceof NotAwaited;
    return { kind: "known", result: { changed: false, unreachable: true, msg: error.message }, unasked };
  }
}

/** A connection that has died since it was used last is opened anew: to look twice harms nobody. */
async function lookAgain<T>(look: () => Promise<T>): Promise<T> {
  try {
    return await look();
  } catch (error) {
    if (!(error instanceof ShellBroken)) throw error;
    return await look();
  }
}

/** Under what a deed is done: a lease on its machine, none where it touches none; `refusal` is why the machine would not be held. */
export interface Admission {
  hold?: Hold;
  refusal?: ReceiptRefused;
}

/** A deed whose row is written and running. */
export interface Deed {
  id: number;
  action: Action;
  plan: Plan & { kind: "change" };
  module: Module;
  call: ModuleCall;
  admission: Admission;
}

/** How a deed ended. The result is the module's own, before a task's conditions. */
export interface Ended {
  /**
   * `interrupted`: we ended it ourselves and what it did is not known; the result is the predicted one, as of every interrupted action,
   * with what the command had said. `not started`: the host or its shell refused it.
   */
  kind: "ran" | "interrupted" | "not started";
  result: ModuleResult;
}

/**
 * Runs a deed under its receipt. A session that breaks under it throws ShellBroken, one that is not there any more HostUnreachable: the row
 * stays running, and the receipt tells what became of it.
 */
export async function applyDeed(deed: Deed, charge: Charge, world: World): Promise<Ended> {
  const { id, action, plan, module, call, admission: { hold, refusal } } = deed;
  await world.held();
  world.events.emit({ kind: "action started", loop: charge.loop.id, id, host: action.host, name: action.name });
  const receipt = { loop: charge.loop.uid, action: id, token: charge.token, ...(hold === undefined ? {} : { hold }) };
  // Two shells where something is brought to the controller; whichever broke is opened anew.
  const applying = () =>
    droppingBroken(
      entranceOf(action, world),
      world,
      () =>
        droppingBroken(entranceOfDeed(action, module, world), world, () => module.apply(plan, { ...call, receipt })),
    );
  try {
    if (refusal !== undefined) throw refusal;
    const result = await applying();
    if (!call.signal.aborted || result["failed"] !== true) return { kind: "ran", result };
    return { kind: "interrupted", result: { ...plan.result, ...streamsOf(result) } };
  } catch (error) {
    if (error instanceof ReceiptRefused) {
      return { kind: "not started", result: refused(`Not started: ${error.reason}`) };
    }
    if (error instanceof InputError) return { kind: "not started", result: refused(error.message) };
    throw error;
  }
}

/** The status of a deed's row. One that never started is `skipped`, so that it may start later in the run. */
export function statusOf({ kind, result }: Ended): ActionStatus {
  if (kind === "interrupted") return "interrupted";
  if (kind === "not started") return "skipped";
  return result["failed"] === true ? "failed" : "completed";
}

/** Does something with a host's shell. One that breaks under it is forgotten, so that the next use opens another. */
export async function droppingBroken<T>(entrance: Entrance, { shells }: World, use: () => Promise<T>): Promise<T> {
  try {
    return await use();
  } catch (error) {
    if (error instanceof ShellBroken) shells.drop(entrance);
    throw error;
  }
}

/** Where an action's commands run. */
export function entranceOf({ host, terms }: Action, { entrances }: World): Entrance {
  return terms?.entrance ?? entrances.to(host);
}

/** Where an action's deed is done: some modules bring a host's things to the controller. */
export function entranceOfDeed(action: Action, module: Module, world: World): Entrance {
  return module.doc.deedOnController === true ? world.entrances.to(CONTROLLER) : entranceOf(action, world);
}

/** The way of a deed as its row has it; undefined for what the row's host alone says. */
export function recordedWay(action: Action, module: Module, world: World): Way | undefined {
  const { way } = entranceOfDeed(action, module, world);
  return way.host === action.host && way.connection === "local" && way.become === undefined ? undefined : way;
}

/** Where a recorded action's commands ran. */
export function entranceOfRecord({ host, way }: RecordedAction, { entrances }: World): Entrance {
  return entrances.again(way ?? { host, connection: "local" });
}

function refused(msg: string): ModuleResult {
  return { changed: false, failed: true, msg };
}

function streamsOf({ stdout, stderr }: ModuleResult): JsonObject {
  return {
    ...(typeof stdout === "string" ? { stdout } : {}),
    ...(typeof stderr === "string" ? { stderr } : {}),
  };
}

/** The host that the controller itself is. */
const CONTROLLER = "localhost";
const NO_VARIABLES: Scope = { get: () => undefined, names: () => [] };
