// Module include_vars: variables from files of the controller.
import { TemplateError } from "../model/errors.ts";
import { isObject, type JsonObject } from "../model/json.ts";
import type { Dict } from "../model/value.ts";
import type { ModuleCall, ModuleDoc } from "../ports/module.ts";
import { toPlain } from "../templates/value.ts";
import { normalPath } from "../templates/search_path.ts";
import { findSource } from "./files/local_source.ts";
import type { Params } from "./frame/parameters.ts";
import { planned, type PlannedModule, ProbeFailed } from "./frame/planned.ts";
import { pythonText } from "./frame/python_print.ts";
import { merge, readVariables } from "./files/variable_file.ts";
import { searcher } from "./text/expressions.ts";

const doc: ModuleDoc = {
  name: "include_vars",
  summary: "Reads variables from YAML or JSON files of the controller",
  parameters: {
    file: { type: "path", description: "A file, looked for in vars/ beside the playbook and then beside it." },
    free_form: { type: "path", description: "The task's own text: the same as file." },
    dir: {
      type: "path",
      description: "A folder beside the playbook: all files in it and below, in order of their names.",
    },
    name: { type: "str", description: "A variable to hold all of them as a dictionary, instead of one each." },
    depth: { type: "int", description: "How many levels of folders of dir to read; 0 for all.", default: 0 },
    files_matching: { type: "str", description: "Of dir only the files whose names match this regular expression." },
    ignore_files: {
      type: "raw",
      description: "Of dir not the files whose names end like one of these regular expressions.",
    },
    extensions: {
      type: "list",
      elements: "str",
      description: "The extensions that files of dir must have.",
      default: ["yaml", "yml", "json"],
    },
    ignore_unknown_extensions: {
      type: "bool",
      description: "Leave files of dir with other extensions out instead of failing.",
      default: false,
    },
    hash_behaviour: {
      type: "str",
      description: "merge: dictionaries are merged into the variables that are there instead of replacing them.",
      choices: ["replace", "merge"],
    },
  },
  freeForm: "free_form",
  requiredOneOf: [["file", "free_form", "dir"]],
  returns: {
    ansible_facts: "The variables",
    ansible_included_var_files: "The files that were read",
    message: "Why it failed",
  },
  example: `- include_vars: "{{ ansible_os_family }}.yml"
- include_vars:
    dir: vars/services
    extensions: [yml]
    name: services
`,
  notes: ["depth counts levels of folders, as its description says; Ansible counts the folders it has visited."],
  controllerOnly: true,
};

/** What the files hold, later ones over earlier ones. */
export interface IncludedFacts {
  files: string[];
  variables: Dict;
}

/** The module `include_vars`. */
export function includeVarsModule(): PlannedModule<IncludedFacts> {
  return planned<IncludedFacts>({
    doc,
    check,
    probe(params, call) {
      try {
        return Promise.resolve(read(params, call));
      } catch (error) {
        if (!(error instanceof TemplateError || error instanceof ProbeFailed)) throw error;
        throw new ProbeFailed(error.message, {
          message: error.message,
          ansible_facts: {},
          ansible_included_var_files: [],
        });
      }
    },
    plan({ files, variables }, params) {
      const plain = toPlain(variables) as JsonObject;
      const name = params.text("name");
      const ansible_facts = name === undefined ? plain : { [name]: plain };
      return { kind: "same", result: { changed: false, ansible_facts, ansible_included_var_files: files } };
    },
  });
}

const DIRECTORY_ONLY = ["files_matching", "ignore_files"];

function check(params: Params): string | undefined {
  const file = params.has("file") || params.has("free_form");
  if (file && (params.has("dir") || DIRECTORY_ONLY.some((name) => params.has(name)))) {
    return "You are mixing file only and dir only arguments, these are incompatible";
  }
  return undefined;
}

function read(params: Params, call: ModuleCall): IncludedFacts {
  const dir = params.text("dir");
  const files = dir === undefined
    ? [normalPath(findSource((params.text("file") ?? params.text("free_form") ?? "").replace(/\n+$/, ""), call))]
    : chosen(dir, params, call);
  const variables: Dict = new Map();
  for (const file of files) for (const [key, value] of readVariables(file, call.files)) variables.set(key, value);
  if (params.text("hash_behaviour") !== "merge") return { files, variables };
  const merged = [...variables].map(([key, value]) => {
    const old = typeof key === "string" ? call.vars.get(key) : undefined;
    return [key, old instanceof Map && value instanceof Map ? merge(old, value) : value] as const;
  });
  return { files, variables: new Map(merged) };
}

/** Files of a folder and of those below it: folders in order of their paths, each one's files in order of their names. */
function chosen(given: string, params: Params, { files, searchPath }: ModuleCall): string[] {
  const dir = normalPath(given.startsWith("/") ? given : `${searchPath.at(-1) ?? ""}/${given}`);
  const kind = files.kind(dir);
  if (kind !== "directory") {
    throw new ProbeFailed(`${dir} ${kind === undefined ? "directory does not exist" : "is not a directory"}`);
  }
  const folders: [path: string, names: string[]][] = [];
  const depth = params.number("depth") ?? 0;
  const walk = (folder: string, level: number): void => {
    if (level > DEEPEST) throw new ProbeFailed(`${folder} is nested too deeply: do its links lead in a circle?`);
    const names = files.list(folder);
    const below = names.filter((name) => files.kind(`${folder}/${name}`) === "directory");
    folders.push([folder, names.filter((name) => !below.includes(name) && files.kind(`${folder}/${name}`) === "file")]);
    if (depth === 0 || level < depth) { for (const name of below) walk(`${folder}/${name}`, level + 1); }
  };
  walk(dir, 1);
  const wanted = wantedNames(params);
  return folders.sort(([one], [other]) => one < other ? -1 : 1).flatMap(([folder, names]) =>
    names.filter((name) => wanted(name, folder)).map((name) => `${folder}/${name}`)
  );
}

/** Links are followed; a circle of them ends here. */
const DEEPEST = 40;

/** Whether a file is read. Throws ProbeFailed for an extension that is not known. */
function wantedNames(params: Params): (name: string, folder: string) => boolean {
  const matching = params.has("files_matching") ? searcher(params.text("files_matching") ?? "") : undefined;
  const given = params.raw("ignore_files");
  if (isObject(given)) {
    throw new ProbeFailed(`${pythonText(given)} must be a list`);
  }
  const ignored = typeof given === "string" ? given.split(/\s+/).filter((word) => word !== "") : given;
  const ignores = Array.isArray(ignored) ? ignored.map((pattern) => searcher(`${pythonText(pattern)}$`)) : [];
  const extensions = params.texts("extensions");
  return (name, folder) => {
    if (matching?.(name) === false || ignores.some((ignore) => ignore(name))) return false;
    if (extensions.includes(/[^.].*?\.([^.]*)$/.exec(name)?.[1] ?? "")) return true;
    if (params.flag("ignore_unknown_extensions")) return false;
    throw new ProbeFailed(`${folder}/${name} does not have a valid extension: ${extensions.join(", ")}`);
  };
}
