// Module pause: waits for a time on the controller, or for a human.
import type { CommandResult } from "../model/command.ts";
import type { ModuleResult, Plan } from "../model/plan.ts";
import type { ModuleDoc } from "../ports/module.ts";
import { onController } from "./frame/on_controller.ts";
import type { Params } from "./frame/parameters.ts";
import { failedResult, planned, type PlannedModule } from "./frame/planned.ts";
import { clockText } from "./scripts/ended_command.ts";

const doc: ModuleDoc = {
  name: "pause",
  summary: "Waits for some time, or for a human's word",
  parameters: {
    minutes: { type: "raw", description: "How long; whole minutes." },
    seconds: { type: "raw", description: "How long; whole seconds, at least one." },
    prompt: {
      type: "str",
      description: "What to ask. Without minutes or seconds the run waits for an answer, however long that takes.",
    },
    echo: { type: "bool", description: "Whether the answer is shown while it is typed.", default: true },
  },
  mutuallyExclusive: [["minutes", "seconds"]],
  returns: {
    user_input: "What was answered",
    start: "When it began (UTC)",
    stop: "When it ended (UTC)",
    delta: "How many seconds it took",
    stdout: "How long it was, in words",
    echo: "The parameter",
  },
  example: `- pause:
    seconds: 20
  when: config.changed
`,
  notes: ["It cannot tell whether it is needed: it waits once a run, and is no change."],
};

/** The module `pause`. */
export function pauseModule(): PlannedModule<null> {
  return onController(planned<null>({
    program: true,
    doc,
    check,
    probe: () => Promise.resolve(null),
    plan,
    conclude,
  }));
}

function check(params: Params): string | undefined {
  const wrong = (["minutes", "seconds"] as const).find((unit) => params.has(unit) && whole(params, unit) === undefined);
  return wrong === undefined ? undefined : `non-integer value given for ${wrong}: ${JSON.stringify(params.raw(wrong))}`;
}

/** A number as Python's `int()` reads it: a fraction is cut off a number, and wrong in a text. */
function whole(params: Params, unit: "minutes" | "seconds"): number | undefined {
  const given = params.raw(unit);
  if (typeof given === "number") return Math.trunc(given);
  return typeof given === "string" && /^\s*[+-]?\d+\s*$/.test(given) ? Number(given) : undefined;
}

function plan(_facts: null, params: Params): Plan {
  const [minutes, seconds] = [whole(params, "minutes"), whole(params, "seconds")];
  const result: ModuleResult = {
    changed: false,
    rc: 0,
    stdout: "",
    stderr: "",
    start: null,
    stop: null,
    delta: null,
    echo: params.flag("echo"),
    user_input: "",
  };
  if (minutes === undefined && seconds === undefined) {
    const question = params.text("prompt") ?? "Press enter to continue, Ctrl+C to interrupt";
    return { kind: "change", diff: [], commands: [], result, cannotTell: true, question };
  }
  const wait = Math.max(1, seconds ?? (minutes ?? 0) * 60);
  const unit = minutes === undefined ? "seconds" : "minutes";
  const argv = ["sleep", String(wait)];
  return {
    kind: "change",
    diff: [],
    commands: [{ argv }],
    result: { ...result, stdout: paused(wait, unit), delta: wait },
    cannotTell: true,
  };
}

function conclude(predicted: ModuleResult, output: CommandResult): ModuleResult {
  if (output.rc !== 0) return failedResult(predicted, output);
  const took = (Date.parse(output.endedAt) - Date.parse(output.startedAt)) / 1000;
  const stdout = paused(took, String(predicted.stdout).endsWith(" seconds") ? "seconds" : "minutes");
  const [start, stop] = [clockText(output.startedAt), clockText(output.endedAt)];
  return { ...predicted, stdout, start, stop, delta: Math.trunc(took) };
}

function paused(seconds: number, unit: "seconds" | "minutes"): string {
  const long = Math.round((unit === "seconds" ? seconds : seconds / 60) * 100) / 100;
  return `Paused for ${Number.isInteger(long) ? `${long}.0` : long} ${unit}`;
}
