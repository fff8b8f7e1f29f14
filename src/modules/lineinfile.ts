// Module lineinfile: one line of a text file.
import type { Plan } from "../model/plan.ts";
import type { ModuleDoc } from "../ports/module.ts";
import { type LineEdit, lineIn, lineOut } from "./text/edit_line.ts";
import type { Params } from "./frame/parameters.ts";
import { fail, planned, type PlannedModule } from "./frame/planned.ts";
import { byteText } from "./text/seen_text.ts";
import { concludeEdit, EDIT_PARAMETERS, refusedFolder, textPlan } from "./text/text_plan.ts";
import { probeText, type TextFacts } from "./text/text_probe.ts";
import { validateProblem } from "./files/write_file.ts";

const doc: ModuleDoc = {
  name: "lineinfile",
  summary: "Makes sure that a line is in a text file, or is not",
  parameters: {
    ...EDIT_PARAMETERS,
    line: { type: "str", description: "The line; needed for state present.", aliases: ["value"] },
    regexp: {
      type: "str",
      description: "Python expression for the line to replace (the last that matches), or for the lines to remove.",
      aliases: ["regex"],
    },
    search_string: { type: "str", description: "A plain text instead of regexp." },
    state: {
      type: "str",
      description: "Whether the line should be there.",
      choices: ["absent", "present"],
      default: "present",
    },
    backrefs: {
      type: "bool",
      description: "Fill \\1 and \\g<name> of line from regexp's match; without a match the file stays as it is.",
      default: false,
    },
    insertafter: {
      type: "str",
      description: "EOF (the default), BOF, or an expression: a new line goes after the last match.",
    },
    insertbefore: { type: "str", description: "BOF, or an expression: a new line goes before the last match." },
    firstmatch: { type: "bool", description: "Take the first match instead of the last.", default: false },
  },
  mutuallyExclusive: [["insertbefore", "insertafter"], ["regexp", "search_string"], ["backrefs", "search_string"]],
  returns: {
    msg: "line added, line replaced, N line(s) removed; and whether attributes changed",
    backup: "The old file, where one was kept; else empty",
    found: "How many lines were removed",
  },
  example: `- name: No logins as root
  lineinfile:
    path: /etc/ssh/sshd_config
    regexp: ^#?PermitRootLogin
    line: PermitRootLogin no
    validate: sshd -t -f %s
`,
  notes: ["Where a link lies, the file that it leads to is edited."],
};

/** The module `lineinfile`. */
export function lineinfileModule(): PlannedModule<TextFacts> {
  return planned<TextFacts>({ doc, check, probe: probeText, plan, conclude: concludeEdit("backup") });
}

function check(params: Params): string | undefined {
  const has = (name: string) => params.has(name);
  if (params.text("state") === "absent") {
    return has("regexp") || has("search_string") || has("line")
      ? validateProblem(params.text("validate"))
      : "one of line, search_string, or regexp is required with state=absent";
  }
  if (params.flag("backrefs") && !has("regexp")) return "regexp is required with backrefs=true";
  return has("line") ? validateProblem(params.text("validate")) : "line is required with state=present";
}

function plan(facts: TextFacts, params: Params, context: { checkMode: boolean }): Plan {
  const { path } = facts.path;
  const present = params.text("state") !== "absent";
  const folder = refusedFolder(facts);
  if (folder !== undefined) return folder;
  if (facts.text === undefined && !present) {
    return { kind: "same", result: { changed: false, msg: "file not present" } };
  }
  if (facts.text === undefined && !params.flag("create")) {
    return fail(`Destination ${path} does not exist !`, { rc: 257 });
  }
  return textPlan(facts, params, {
    ...context,
    edit() {
      const { text, put, meant } = byteText(facts);
      const wanted = lineEdit(params, meant);
      const edited = present ? lineIn(text, wanted) : lineOut(text, wanted);
      const found = edited.found === undefined ? {} : { found: edited.found };
      return { content: put(edited.text), msg: edited.msg, result: { ...found, backup: "" } };
    },
  });
}

const TEXTS = {
  line: "line",
  regexp: "regexp",
  searchString: "search_string",
  insertAfter: "insertafter",
  insertBefore: "insertbefore",
} as const;

function lineEdit(params: Params, meant: (text: string) => string): LineEdit {
  const edit: LineEdit = { backrefs: params.flag("backrefs"), firstMatch: params.flag("firstmatch") };
  for (const key of Object.keys(TEXTS) as (keyof typeof TEXTS)[]) {
    const text = params.text(TEXTS[key]);
    if (text !== undefined) edit[key] = meant(text);
  }
  if (edit.insertAfter === undefined && edit.insertBefore === undefined) edit.insertAfter = "EOF";
  return edit;
}
