// Module file: files, folders and links, and who may do what with them.
import type { Plan } from "../model/plan.ts";
import type { ModuleDoc } from "../ports/module.ts";
import { ATTRIBUTE_PARAMETERS, ATTRIBUTE_RETURNS, unknownAccount } from "./files/attributes.ts";
import { type FileCall, planAbsent, planDirectory, planFile, planTouch } from "./files/file_plan.ts";
import { type FileFacts, probeFile } from "./files/file_probe.ts";
import { planHardLink, planLink } from "./files/link_plan.ts";
import { BadMode } from "./files/mode.ts";
import type { Params } from "./frame/parameters.ts";
import { fail, planned, type PlannedModule } from "./frame/planned.ts";
import { BadTime } from "./files/touch_time.ts";
import { concludePath, reportPath } from "./files/write_file.ts";

const doc: ModuleDoc = {
  name: "file",
  summary: "Makes and removes files, folders and links, and sets their mode, owner and group",
  parameters: {
    path: { type: "path", description: "The path on the host.", required: true, aliases: ["dest", "name"] },
    state: {
      type: "str",
      description:
        "What should be there: absent (nothing; a folder goes with its content), directory (made with its parents), " +
        "file (must be there already), hard, link, touch (an empty file, or new timestamps). Without it: whatever is there.",
      choices: ["absent", "directory", "file", "hard", "link", "touch"],
    },
    src: { type: "path", description: "What a link leads to; seen from the link's folder where it is relative." },
    recurse: {
      type: "bool",
      description: "Set mode, owner and group of everything below a directory too.",
      default: false,
    },
    force: {
      type: "bool",
      description: "Make a link even if its src is not there, and in place of a file or an empty folder.",
      default: false,
    },
    follow: { type: "bool", description: "Act on what a link leads to instead of on the link.", default: true },
    ...ATTRIBUTE_PARAMETERS,
    access_time: {
      type: "str",
      description: "preserve, now, or a time in access_time_format, on the host's clock on the wall.",
    },
    access_time_format: { type: "str", description: "How access_time is written.", default: "%Y%m%d%H%M.%S" },
    modification_time: { type: "str", description: "preserve, now, or a time in modification_time_format." },
    modification_time_format: {
      type: "str",
      description: "How modification_time is written.",
      default: "%Y%m%d%H%M.%S",
    },
  },
  returns: {
    path: "The path, for state absent, directory and file",
    dest: "The path, for state touch, link and hard",
    src: "What a link leads to",
    state: "What is there now",
    ...ATTRIBUTE_RETURNS,
    diff: "State and attributes before and after",
  },
  example: `- name: A folder of the application's own
  file:
    path: /var/lib/app
    state: directory
    owner: app
    mode: "0750"
`,
  notes: [
    "state: touch runs once a run unless access_time and modification_time are preserve: it cannot tell whether it is needed.",
  ],
};

/** The module `file`. */
export function fileModule(): PlannedModule<FileFacts> {
  return planned<FileFacts>({
    doc,
    check: checkParams,
    probe: probeFile,
    plan: planState,
    report: reportPath,
    conclude: concludePath,
  });
}

function checkParams(params: Params): string | undefined {
  const state = params.text("state");
  return state === undefined ? undefined : stateProblem(state, params);
}

/** What does not go with a state, that of the task or, without one, of what is there. */
function stateProblem(state: string, params: Params): string | undefined {
  if (params.flag("recurse") && state !== "directory") return "recurse option requires state to be 'directory'";
  return params.has("src") && state !== "link" && state !== "hard"
    ? "src option requires state to be 'link' or 'hard'"
    : undefined;
}

function planState(facts: FileFacts, params: Params, context: FileCall["context"]): Plan {
  const call: FileCall = { facts, params, context };
  const { path } = facts.path;
  // Without a state: what is there, else what recurse asks for, else a file that is missed.
  const there = facts.path.state === "absent" ? undefined : facts.path.state;
  const state = params.text("state") ?? there ?? (params.flag("recurse") ? "directory" : "file");
  const problem = stateProblem(state, params);
  if (problem !== undefined) return fail(problem, { path });
  // In a dry run an earlier task may be going to make the account.
  const unknown = state === "absent" ? undefined : unknownAccount(facts.accounts, params);
  if (unknown !== undefined && !(context.checkMode && there === undefined)) return fail(unknown, { path });
  try {
    return {
      absent: planAbsent,
      directory: planDirectory,
      file: planFile,
      hard: planHardLink,
      link: planLink,
      touch: planTouch,
    }
      [state as "absent"](call);
  } catch (error) {
    if (error instanceof BadMode || error instanceof BadTime) return fail(error.message, { path });
    throw error;
  }
}
