// Module template: a Jinja template, rendered and put in place as copy puts a content.
import { TemplateError } from "../model/errors.ts";
import type { Value } from "../model/value.ts";
import type { ModuleCall, ModuleDoc, Parameter } from "../ports/module.ts";
import type { LookupScope } from "../templates/lookup.ts";
import { JINJA_MARKS } from "../templates/lex_rules.ts";
import { render, type RenderOptions } from "../templates/template.ts";
import { ATTRIBUTE_PARAMETERS, ATTRIBUTE_RETURNS } from "./files/attributes.ts";
import { type ContentFacts, contentPlan, probeDestination } from "./files/content_plan.ts";
import { BadEncoding, encodeText } from "./text/character_encoding.ts";
import { findSource, localSource, readSource } from "./files/local_source.ts";
import type { Params } from "./frame/parameters.ts";
import { planned, type PlannedModule, ProbeFailed } from "./frame/planned.ts";
import { concludeCopy, reportPath, validateProblem } from "./files/write_file.ts";

/** As a task writes them; YAML's double quotes turn them into the characters, which mean the same. */
const NEWLINES = ["\\n", "\\r", "\\r\\n"];

/** Parameters by the marks that they set. */
const MARKS = {
  variable_start_string: "variableStart",
  variable_end_string: "variableEnd",
  block_start_string: "blockStart",
  block_end_string: "blockEnd",
  comment_start_string: "commentStart",
  comment_end_string: "commentEnd",
} as const;

const MARK_PARAMETERS = Object.fromEntries(
  Object.entries(MARKS).map(([name, mark]): [string, Parameter] => {
    const [, what = "", end = ""] = /^(\w+?)_(start|end)_/.exec(name) ?? [];
    const which = what === "variable" ? "an expression" : what === "block" ? "a statement" : "a comment";
    const usual = JINJA_MARKS[mark];
    return [name, {
      type: "str",
      description: `What ${which} ${end === "end" ? "ends" : "begins"} with; ${usual} without it.`,
    }];
  }),
);

const doc: ModuleDoc = {
  name: "template",
  summary: "Renders a Jinja template of the controller into a file on a host",
  parameters: {
    src: {
      type: "path",
      description: "The template, looked for in templates/ beside the playbook and then beside it.",
      required: true,
    },
    dest: {
      type: "path",
      description: "Where the result should be. A folder gets the template's name below it.",
      required: true,
    },
    ...ATTRIBUTE_PARAMETERS,
    backup: { type: "bool", description: "Keep the old file beside it, with the time in its name.", default: false },
    force: { type: "bool", description: "Replace a file that differs; no leaves whatever is there.", default: true },
    follow: {
      type: "bool",
      description: "Where dest is a link: write what it leads to, instead of replacing the link.",
      default: false,
    },
    validate: {
      type: "str",
      description: "A command with %s for the new file; the file is put in place only if it agrees.",
    },
    newline_sequence: {
      type: "str",
      description: `What lines end with: ${NEWLINES.join(", ")}, as the characters or as these letters.`,
      default: "\\n",
    },
    ...MARK_PARAMETERS,
    output_encoding: { type: "str", description: "The result's encoding, by Python's names.", default: "utf-8" },
    trim_blocks: { type: "bool", description: "Take the newline after a block away.", default: true },
    lstrip_blocks: { type: "bool", description: "Take spaces before a block away.", default: false },
  },
  returns: {
    dest: "The path written",
    src: "The template",
    checksum: "SHA-1 of the result",
    md5sum: "MD5 of the result, when it was written",
    backup_file: "The old file, where one was kept",
    ...ATTRIBUTE_RETURNS,
    state: "file",
  },
  example: `- name: The site's configuration
  template:
    src: site.conf.j2
    dest: /etc/nginx/conf.d/site.conf
    mode: "0644"
  notify: Reload nginx
`,
  notes: ["In a template, ansible_managed, template_path, template_fullpath and template_destpath are set too."],
};

/** The module `template`. */
export function templateModule(): PlannedModule<ContentFacts> {
  return planned<ContentFacts>({
    doc,
    check: (params) => newlineProblem(params) ?? validateProblem(params.text("validate")),
    probe,
    plan: contentPlan,
    report: reportPath,
    conclude: concludeCopy,
  });
}

function newlineProblem(params: Params): string | undefined {
  const given = params.text("newline_sequence") ?? "\\n";
  const written = given.replaceAll("\n", "\\n").replaceAll("\r", "\\r");
  if (NEWLINES.includes(written)) return undefined;
  return `value of newline_sequence must be one of: ${NEWLINES.join(", ")}, got: ${written}`;
}

async function probe(params: Params, call: ModuleCall): Promise<ContentFacts> {
  const src = params.text("src") ?? "";
  const path = findSource(src, call);
  if (call.files.kind(path) === "directory") throw new ProbeFailed(`${path} is a folder, not a template`);
  const content = encoded(rendered(path, params, call), params);
  return await probeDestination(localSource(path, content, call), params, call);
}

function encoded(text: string, params: Params): Uint8Array {
  try {
    return encodeText(text, params.text("output_encoding") || "utf-8");
  } catch (error) {
    throw error instanceof BadEncoding ? new ProbeFailed(`output_encoding: ${error.message}`) : error;
  }
}

function rendered(path: string, params: Params, call: ModuleCall): string {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(readSource(path, params, call));
  } catch (error) {
    if (error instanceof TypeError) throw new ProbeFailed("Template source files must be utf-8 encoded", { src: path });
    throw error;
  }
  const own: Record<string, Value> = {
    ansible_managed: "Ansible managed",
    template_path: params.text("src") ?? path,
    template_fullpath: path,
    template_destpath: params.text("dest") ?? "",
  };
  try {
    return render(text, extended(call, own), options(path, params));
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    const place = error.line === undefined ? path : `${path} line ${error.line}`;
    throw new ProbeFailed(`${place}: ${error.message}`, { src: path });
  }
}

function options(path: string, params: Params): RenderOptions {
  const given = (params.text("newline_sequence") ?? "\\n").replaceAll("\\n", "\n").replaceAll("\\r", "\r");
  const marks = Object.entries(MARKS).flatMap(([name, mark]) => {
    const text = params.text(name);
    return text === undefined || text === "" ? [] : [[mark, text]];
  });
  return {
    trimBlocks: params.flag("trim_blocks"),
    lstripBlocks: params.flag("lstrip_blocks"),
    newlineSequence: given === "\r\n" || given === "\r" ? given : "\n",
    marks: Object.fromEntries(marks),
    folder: path.slice(0, path.lastIndexOf("/")) || "/",
  };
}

/** The template's own names over the variables; only `ansible_managed` may be set otherwise. */
function extended(call: ModuleCall, own: Record<string, Value>): LookupScope {
  const { vars, files, searchPath } = call;
  const managed = vars.get("ansible_managed");
  const over = new Map(Object.entries(managed === undefined ? own : { ...own, ansible_managed: managed }));
  return {
    get: (name) => over.get(name) ?? vars.get(name),
    names: () => new Set([...vars.names(), ...over.keys()]),
    controller: { files, searchPath },
  };
}
