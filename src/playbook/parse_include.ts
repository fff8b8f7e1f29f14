// Tasks from other files: import_tasks, read with the playbook, and include_tasks, read when it is reached.
import { InputError, type Place } from "../model/errors.ts";
import type { Value } from "../model/value.ts";
import { type Document, entries, type Entry, items, valueOf } from "../templates/document.ts";
import type { ModuleEntry } from "./find_module.ts";
import { ENTRY_KEYS } from "./entry_words.ts";
import { DELEGATION_KEYS, inherit, nothingInherited } from "./inherited.ts";
import { checkKeys } from "./keys.ts";
import { HANDLER_KEYS, IMPORT_KEYS, INCLUDE_KEYS, OTHER_TASK_KEYS } from "./keywords.ts";
import { parseTask } from "./parse_task.ts";
import { parseVars } from "./parse_vars.ts";
import type { Around, Parsing } from "./parsing.ts";
import type { Inherited, Step } from "./playbook.ts";
import { namedFile } from "./sources.ts";
import { checkTemplates, holdsTemplate } from "../templates/template_places.ts";
import { toPlain } from "../templates/value.ts";

/** Files that import each other would never end; Python's own limit in Ansible is about as deep. */
const DEEPEST = 100;

/** `import_tasks`: the file's steps, as if they stood here. */
export function parseImport(found: Entry[], module: ModuleEntry, around: Around): Step[] {
  const { outer, parsing, path, handlers } = around;
  const { document, complaints } = parsing;
  const others = { ...OTHER_TASK_KEYS, ...WITHOUT_LOOP };
  checkKeys(found, [...IMPORT_KEYS, ...(handlers ? HANDLER_KEYS : []), module.key], {
    what: '"import_tasks" task',
    others,
    parsing,
  });
  const place = document.place(module.value ?? module.keyNode);
  const { file } = fileOf(found, module, parsing);
  if (file === undefined) return [];
  if (holdsTemplate(file)) {
    complaints.add(`"${file}" is not known before anything runs: write "include_tasks"`, place);
    return [];
  }
  const keys = new Map(found.map((entry) => [entry.key, entry]));
  const inside = inherit(outer, keys, parsing);
  const depth = path.split("import").length;
  if (depth > DEEPEST) throw new InputError("These files import each other without end", place);
  const target = namedFile(file, [outer.folder, parsing.folder], parsing.files);
  const imported = complaints.try(() => parsing.sources.document(target, parsing.files, place));
  if (imported === undefined) return [];
  return stepsOf(imported, { ...around, path: `${path}.import`, outer: inside });
}

/** `include_tasks`: a task that is replaced by its file's steps when it is reached. */
export function parseInclude(found: Entry[], module: ModuleEntry, around: Around): Step[] {
  const { outer, parsing, path, handlers } = around;
  const keys = new Map(found.map((entry) => [entry.key, entry]));
  checkKeys(
    found.filter(({ key }) => !key.startsWith("with_")),
    [...INCLUDE_KEYS, ...(handlers ? HANDLER_KEYS : []), module.key, "action", "local_action"],
    { what: '"include_tasks" task', others: { ...OTHER_TASK_KEYS, ...NOT_INHERITED }, parsing },
  );
  checkTemplates(module.value, parsing);
  const { file, apply } = fileOf(found, module, parsing);
  if (file === undefined) return [];
  const applied = apply === undefined ? outer : inherit(outer, entriesOf(apply), parsing);
  const own = keys.has("vars") ? parseVars(keys.get("vars")!.value, parsing) : new Map();
  const included: Inherited = {
    ...applied,
    includeParams: own.size === 0 ? outer.includeParams : [...outer.includeParams, { values: own, trusted: true }],
  };
  if (!holdsTemplate(file)) {
    readEarly(file, { ...around, path, outer: included }, parsing.document.place(module.keyNode));
  }
  const written = parseTask(keys, { ...module, written: new Map<Value, Value>([["file", file]]), value: null }, around);
  return [{ kind: "include", task: { ...written, module: "include_tasks" }, included }];
}

/** The steps in a file of tasks. */
export function stepsOf(document: Document, around: Around): Step[] {
  const folder = document.file.slice(0, Math.max(1, document.file.lastIndexOf("/")));
  const parsing: Parsing = { ...around.parsing, document };
  if (document.root !== null && items(document.root) === undefined && valueOf(document.root, document) !== null) {
    parsing.complaints.add('A file of tasks is a list: begin it with "- name: …"', document.place(document.root));
    return [];
  }
  return around.steps(document.root, "the file", { ...around, parsing, outer: { ...around.outer, folder } });
}

/** A file whose name is known is checked before anything runs. One that is missing may be made by a task before; what is wrong in it is told with its own place. */
function readEarly(file: string, around: Around, place: Place): void {
  const { parsing, outer, path } = around;
  const target = namedFile(file, [outer.folder, parsing.folder], parsing.files);
  if (parsing.files.kind(target) !== "file" || parsing.checking.includes(target)) return;
  const document = parsing.complaints.try(() => parsing.sources.document(target, parsing.files, place));
  if (document === undefined) return;
  const checking = [...parsing.checking, target];
  stepsOf(document, {
    ...around,
    parsing: { ...parsing, checking },
    path: `${path}.include`,
    outer: nothingInherited(outer.folder),
  });
}

function fileOf(
  found: Entry[],
  module: ModuleEntry,
  { document, complaints }: Parsing,
): { file?: string; apply?: Entry } {
  const args = found.find(({ key }) => key === "args");
  const given = module.written instanceof Map
    ? module.written
    : args === undefined
    ? undefined
    : valueOf(args.value, document);
  const apply = [module, ...(args === undefined ? [] : [args])].flatMap((
    entry,
  ) => (entriesOf(entry).has("apply") ? [entriesOf(entry).get("apply")!] : []))[0];
  const written = typeof module.written === "string" ? module.written : given instanceof Map ? given.get("file") : null;
  const text = typeof written === "string" ? written.replace(/^file=/, "").trim() : "";
  const unknown = given instanceof Map
    ? [...given.keys()].find((key) => !["file", "apply", "_raw_params"].includes(String(key)))
    : undefined;
  if (unknown !== undefined) {
    complaints.add(
      `"${module.key}" takes "file" and "apply", not ${JSON.stringify(toPlain(unknown))}: variables go under "vars"`,
      document.place(module.value ?? module.keyNode),
    );
  }
  if (text === "") {
    complaints.add(
      `"${module.key}" names a file of tasks, as in "${module.key}: tasks.yml"`,
      document.place(module.value ?? module.keyNode),
    );
    return {};
  }
  return { file: text, ...(apply === undefined ? {} : { apply }) };
}

function entriesOf({ value }: Entry): Map<string, Entry> {
  return new Map((entries(value) ?? []).map((entry) => [entry.key, entry]));
}

const WITHOUT_LOOP: Record<string, string> = {
  loop: 'cannot be used with "import_tasks": write "include_tasks"',
  register: 'cannot be used with "import_tasks": write it on the tasks in the file',
};

const INHERIT = 'does not reach the tasks of an "include_tasks": write it under "apply", or write "import_tasks"';
const NOT_INHERITED: Record<string, string> = {
  environment: INHERIT,
  notify: INHERIT,
  check_mode: INHERIT,
  diff: INHERIT,
  ...Object.fromEntries(
    [...ENTRY_KEYS, ...DELEGATION_KEYS, "throttle", "any_errors_fatal"].map((key) => [key, INHERIT]),
  ),
  ignore_unreachable: INHERIT,
  until: "belongs to the tasks in the file",
  changed_when: "belongs to the tasks in the file",
  failed_when: "belongs to the tasks in the file",
};
