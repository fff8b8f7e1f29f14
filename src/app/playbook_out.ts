// --playbook-out: once a run in words has converged, what it did is written as a playbook that stands alone.
import { fanOut } from "../engine/fan_out.ts";
import { lookAt } from "../engine/perform.ts";
import type { World } from "../engine/world.ts";
import { InputError, ShellBroken } from "../model/errors.ts";
import { FORKS } from "../model/forks.ts";
import { isObject } from "../model/json.ts";
import type { Become } from "../model/way.ts";
import { type DoneCall, doneTasks } from "../playbook/done_tasks.ts";
import { type FetchedSecrets, writePlaybook } from "../playbook/write_playbook.ts";
import type { ActionRow, Archive } from "../ports/archive.ts";
import type { Lessons } from "../ports/lessons.ts";
import { type Binding, parseBinding } from "../secrets/binding.ts";
import { counted } from "../words/counted.ts";
import { replaceFile } from "./whole_file.ts";

/** What it is written with. */
export interface PlaybookOut {
  /** Absolute. */
  path: string;
  goal: string;
  /** `-s`, as typed. */
  secrets: readonly string[];
  /** All that is on record of the loop: an earlier run may have done most of it. */
  past(): Promise<readonly ActionRow[]>;
}

/** Looks at everything that the run has done, and writes what holds. To write it twice comes to the same. */
export function playbookOut({ path, goal, secrets, past }: PlaybookOut, world: World, signal: AbortSignal): Lessons {
  return {
    learn: async () => {
      try {
        const done = (await past()).flatMap(doneOf);
        // What an earlier loop has written there stays.
        if (done.length === 0) {
          return `No playbook is written to ${path}: this loop has done nothing that could stand in it`;
        }
        const calls = await fanOut(done, world.forks ?? FORKS, (row) => callOf(row, world, signal));
        const tasks = doneTasks(calls);
        const met = new Set(tasks.flatMap(({ hosts }) => hosts));
        const added = (await world.journal.state()).hosts.map(({ name }) => name).filter((name) => met.has(name));
        const bindings = secrets.map(parseBinding);
        const bound = (module: string) => world.secrets?.bound(module) ?? [];
        const text = writePlaybook({
          goal,
          tasks,
          added,
          secrets: (module) => fetched(module, bindings, bound(module)),
        });
        await replaceFile(path, world.secrets?.redact(text) ?? text);
        const left = tasks.filter(({ stands }) => stands !== "holds").length;
        const beside = left === 0 ? "" : `, ${left} of them as comments that say why`;
        return `What was done is a playbook now: ${path} (${counted(tasks.length, "task")}${beside})`;
      } catch (error) {
        if (!(error instanceof InputError || error instanceof ShellBroken)) throw error;
        return `No playbook of what was done could be written: ${error.message}`;
      }
    },
  };
}

/** Runs that are looked back at: what was done before them is likely done over. */
const RUNS = 100;

/** What a loop has done in its last runs, in order. */
export async function doneActions(
  archive: Pick<Archive, "lastRuns" | "actions">,
  loop: number,
): Promise<readonly ActionRow[]> {
  const { iterations } = await archive.lastRuns(loop, RUNS);
  return await archive.actions({ iterations: iterations.map(({ id }) => id), status: "completed" });
}

/** What was done, and may be again: a call with all of its parameters, on a host that has a name. */
interface Done extends Pick<DoneCall, "host" | "module" | "params" | "name" | "become"> {
  iteration: number;
}

function doneOf({ iteration, host, module, params, name, status, way }: ActionRow): Done[] {
  if (status !== "completed" || host === null || !isObject(params)) return [];
  const become = isObject(way) && isObject(way["become"]) ? way["become"] as unknown as Become : undefined;
  return [{ iteration, host, module, params, name: name ?? module, ...(become === undefined ? {} : { become }) }];
}

async function callOf(
  { iteration, host, module, params, name, become }: Done,
  world: World,
  signal: AbortSignal,
): Promise<DoneCall> {
  const looked = await lookAt({ host, module, params, name, task: null }, world, { checkMode: true }, signal);
  const call = {
    batch: iteration,
    host,
    module,
    params,
    name,
    ...(become === undefined ? {} : { become }),
  };
  if (looked.kind === "known") return { ...call, stands: { differs: String(looked.result["msg"]) } };
  const { plan } = looked;
  if (plan.kind === "same") return { ...call, stands: "holds" };
  if (plan.kind === "fail") return { ...call, stands: { differs: String(plan.result["msg"]) } };
  if (plan.cannotTell === true) return { ...call, stands: "cannot tell" };
  const headers = plan.diff.map(({ header }) => header).join(", ");
  return { ...call, stands: { differs: headers === "" ? "something else did it over" : headers } };
}

/** Templates that fetch what is bound for a module: names of variables and files, no values. What a program prints is left to whoever runs the playbook. */
function fetched(module: string, bindings: readonly Binding[], bound: readonly string[]): FetchedSecrets {
  const own = bindings.filter((each) => each.module === module);
  const template = ({ source, param }: Binding) => {
    if (source.kind === "env") return `{{ lookup('env', '${source.name}') }}`;
    if (source.kind === "file" && !/['"\\{}]/.test(source.path)) return `{{ lookup('file', '${source.path}') }}`;
    return `{{ ${module}_${param} }}`;
  };
  const found = own.filter(({ environment }) => !environment).map((each) => [each.param, template(each)] as const);
  // A pattern binds more than it names.
  const others = bound.map((param) => [param, `{{ ${module}_${param} }}`] as const);
  return {
    params: Object.fromEntries([...others, ...found.filter(([param]) => bound.includes(param))]),
    environment: Object.fromEntries(
      own.filter(({ environment }) => environment).map((each) => [each.param, template(each)]),
    ),
  };
}
