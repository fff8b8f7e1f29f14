// Module blockinfile: a block of lines between two marker lines of a text file.
import type { Plan } from "../model/plan.ts";
import type { ModuleDoc } from "../ports/module.ts";
import { editBlock } from "./text/edit_block.ts";
import type { Params } from "./frame/parameters.ts";
import { fail, planned, type PlannedModule } from "./frame/planned.ts";
import { byteText } from "./text/seen_text.ts";
import { concludeEdit, EDIT_PARAMETERS, refusedFolder, textPlan } from "./text/text_plan.ts";
import { probeText, type TextFacts } from "./text/text_probe.ts";
import { validateProblem } from "./files/write_file.ts";

const doc: ModuleDoc = {
  name: "blockinfile",
  summary: "Makes sure that a block of lines, between two marker lines, is in a text file, or is not",
  parameters: {
    ...EDIT_PARAMETERS,
    state: {
      type: "str",
      description: "Whether the block should be there.",
      choices: ["absent", "present"],
      default: "present",
    },
    block: {
      type: "str",
      description: "The lines between the markers. Empty, it takes the block out, as state absent does.",
      default: "",
      aliases: ["content"],
    },
    marker: {
      type: "str",
      description: "The marker lines; {mark} becomes marker_begin and marker_end. Give each block of a file its own.",
      default: "# {mark} ANSIBLE MANAGED BLOCK",
    },
    marker_begin: { type: "str", description: "What {mark} becomes before the block.", default: "BEGIN" },
    marker_end: { type: "str", description: "What {mark} becomes after the block.", default: "END" },
    insertafter: {
      type: "str",
      description: "Where no block is yet: EOF (the default), or after the last line that this expression matches. " +
        "One that begins with (?m) sees the whole text at once.",
    },
    insertbefore: {
      type: "str",
      description: "Where no block is yet: BOF, or before the last line that this expression matches.",
    },
    append_newline: { type: "bool", description: "Have an empty line after the block.", default: false },
    prepend_newline: { type: "bool", description: "Have an empty line before the block.", default: false },
  },
  mutuallyExclusive: [["insertbefore", "insertafter"]],
  returns: {
    msg: "File created, Block inserted, Block removed; and whether attributes changed",
    backup_file: "The old file, where one was kept",
  },
  example: `- name: Our own hosts
  blockinfile:
    path: /etc/hosts
    marker: "# {mark} our hosts"
    block: |
      10.0.0.1 db
      10.0.0.2 web
`,
  notes: ["Where a link lies, the file that it leads to is edited."],
};

/** The module `blockinfile`. */
export function blockinfileModule(): PlannedModule<TextFacts> {
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
  const present = params.text("state") !== "absent";
  const there = facts.text !== undefined;
  if (!there && !params.flag("create")) return fail(`Path ${path} does not exist !`, { rc: 257 });
  if (!there && !present) return { kind: "same", result: { changed: false, msg: `File ${path} not present` } };
  return textPlan(facts, params, {
    ...context,
    edit() {
      const { text, put, meant } = byteText(facts);
      const given = (name: string) => meant(params.text(name) ?? "");
      const marker = (mark: string) => given("marker").replaceAll("{mark}", () => given(mark));
      const block = present ? given("block") : "";
      const [after, before] = [params.text("insertafter"), params.text("insertbefore")];
      const edited = editBlock(text, {
        block,
        begin: marker("marker_begin"),
        end: marker("marker_end"),
        ...(after === undefined ? {} : { insertAfter: meant(after) }),
        ...(before === undefined ? {} : { insertBefore: meant(before) }),
        prependNewline: params.flag("prepend_newline"),
        appendNewline: params.flag("append_newline"),
      });
      const done = block === "" ? "Block removed" : "Block inserted";
      return { content: put(edited), msg: !there ? "File created" : edited === text ? "" : done };
    },
  });
}
