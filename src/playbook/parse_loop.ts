// Over what a task is repeated: `loop`, `with_…` and `loop_control`.
import { TemplateError } from "../model/errors.ts";
import type { Value } from "../model/value.ts";
import { unknownKey } from "../templates/complaints.ts";
import { entries, type Entry, valueOf } from "../templates/document.ts";
import { identifier } from "./parse_vars.ts";
import type { Parsing } from "./parsing.ts";
import type { Loop } from "./playbook.ts";
import { checkTemplates, holdsTemplate } from "../templates/template_places.ts";
import { findLookup } from "../templates/lookups/registry.ts";
import { toPlain } from "../templates/value.ts";

const CONTROL_KEYS = ["loop_var", "index_var", "label", "pause", "extended", "extended_allitems"];

/** The loop of a task; undefined where none is written. */
export function parseLoop(keys: Map<string, Entry>, parsing: Parsing): Loop | undefined {
  const { document, complaints } = parsing;
  const written = [...keys.values()].filter(({ key }) => key === "loop" || key.startsWith("with_"));
  const control = keys.get("loop_control");
  const [entry, other] = written;
  if (entry === undefined) {
    if (control !== undefined) {
      complaints.add('"loop_control" belongs to a task with "loop"', document.place(control.keyNode));
    }
    return undefined;
  }
  if (other !== undefined) {
    complaints.add(
      `A task has one loop, this one has "${entry.key}" and "${other.key}"`,
      document.place(other.keyNode),
    );
  }
  checkTemplates(entry.value, parsing);
  if (entry.key !== "loop") checkLookup(entry, parsing);
  const over = complaints.try(() => valueOf(entry.value, document)) ?? null;
  const lookup = entry.key === "loop" ? undefined : entry.key.slice("with_".length);
  if (lookup === undefined && !Array.isArray(over) && !(typeof over === "string" && holdsTemplate(over))) {
    complaints.add('"loop" takes a list, or a template that gives one', document.place(entry.value ?? entry.keyNode));
  }
  return {
    ...(lookup === undefined ? {} : { lookup }),
    over,
    ...controlled(control, parsing),
    place: document.place(entry.keyNode),
  };
}

function checkLookup({ key, keyNode }: Entry, { document, complaints }: Parsing): void {
  try {
    findLookup(key.slice("with_".length));
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    complaints.add(error.message, document.place(keyNode));
  }
}

function controlled(control: Entry | undefined, parsing: Parsing): Omit<Loop, "over" | "lookup" | "place"> {
  const { document, complaints } = parsing;
  const found = entries(control?.value ?? null) ?? [];
  if (control !== undefined && entries(control.value) === undefined) {
    complaints.add(
      '"loop_control" is a mapping, as in "loop_control: {loop_var: name}"',
      document.place(control.value ?? control.keyNode),
    );
  }
  checkTemplates(control?.value ?? null, parsing);
  for (const { key, keyNode } of found) {
    if (!CONTROL_KEYS.includes(key)) {
      complaints.add(unknownKey(key, '"loop_control"', CONTROL_KEYS), document.place(keyNode));
    }
  }
  const keys = new Map(found.map((entry) => [entry.key, entry]));
  const value = (key: string): Value => complaints.try(() => valueOf(keys.get(key)?.value ?? null, document)) ?? null;
  const variable = (key: string): string | undefined => {
    const name = value(key);
    if (name === null) return undefined;
    if (typeof name === "string" && identifier(name)) return name;
    complaints.add(`"${key}" takes the name of a variable`, document.place(keys.get(key)!.value));
    return undefined;
  };
  const pause = value("pause");
  if (pause !== null && Number.isNaN(Number(toPlain(pause))) && !holdsTemplate(toPlain(pause))) {
    complaints.add('"pause" takes seconds', document.place(keys.get("pause")!.value));
  }
  const indexVar = variable("index_var");
  const label = value("label");
  return {
    loopVar: variable("loop_var") ?? "item",
    ...(indexVar === undefined ? {} : { indexVar }),
    ...(label === null ? {} : { label }),
    pause: pause ?? 0,
    extended: value("extended") ?? false,
    extendedAllItems: value("extended_allitems") ?? true,
  };
}
