// --playbook-out: once a run in words has converged, what it did is written as a playbook that stands alone.
import { fanOut } from "../engine/fan_out.ts";
import { lookAt } from "../engine/perform.ts";
import type { World } from "../engine/world.ts";
import type { RecordedAction } from "../model/action.ts";
import { InputError, ShellBroken } from "../model/errors.ts";
import type { Iteration } from "../model/iteration.ts";
import { type DoneCall, doneTasks } from "../playbook/done_tasks.ts";
import { type FetchedSecrets, writePlaybook } from "../playbook/write_playbook.ts";
import type { Lessons } from "../ports/lessons.ts";
import { type Binding, parseBinding } from "../secrets/binding.ts";
import { replaceFile } from "./replace_file.ts";

/** What it is written with. */
export interface PlaybookOut {
  /** Absolute. */
  path: string;
  goal: string;
  /** `-s`, as typed. */
  secrets: readonly string[];
}

/** Looks at everything that the run has done, and writes what holds. To write it twice comes to the same. */
export function playbookOut({ path, goal, secrets }: PlaybookOut, world: World, signal: AbortSignal): Lessons {
  return {
    learn: async (run) => {
      try {
        const done = run.flatMap((iteration) => doneIn(iteration));
        const calls = await fanOut(done, world.forks ?? 1, (row) => callOf(row, world, signal));
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
        return `What was done is a playbook now: ${path} (${tasks.length} task${
          tasks.length === 1 ? "" : "s"
        }${beside})`;
      } catch (error) {
        if (!(error instanceof InputError || error instanceof ShellBroken)) throw error;
        return `No playbook of what was done could be written: ${error.message}`;
      }
    },
  };
}

/** One after another: each is called, and every sentence is told. */
export function everyLesson(lessons: readonly Lessons[]): Lessons {
  return {
    learn: async (run) => {
      const told: string[] = [];
      for (const each of lessons) {
        const text = await each.learn(run);
        if (text !== null) told.push(text);
      }
      return told.length === 0 ? null : told.join("\n");
    },
  };
}

function doneIn({ actions }: Iteration): RecordedAction[] {
  return actions.filter(({ status }) => status === "completed");
}

async function callOf(
  { iteration, host, module, params, name, way }: RecordedAction,
  world: World,
  signal: AbortSignal,
): Promise<DoneCall> {
  const looked = await lookAt({ host, module, params, name, task: null }, world, true, signal);
  const call = {
    batch: iteration,
    host,
    module,
    params,
    name,
    ...(way?.become === undefined ? {} : { become: way.become }),
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
