// A list of tasks: each entry is a task, a block, an include or a meta.
import { entries, items, valueOf, type YamlNode } from "../templates/document.ts";
import { findModule, shortName } from "./find_module.ts";
import { HANDLER_KEYS, TASK_KEYS } from "./keywords.ts";
import { parseBlock } from "./parse_block.ts";
import { parseImport, parseInclude } from "./parse_include.ts";
import { parseMeta } from "./parse_meta.ts";
import { parseTask } from "./parse_task.ts";
import type { Around } from "./parsing.ts";
import type { Step } from "./playbook.ts";

/** Parses a list; nothing and null are an empty one. `what` names it in complaints. */
export function parseSteps(node: YamlNode | null | undefined, what: string, around: Around): Step[] {
  const { parsing } = around;
  if (node === undefined || node === null || (items(node) === undefined && valueOf(node, parsing.document) === null)) {
    return [];
  }
  const list = items(node);
  if (list === undefined) {
    parsing.complaints.add(`"${what}" is a list of tasks`, parsing.document.place(node));
    return [];
  }
  return list.flatMap((each, index) =>
    parseStep(each, { ...around, path: `${around.path}.${index}`, place: parsing.document.place(each) })
  );
}

/** One entry of a list, `around.path` its own. Nothing, with a complaint, where nothing can be made of it; an import becomes its steps. */
function parseStep(node: YamlNode, around: Around): Step[] {
  const { parsing } = around;
  const found = entries(node);
  if (found === undefined) {
    parsing.complaints.add(
      'A task is a mapping: "name" and a module with its parameters',
      parsing.document.place(node),
    );
    return [];
  }
  const keys = new Map(found.map((entry) => [entry.key, entry]));
  if (keys.has("block")) return parseBlock(found, around);
  const known = around.handlers ? [...TASK_KEYS, ...HANDLER_KEYS] : TASK_KEYS;
  const module = findModule(found, known, parsing);
  if (module === undefined) return [];
  switch (shortName(module.key)) {
    case "include_tasks":
      return parseInclude(found, module, around);
    case "import_tasks":
      return parseImport(found, module, around);
    case "meta":
      return parseMeta(found, module, around);
    default:
      return [parseTask(keys, module, around)];
  }
}
