// Module tempfile: a temporary file or folder with a name of its own.
import type { CommandResult } from "../model/command.ts";
import type { ModuleResult, Plan } from "../model/plan.ts";
import type { ModuleCall, ModuleDoc } from "../ports/module.ts";
import { ATTRIBUTE_RETURNS } from "./files/attributes.ts";
import { Fields, TELL } from "./scripts/fields.ts";
import type { Params } from "./frame/parameters.ts";
import { LOOK, pathFacts, pathInfo } from "./files/path_facts.ts";
import { fail, failedResult, planned, type PlannedModule } from "./frame/planned.ts";
import { pathWord } from "./scripts/shell_words.ts";

const doc: ModuleDoc = {
  name: "tempfile",
  summary: "Makes a temporary file or folder that only its owner can read",
  parameters: {
    state: { type: "str", description: "What to make.", choices: ["directory", "file"], default: "file" },
    path: { type: "path", description: "The folder to make it in; the host's temporary folder without it." },
    prefix: { type: "str", description: "What its name begins with.", default: "ansible." },
    suffix: { type: "str", description: "What its name ends with.", default: "" },
  },
  returns: { path: "Path of what was made", ...ATTRIBUTE_RETURNS, state: "file or directory" },
  example: `- name: A place to unpack to
  tempfile:
    state: directory
    suffix: .build
  register: place
`,
  notes: ["It makes another one each time, so that it runs once a run and is never drift."],
};

/** The folder that it is made in. */
export interface TempfileFacts {
  folder: string;
  there: boolean;
}

/** As Python's tempfile looks for it. */
const FOLDER = '"${TMPDIR:-${TEMP:-${TMP:-/tmp}}}"';

/** A name that is taken already is tried again with another; making is exclusive. */
const MAKE = `umask 077; i=0
while [ "$i" -lt 100 ]; do
p=$2$3$(mktemp -u XXXXXXXX)$4
if [ "$1" = directory ]; then mkdir -- "$p" 2>/dev/null && break; else ( set -C; : >"$p" ) 2>/dev/null && break; fi
p=; i=$((i + 1))
done
[ -n "$p" ] || { echo "cannot make a $1 in $2" >&2; exit 1; }
look result "$p"`;

/** The module `tempfile`. */
export function tempfileModule(): PlannedModule<TempfileFacts> {
  return planned<TempfileFacts>({ doc, probe, plan, conclude });
}

async function probe(params: Params, call: ModuleCall): Promise<TempfileFacts> {
  const path = params.text("path");
  const script = `${TELL}p=${
    path === undefined ? FOLDER : pathWord(path)
  }\ne folder "$p"\n[ ! -d "$p" ] || e there yes`;
  const shell = await call.shell();
  const fields = new Fields((await shell.run(["sh", "-c", script], {}, call.signal)).stdout);
  return { folder: fields.raw("folder") ?? "", there: fields.raw("there") !== undefined };
}

function plan({ folder, there }: TempfileFacts, params: Params, context: { checkMode: boolean }): Plan {
  const [state, prefix, suffix] = ["state", "prefix", "suffix"].map((name) => params.text(name) ?? "");
  if (!there && !context.checkMode) return fail(`[Errno 2] No such file or directory: '${folder}'`);
  const place = folder === "/" ? "/" : `${folder.replace(/\/+$/, "")}/`;
  const argv = ["sh", "-c", `${LOOK}${MAKE}`, "sh", state ?? "", place, prefix ?? "", suffix ?? ""];
  const result = { changed: true, state: state ?? "", mode: state === "directory" ? "0700" : "0600" };
  const after = `a new ${state} ${place}${prefix}XXXXXXXX${suffix}\n`;
  return {
    kind: "change",
    diff: [{ header: place, before: "", after }],
    commands: [{ argv }],
    result,
    cannotTell: true,
  };
}

function conclude(predicted: ModuleResult, output: CommandResult): ModuleResult {
  const facts = pathFacts(new Fields(output.stdout), "result");
  if (output.rc !== 0 || facts.state === "absent") return failedResult(predicted, output);
  return { ...predicted, path: facts.path, ...pathInfo(facts) };
}
