// Which key of a task names its module.
import type { Value } from "../model/value.ts";
import { unknownKey } from "../templates/complaints.ts";
import { type Entry, valueOf } from "../templates/document.ts";
import { OTHER_TASK_KEYS } from "./keywords.ts";
import type { Parsing } from "./parsing.ts";

/** The entry that names a task's module, and what is written there. */
export interface ModuleEntry extends Entry {
  written: Value;
  /** `local_action`: it is done on this machine. */
  local?: true;
}

/** Names that are no module of ours and stand where one would. */
const STEPS = ["include_tasks", "import_tasks", "meta"];

/** A module's name without `ansible.builtin.`. */
export function shortName(key: string): string {
  return key.replace(/^ansible\.(builtin|legacy)\./, "");
}

/** The module of a task, complaints about everything else that is not in `known`. Undefined where there is none, or none that is known. */
export function findModule(found: Entry[], known: readonly string[], parsing: Parsing): ModuleEntry | undefined {
  const { document, complaints, modules } = parsing;
  const candidates: ModuleEntry[] = [];
  let refused = false;
  for (const entry of found) {
    if (known.includes(entry.key) || entry.key.startsWith("with_")) continue;
    const name = shortName(entry.key);
    const other = Object.hasOwn(OTHER_TASK_KEYS, name) ? OTHER_TASK_KEYS[name] : undefined;
    if (other !== undefined) {
      refused = true;
      complaints.add(`"${entry.key}" ${other}`, document.place(entry.keyNode));
    } else candidates.push(moduleEntry(entry, parsing));
  }
  const isReal = ({ key }: Entry) => modules.get(key) !== undefined || STEPS.includes(shortName(key));
  const real = candidates.filter(isReal);
  const module = real[0] ?? candidates[0];
  for (const entry of candidates) {
    if (entry === module && real.length > 0) continue;
    const place = document.place(entry.keyNode);
    if (real.includes(entry)) {
      complaints.add(
        `A task has one module, this one has "${module!.key}" and "${entry.key}": make it two tasks`,
        place,
      );
    } else if (real.length > 0) complaints.add(unknownKey(entry.key, "task", known), place);
    else complaints.add(unknownModule(entry.key, known, parsing), place);
  }
  if (module === undefined && !refused) {
    complaints.add(
      `This task names no module: add one, as in "command: uptime"`,
      document.place(found[0]?.keyNode ?? null),
    );
  }
  return real[0];
}

/** `action: copy src=a dest=b`, `action: {module: copy, …}` and `local_action` are the module that they name. */
function moduleEntry(entry: Entry, { document, complaints }: Parsing): ModuleEntry {
  const written = complaints.try(() => valueOf(entry.value, document)) ?? null;
  if (entry.key !== "action" && entry.key !== "local_action") return { ...entry, written };
  const local = entry.key === "local_action" ? { local: true } as const : {};
  if (typeof written === "string") {
    const [, key = "", rest = ""] = /^\s*(\S+)\s*([\s\S]*)$/.exec(written) ?? [];
    return { ...entry, ...local, key, written: rest === "" ? null : rest };
  }
  const module = written instanceof Map ? written.get("module") : undefined;
  if (written instanceof Map && typeof module === "string") {
    const [, key = "", rest = ""] = /^\s*(\S+)\s*([\s\S]*)$/.exec(module) ?? [];
    const params = new Map([...written].filter(([name]) => name !== "module"));
    return { ...entry, ...local, key, written: params.size === 0 ? rest === "" ? null : rest : params };
  }
  complaints.add(`"${entry.key}" names a module: write "MODULE: {parameters}"`, document.place(entry.keyNode));
  return { ...entry, written };
}

function unknownModule(key: string, known: readonly string[], { modules }: Parsing): string {
  const keyword = unknownKey(key, "task", known);
  if (keyword.includes("did you mean")) return keyword;
  return modules.problems(key, {}, () => false)[0]?.message ?? `There is no module "${key}"`;
}
