// Makes a module from its doc, a look at the host and a pure plan.
import type { Command, CommandResult } from "../../model/command.ts";
import { InputError, TemplateError } from "../../model/errors.ts";
import type { JsonObject } from "../../model/json.ts";
import type { ModuleResult, Plan } from "../../model/plan.ts";
import type { Module, ModuleCall, ModuleDoc } from "../../ports/module.ts";
import { Params, parse } from "./parameters.ts";
import { compose } from "../scripts/one_script.ts";

/** What a plan may depend on besides facts and parameters. */
export interface PlanContext {
  /** Nothing will be applied: what another task would have made may be missing. */
  checkMode: boolean;
}

/** The parts of a module. */
export interface Parts<Facts> {
  doc: ModuleDoc;
  /** The plan's one command is the user's own program: it runs in a process group of its own, however long it takes. */
  program?: true;
  /** What is wrong with parameters that are right one by one; a sentence, or undefined. Asked before anything is looked at. */
  check?(params: Params): string | undefined;
  /** Reads; one round trip where it can be one. Throws ProbeFailed where the host says no. */
  probe(params: Params, call: ModuleCall): Promise<Facts>;
  /** Pure. No commands means "already so". */
  plan(facts: Facts, params: Params, context: PlanContext): Plan;
  /** A command that only reads, run after the plan's own in the same run; its output is for `conclude`. */
  report?(predicted: ModuleResult): Command | undefined;
  /** Pure: the result, from the predicted one and the output of commands and report. Without it: predicted, or failed. */
  conclude?(predicted: ModuleResult, output: CommandResult): ModuleResult;
}

/** A host's "no" to a look, to be returned as a failed result. */
export class ProbeFailed extends Error {
  override name = "ProbeFailed";
  constructor(message: string, readonly details: JsonObject = {}, options?: ErrorOptions) {
    super(message, options);
  }
}

const SILENT = "The look at the host ended early, and the host did not say why";

/** A plan that says why it cannot be. */
export function fail(msg: string, details: JsonObject = {}): Plan & { kind: "fail" } {
  return { kind: "fail", result: { changed: false, failed: true, ...details, msg } };
}

/** A module whose decision can be asked for without a host. */
export interface PlannedModule<Facts> extends Module {
  /** Pure: what the module would do about these facts. */
  decide(facts: Facts, params: JsonObject, context: PlanContext): Plan;
}

/** A module that looks, plans and applies as its parts say. */
export function planned<Facts>(parts: Parts<Facts>): PlannedModule<Facts> {
  const { doc } = parts;
  const conclude = (predicted: ModuleResult, output: CommandResult): ModuleResult =>
    parts.conclude?.(predicted, output) ?? (output.rc === 0 ? predicted : failedResult(predicted, output));
  return {
    name: doc.name,
    doc,
    conclude,
    decide(facts, params, context) {
      const read = checked(parts, params);
      return read instanceof Params ? parts.plan(facts, read, context) : read;
    },
    async look(call) {
      const params = checked(parts, call.params);
      if (!(params instanceof Params)) return params;
      try {
        return parts.plan(await parts.probe(params, call), params, { checkMode: call.checkMode });
      } catch (error) {
        if (error instanceof ProbeFailed) return fail(error.message || SILENT, error.details);
        // A file of the controller that cannot be read; an expression that takes too long on what the host has.
        if (error instanceof InputError || error instanceof TemplateError) return fail(error.message);
        throw error;
      }
    },
    async apply(plan, call) {
      const report = parts.report?.(plan.result);
      const whole = compose(report === undefined ? plan.commands : [...plan.commands, report]);
      const shell = await call.shell();
      const quick = parts.program !== true;
      const output = await shell.run(quick ? asScript(whole.argv) : whole.argv, {
        receipt: call.receipt,
        quick,
        ...(whole.stdin === undefined ? {} : { stdin: whole.stdin }),
        ...(whole.cwd === undefined ? {} : { cwd: whole.cwd }),
        ...(whole.env === undefined ? {} : { env: whole.env }),
        ...(plan.timeoutMs === undefined ? {} : { timeoutMs: plan.timeoutMs }),
      }, call.signal);
      return conclude(plan.result, output);
    },
  };
}

/** Only scripts can be run by the session itself. */
function asScript(argv: string[]): string[] {
  return argv[0] === "sh" ? argv : ["sh", "-c", '"$@"', "sh", ...argv];
}

function checked<Facts>(parts: Parts<Facts>, raw: JsonObject): Params | (Plan & { kind: "fail" }) {
  const { params, problems } = parse(parts.doc, raw);
  if (params === undefined) return fail(problems.map((problem) => problem.message).join(". "));
  const wrong = parts.check?.(params);
  return wrong === undefined ? params : fail(wrong);
}

/** The result of a deed that did not work, in the host's words. */
export function failedResult(predicted: ModuleResult, output: CommandResult): ModuleResult {
  const msg = output.timedOut
    ? "Timed out"
    : output.cancelled
    ? "Cancelled"
    : output.stderr.trim() + (output.stderr.split("\n").some(isNotHis) ? " (write become: true)" : "") ||
      `The command ended with exit status ${output.rc}`;
  const where = Object.fromEntries(["path", "dest", "src"].flatMap((key) => {
    const value = predicted[key];
    return value === undefined ? [] : [[key, value]];
  }));
  return { changed: false, failed: true, ...where, msg, rc: output.rc, stderr: output.stderr };
}

/** Whether a line is what tools say where the user may not write. One expression over all lines would be slow on many. */
function isNotHis(line: string): boolean {
  if (!line.endsWith(": Permission denied")) return false;
  return /^(?:mktemp|mkdir|mv|rm|cp|ln|touch|ch(?:mod|own|grp)): /.test(line) || line.includes("cannot create");
}
