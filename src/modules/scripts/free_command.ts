// What command and shell share before the command runs: parameters, the look at chdir, creates and removes, and the plan.
import type { Command } from "../../model/command.ts";
import type { Json, JsonObject } from "../../model/json.ts";
import type { ModuleResult, Plan } from "../../model/plan.ts";
import type { ModuleCall, Parameter } from "../../ports/module.ts";
import type { Params } from "../frame/parameters.ts";
import { fail, type PlanContext, ProbeFailed } from "../frame/planned.ts";
import { NOTHING_SAID } from "./ended_command.ts";
import { Fields, TELL } from "./fields.ts";
import { globWord, pathWord } from "./shell_words.ts";

/** Parameters of both. */
export const COMMAND_PARAMETERS: Record<string, Parameter> = {
  cmd: {
    type: "str",
    description: "The command; or write it as the task's own text, where creates=, removes=, chdir= … may stand in it.",
  },
  chdir: { type: "path", description: "Folder to run it in." },
  creates: { type: "path", description: "A path or glob pattern; if it is there, the command is not run." },
  removes: { type: "path", description: "A path or glob pattern; if it is not there, the command is not run." },
  stdin: { type: "str", description: "Text for its standard input." },
  stdin_add_newline: { type: "bool", description: "End stdin with a newline.", default: true },
  strip_empty_ends: { type: "bool", description: "Take newlines off the ends of stdout and stderr.", default: true },
};

/** What is there. Nothing is looked at for a command without chdir, creates and removes. */
export interface CommandFacts {
  created?: boolean;
  /** Whether what `removes` names is there. */
  removable?: boolean;
  chdir?: "missing" | { path: string };
}

/** Looks at chdir, creates and removes; no round trip where none is given. */
export async function probeCommand(params: Params, call: ModuleCall): Promise<CommandFacts> {
  const [chdir, creates, removes] = ["chdir", "creates", "removes"].map((name) => params.text(name));
  if (chdir === undefined && creates === undefined && removes === undefined) return {};
  let script = TELL;
  if (chdir !== undefined) {
    script += `cd -- ${pathWord(chdir)} 2>/dev/null || { e chdir missing; exit 0; }\ne path "$PWD"\n`;
  }
  const there = (name: string, pattern: string) =>
    `IFS=; for x in ${globWord(pattern)}; do if [ -e "$x" ] || [ -L "$x" ]; then e ${name} yes; break; fi; done\n`;
  if (creates !== undefined) script += there("created", creates);
  if (removes !== undefined) script += there("removable", removes);
  const shell = await call.shell();
  const output = await shell.run(["sh", "-c", script], {}, call.signal);
  if (output.rc !== 0) throw new ProbeFailed(output.stderr.trim());
  const fields = new Fields(output.stdout);
  const path = fields.raw("path");
  return {
    created: fields.raw("created") !== undefined,
    removable: fields.raw("removable") !== undefined,
    ...(chdir === undefined ? {} : { chdir: path === undefined ? "missing" as const : { path } }),
  };
}

/** Pure: not run, or run. `shown` is what the result calls `cmd`. */
export function commandPlan(
  facts: CommandFacts,
  params: Params,
  run: { shown: Json; argv: string[]; warnings?: string[] } & PlanContext,
): Plan {
  const shown = { cmd: run.shown };
  // In check mode a task before this one would perhaps have made it.
  if (facts.chdir === "missing" && !run.checkMode) {
    const msg = `Unable to change directory before execution: [Errno 2] No such file or directory: b'${
      params.text("chdir")
    }'`;
    return notRun(msg, { ...shown, rc: null });
  }
  const [creates, removes] = [params.text("creates"), params.text("removes")];
  const did = run.checkMode ? "Would" : "Did";
  const idle = (stdout: string, why: string): Plan => {
    const texts = { stdout, stdout_lines: [stdout], stderr: "", stderr_lines: [] };
    const times = { start: null, end: null, delta: null };
    return {
      kind: "same",
      result: { changed: false, ...shown, rc: 0, ...texts, ...times, msg: `${did} not run command since ${why}` },
    };
  };
  if (creates !== undefined && facts.created) return idle(`skipped, since ${creates} exists`, `'${creates}' exists`);
  if (removes !== undefined && !facts.removable) {
    return idle(`skipped, since ${removes} does not exist`, `'${removes}' does not exist`);
  }
  const cannotTell = creates === undefined && removes === undefined;
  const stdin = params.text("stdin");
  const command: Command = {
    argv: run.argv,
    ...(facts.chdir === undefined || facts.chdir === "missing" ? {} : { cwd: facts.chdir.path }),
    ...(stdin ? { stdin: params.flag("stdin_add_newline") ? `${stdin}\n` : stdin } : {}),
  };
  const result: ModuleResult = run.checkMode
    ? {
      changed: !cannotTell,
      ...(cannotTell ? { skipped: true } : {}),
      ...shown,
      rc: 0,
      ...NOTHING_SAID,
      start: null,
      end: null,
      delta: null,
      msg: "Command would have run if not in check mode",
    }
    : { changed: true, ...shown, ...(params.flag("strip_empty_ends") ? {} : { strip_empty_ends: false }) };
  if (run.warnings !== undefined) result.warnings = run.warnings;
  const executable = params.text("executable");
  if (executable !== undefined && !run.checkMode) result.executable = executable;
  return {
    kind: "change",
    diff: [],
    commands: [command],
    result,
    ...(cannotTell ? { cannotTell } : { byMark: true }),
  };
}

/** A command that cannot be run, told as one that was. */
export function notRun(msg: string, details: JsonObject): Plan & { kind: "fail" } {
  return fail(msg, { cmd: null, ...NOTHING_SAID, start: null, end: null, delta: null, ...details });
}
