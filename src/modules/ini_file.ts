// Module ini_file: one option, or one section, of an INI file.
import { isObject, type Json, type JsonObject } from "../model/json.ts";
import type { Plan } from "../model/plan.ts";
import type { ModuleDoc } from "../ports/module.ts";
import { ATTRIBUTE_PARAMETERS, ATTRIBUTE_RETURNS } from "./files/attributes.ts";
import { editIni, type IniEdit } from "./settings/ini_edit.ts";
import type { Params } from "./frame/parameters.ts";
import { pathInfo } from "./files/path_facts.ts";
import { fail, type PlanContext, planned, type PlannedModule } from "./frame/planned.ts";
import { letterText } from "./text/seen_text.ts";
import { concludeEdit, EDIT_PARAMETERS, refusedFolder, textPlan } from "./text/text_plan.ts";
import { behindLink, insteadOfLink, probeText, type TextFacts } from "./text/text_probe.ts";
import { reportPath } from "./files/write_file.ts";

const doc: ModuleDoc = {
  name: "ini_file",
  summary: "Makes sure that an option, or a section, is in an INI file, or is not",
  parameters: {
    path: { ...EDIT_PARAMETERS.path, aliases: ["dest"] },
    section: { type: "str", description: "The section; without it, the lines before the first section." },
    section_has_values: {
      type: "list",
      elements: "dict",
      description: "Of several sections of that name, the first that has all of these options, with one of the values.",
      options: {
        option: { type: "str", description: "The option.", required: true },
        value: { type: "str", description: "The value that it has." },
        values: { type: "list", elements: "str", description: "Values of which it has one; any without them." },
      },
    },
    option: { type: "str", description: "The option; without it, the section itself is meant." },
    value: { type: "str", description: "Its value." },
    values: { type: "list", elements: "str", description: "Its values, a line each." },
    exclusive: {
      type: "bool",
      description:
        "Lines of the option with other values go; without it they stay, and only the values are added or removed.",
      default: true,
    },
    state: {
      type: "str",
      description: "Whether it should be there.",
      choices: ["absent", "present"],
      default: "present",
    },
    no_extra_spaces: { type: "bool", description: "Write a=b instead of a = b.", default: false },
    ignore_spaces: {
      type: "bool",
      description: "Leave a line that differs in nothing but blanks around the =.",
      default: false,
    },
    allow_no_value: { type: "bool", description: "Let an option stand without = and value.", default: false },
    modify_inactive_option: {
      type: "bool",
      description: "Take a line that is commented out for the option, and make it say the value.",
      default: true,
    },
    create: { type: "bool", description: "Make the file, and its folder, if it is not there.", default: true },
    follow: {
      type: "bool",
      description: "Edit the file that a link leads to; without it, the link is replaced by the edited file.",
      default: false,
    },
    backup: EDIT_PARAMETERS.backup,
    ...ATTRIBUTE_PARAMETERS,
  },
  mutuallyExclusive: [["value", "values"]],
  returns: {
    msg: "OK, option added, option changed, section and option added, only section added, section removed",
    path: "The path",
    backup_file: "The old file, where one was kept",
    ...ATTRIBUTE_RETURNS,
  },
  example: `- name: PHP may use more memory
  ini_file:
    path: /etc/php/8.2/fpm/php.ini
    section: PHP
    option: memory_limit
    value: 512M
`,
  notes: [
    "Of the lines that say the option, those with a wanted value come first, then others are changed, then lines are added below the section's last.",
    "Where something changes, line ends become \\n and a byte order mark goes, as in Ansible.",
  ],
};

/** The module `ini_file`. */
export function iniFileModule(): PlannedModule<TextFacts> {
  return planned<TextFacts>({
    doc,
    check,
    probe: probeText,
    plan,
    report: reportPath,
    conclude: concludeEdit("backup_file"),
  });
}

function check(params: Params): string | undefined {
  const present = params.text("state") !== "absent";
  const valued = params.has("value") || params.texts("values").length > 0;
  if (present && !params.flag("allow_no_value") && !valued) {
    return "Parameter 'value(s)' must be defined if state=present and allow_no_value=False.";
  }
  const conditions = params.list("section_has_values");
  if (conditions.length > 0 && !params.text("section")) return "section_has_values needs a section to look for";
  for (const condition of conditions) {
    const { value = null, values = null } = asDictionary(condition);
    if (value !== null && values !== null) {
      return "section_has_values: parameters are mutually exclusive: value|values";
    }
  }
  const texts = ["section", "option", "value"].map((name) => params.text(name) ?? "").concat(params.texts("values"));
  return texts.some((text) => /[\r\n]/.test(text))
    ? "section, option and value are parts of one line: there can be no line break in them"
    : undefined;
}

function asDictionary(value: Json): JsonObject {
  return isObject(value) ? value : {};
}

function plan(facts: TextFacts, params: Params, context: PlanContext): Plan {
  const { path } = facts.path;
  const folder = refusedFolder(facts);
  if (folder !== undefined) return folder;
  if (facts.text === undefined && !params.flag("create")) {
    const missing = params.flag("follow") ? facts.path.followed?.path ?? path : path;
    return fail(`Destination ${missing} does not exist!`, { rc: 257 });
  }
  const { text, meant, put } = letterText(facts);
  const before = text.replace(facts.bytes ? /^\xef\xbb\xbf/ : /^\ufeff/, "").replaceAll(/\r\n?/g, "\n");
  const edited = editIni(before, iniEdit(params, meant));
  const placed = params.flag("follow") ? behindLink(facts) : edited.changed ? insteadOfLink(facts) : facts;
  const made = textPlan(placed, params, {
    ...context,
    edit: () => ({
      content: put(edited.text),
      msg: edited.changed ? edited.msg : "",
      result: { path },
    }),
  });
  if (made.kind === "fail") return made;
  const told = made.kind === "same" && facts.text !== undefined ? pathInfo(facts.path) : {};
  return { ...made, result: { ...made.result, ...told, msg: edited.msg } };
}

function iniEdit(params: Params, meant: (text: string) => string): IniEdit {
  const text = (name: string) => meant(params.text(name) ?? "");
  const value = params.text("value");
  const values = value === undefined ? params.texts("values") : [value];
  const option = text("option");
  return {
    section: text("section"),
    has: params.list("section_has_values").map(asDictionary).map((condition) => ({
      option: meant(String(condition.option)),
      values: wantedValues(condition).map(meant),
    })),
    ...(option === "" ? {} : { option }),
    values: [...new Set(values)].map(meant),
    absent: params.text("state") === "absent",
    exclusive: params.flag("exclusive"),
    noExtraSpaces: params.flag("no_extra_spaces"),
    ignoreSpaces: params.flag("ignore_spaces"),
    allowNoValue: params.flag("allow_no_value"),
    inactive: params.flag("modify_inactive_option"),
  };
}

function wantedValues({ value = null, values = null }: JsonObject): string[] {
  if (value !== null) return [String(value)];
  return Array.isArray(values) ? values.map(String) : [];
}
