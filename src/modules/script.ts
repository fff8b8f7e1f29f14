// Module script: a script of the controller, sent to the host and run there.
import type { Command } from "../model/command.ts";
import type { Plan } from "../model/plan.ts";
import type { ModuleCall, ModuleDoc } from "../ports/module.ts";
import { shlex } from "../templates/shlex.ts";
import { BARE_RETURNS, concludeBare } from "./scripts/bare_output.ts";
import { Fields, TELL } from "./scripts/fields.ts";
import { DECRYPT, findSource, readSource } from "./files/local_source.ts";
import { basename } from "./files/path_text.ts";
import type { Params } from "./frame/parameters.ts";
import { fail, type PlanContext, planned, type PlannedModule, ProbeFailed } from "./frame/planned.ts";
import { pathWord, quote, wordsProblem } from "./scripts/shell_words.ts";

const doc: ModuleDoc = {
  name: "script",
  summary: "Sends a script from the controller to the host and runs it there",
  parameters: {
    cmd: {
      type: "str",
      description: "The script, looked for in files/ beside the playbook and then beside it, and its arguments as a " +
        "shell reads them; or write it as the task's own text.",
      required: true,
    },
    creates: { type: "str", description: "A path on the host; if it is there, the script is not run." },
    removes: { type: "str", description: "A path on the host; if it is not there, the script is not run." },
    chdir: { type: "str", description: "Folder on the host to run it in; absolute." },
    executable: {
      type: "str",
      description: "What to run the script with (python3, /usr/bin/perl -w); without it, its first line says.",
    },
    decrypt: DECRYPT,
  },
  freeForm: "cmd",
  returns: BARE_RETURNS,
  example: `- script: setup_database.sh --size 10
  args:
    creates: /var/lib/app/db
`,
  notes: [
    "Without creates, removes or changed_when it cannot tell whether it is needed: it runs once a run and is never drift.",
    "The script lies in a private temporary folder while it runs, and is removed after it.",
  ],
};

/** The script, and what lies on the host. */
export interface ScriptFacts {
  name: string;
  content: Uint8Array;
  created?: boolean;
  removable?: boolean;
  chdir?: "missing";
}

/** The module `script`. */
export function scriptModule(): PlannedModule<ScriptFacts> {
  return planned<ScriptFacts>({ program: true, doc, check, probe, plan, conclude: concludeBare });
}

/** The script's name and the rest of the line, quotes of the rest as written. */
function taken(params: Params): { name: string; rest: string } {
  const line = (params.text("cmd") ?? "").trim();
  const words = shlex(line, { comments: false });
  const [first, second] = Array.isArray(words) ? words : [];
  return { name: first?.text ?? "", rest: second === undefined ? "" : ` ${line.slice(second.at)}` };
}

function check(params: Params): string | undefined {
  const line = params.text("cmd") ?? "";
  if (line.trim() === "") return "no script given";
  const open = wordsProblem(line);
  if (open !== undefined) return open;
  const chdir = params.text("chdir");
  return chdir !== undefined && !/^[/~]/.test(chdir)
    ? `chdir ${chdir} must be an absolute path for a Unix-aware remote node`
    : undefined;
}

async function probe(params: Params, call: ModuleCall): Promise<ScriptFacts> {
  const path = findSource(taken(params).name, call);
  if (call.files.kind(path) === "directory") throw new ProbeFailed(`${path} is a folder: script takes a file`);
  const content = readSource(path, params, call);
  const facts = { name: basename(path), content };
  const [creates, removes, chdir] = ["creates", "removes", "chdir"].map((name) => params.text(name));
  if (creates === undefined && removes === undefined && chdir === undefined) return facts;
  const there = (name: string, wanted: string | undefined) =>
    wanted === undefined ? "" : `if [ -e ${pathWord(wanted)} ]; then e ${name} yes; fi\n`;
  const folder = chdir === undefined ? "" : `( cd -- ${pathWord(chdir)} ) 2>/dev/null || e chdir missing\n`;
  const shell = await call.shell();
  const script = `${TELL}${there("created", creates)}${there("removable", removes)}${folder}:`;
  const fields = new Fields((await shell.run(["sh", "-c", script], {}, call.signal)).stdout);
  return {
    ...facts,
    created: fields.raw("created") !== undefined,
    removable: fields.raw("removable") !== undefined,
    ...(fields.raw("chdir") === undefined ? {} : { chdir: "missing" as const }),
  };
}

function plan(facts: ScriptFacts, params: Params, { checkMode }: PlanContext): Plan {
  const [creates, removes, chdir] = ["creates", "removes", "chdir"].map((name) => params.text(name));
  const idle = (msg: string): Plan => ({ kind: "same", result: { changed: false, skipped: true, msg } });
  if (creates !== undefined && facts.created) return idle(`${creates} exists, matching creates option`);
  if (removes !== undefined && !facts.removable) return idle(`${removes} does not exist, matching removes option`);
  if (facts.chdir === "missing" && !checkMode) {
    return fail(`Unable to change directory before execution: ${chdir} is not there`, { rc: 1 });
  }
  const cannotTell = creates === undefined && removes === undefined;
  const skipped = { changed: false, skipped: true, msg: "Check mode is not supported for this task." };
  return {
    kind: "change",
    diff: [],
    commands: [sent(facts, params)],
    result: checkMode && cannotTell ? skipped : { changed: true },
    ...(cannotTell ? { cannotTell } : { byMark: true }),
  };
}

/** Writes the script into a folder of its own, runs it without input, and removes it whatever happens. */
function sent({ name, content }: ScriptFacts, params: Params): Command {
  const [chdir, executable] = [params.text("chdir"), params.text("executable")];
  const line = `${executable === undefined ? "" : `${executable} `}"$0"${taken(params).rest}`;
  const script = `u=$(umask); umask 077
d=$(mktemp -d) || exit 1
trap 'rm -rf -- "$d"' EXIT; trap 'exit 143' HUP INT TERM
f="$d/"${quote(name)}
cat >"$f" || exit 1
[ "$(wc -c <"$f")" -eq ${content.length} ] || { echo "script cut short" >&2; exit 1; }
chmod 700 "$f"; umask "$u"
${chdir === undefined ? "" : `cd -- ${pathWord(chdir)} || exit 1\n`}/bin/sh -c ${quote(line)} "$f" </dev/null
exit "$?"`;
  const argv = ["sh", "-c", script];
  return content.length > 0 ? { argv, stdin: content } : { argv };
}
