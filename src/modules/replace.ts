// Module replace: every match of an expression in a text file becomes another text.
import { TemplateError } from "../model/errors.ts";
import type { Plan } from "../model/plan.ts";
import type { ModuleDoc } from "../ports/module.ts";
import { allMatches, pythonRegex, substitute } from "../templates/python_regex.ts";
import { BadEncoding, decodeText, encodeText } from "./text/character_encoding.ts";
import { bounded, firstOnly } from "./text/expressions.ts";
import type { Params } from "./frame/parameters.ts";
import { fail, planned, type PlannedModule } from "./frame/planned.ts";
import { bytesOf, toBytes } from "./text/byte_text.ts";
import { letterText, type SeenText } from "./text/seen_text.ts";
import { concludeEdit, EDIT_PARAMETERS, refusedFolder, textPlan } from "./text/text_plan.ts";
import { probeText, type TextFacts } from "./text/text_probe.ts";
import { validateProblem } from "./files/write_file.ts";

const { create: _, ...EDIT } = EDIT_PARAMETERS;

const doc: ModuleDoc = {
  name: "replace",
  summary: "Replaces every match of a regular expression in a text file",
  parameters: {
    ...EDIT,
    regexp: {
      type: "str",
      description: "Python expression; ^ and $ match at every line, . does not match a newline.",
      required: true,
    },
    replace: {
      type: "str",
      description: "What matches become, with \\1 and \\g<name> for groups; without it they are taken out.",
      default: "",
    },
    after: { type: "str", description: "Only what follows the first match of this expression; . matches newlines." },
    before: { type: "str", description: "Only what comes before a match of this expression; . matches newlines." },
    encoding: { type: "str", description: "The file's encoding, by Python's names.", default: "utf-8" },
  },
  returns: {
    msg: "N replacements made; and whether attributes changed",
    rc: "0",
    backup_file: "The old file, where one was kept",
  },
  example: `- name: The host's old name
  replace:
    path: /etc/hosts
    regexp: '(\\s+)old\\.example\\.org(\\s+.*)?$'
    replace: '\\1new.example.org\\2'
`,
  notes: [
    "It is up to the expression that it does not match what it has replaced: each run would change the file again.",
    "Where a link lies, the file that it leads to is edited.",
  ],
};

/** The module `replace`. */
export function replaceModule(): PlannedModule<TextFacts> {
  return planned<TextFacts>({
    doc,
    check: (params) => validateProblem(params.text("validate")),
    probe: probeText,
    plan,
    conclude: concludeEdit("backup_file"),
  });
}

function plan(facts: TextFacts, params: Params, context: { checkMode: boolean }): Plan {
  const { path } = facts.path;
  const folder = refusedFolder(facts);
  if (folder !== undefined) return folder;
  if (facts.text === undefined) return fail(`Path ${path} does not exist !`, { rc: 257 });
  const encoding = params.text("encoding") ?? "utf-8";
  try {
    const { text, meant, put } = /^utf[-_ ]?8$/i.test(encoding) ? letterText(facts) : encodedText(facts, encoding);
    const done = replaced(text, (name) => meant(params.text(name) ?? ""));
    if (typeof done === "string") return { kind: "same", result: { changed: false, rc: 0, msg: done } };
    const edit = done.text === text
      ? { content: "", msg: "" }
      : { content: put(done.text), msg: `${done.count} replacements made` };
    return textPlan(facts, params, { ...context, edit: () => ({ ...edit, result: { rc: 0 } }) });
  } catch (error) {
    if (error instanceof TemplateError || error instanceof BadEncoding) return fail(error.message, { path });
    throw error;
  }
}

/** The text of a file in another encoding than UTF-8. Throws BadEncoding, as `put` does. */
function encodedText({ text = "", bytes }: TextFacts, encoding: string): SeenText {
  return {
    text: decodeText(bytes ? toBytes(text) : bytesOf(text), encoding),
    meant: (given) => given,
    put: (edited) => encodeText(edited, encoding),
  };
}

/** A parameter's text; empty where it is not given. */
type Given = (name: string) => string;

/** The text afterwards and how many matches there were; or why nothing was looked for. */
function replaced(text: string, given: Given): { text: string; count: number } | string {
  const place = section(text, given);
  if (place === undefined) {
    return `Pattern for before/after params did not match the given file: ${sectionPattern(given)}`;
  }
  const [start, end] = place;
  const part = text.slice(start, end);
  const pattern = given("regexp");
  const regex = pythonRegex(pattern, { multiline: true });
  const { count, made } = bounded(pattern, () => {
    const count = [...allMatches(regex, part)].length;
    return { count, made: count === 0 ? part : substitute(regex, part, given("replace")) };
  });
  return { text: text.slice(0, start) + made + text.slice(end), count };
}

function sectionPattern(given: Given): string {
  const [after, before] = [given("after"), given("before")];
  if (after !== "" && before !== "") return `${after}(?P<subsection>.*?)${before}`;
  return after !== "" ? `${after}(?P<subsection>.*)` : `(?P<subsection>.*)${before}`;
}

/** From where to where matches are looked for; undefined where `after` and `before` find no place. */
function section(text: string, given: Given): [number, number] | undefined {
  if (given("after") === "" && given("before") === "") return [0, text.length];
  const pattern = sectionPattern(given);
  return bounded(pattern, () => firstOnly(pattern, { dotAll: true }).exec(text))?.indices?.groups?.subsection;
}
