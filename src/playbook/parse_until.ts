// How a task is tried again: `until`, `retries` and `delay`.
import { toPlain } from "../templates/value.ts";
import { type Entry, valueOf } from "../templates/document.ts";
import { parseConditions } from "./parse_conditions.ts";
import type { Parsing } from "./parsing.ts";
import type { Until } from "./playbook.ts";
import { checkTemplates, holdsTemplate } from "../templates/template_places.ts";

/** Ansible's `retries: 3` and `delay: 5`; without `until` neither counts, as in ansible-core 2.14. */
export function parseUntil(keys: Map<string, Entry>, parsing: Parsing): Until | undefined {
  const { document, complaints } = parsing;
  const number = (key: string, otherwise: number) => {
    const entry = keys.get(key);
    checkTemplates(entry?.value ?? null, parsing);
    const value = entry === undefined ? null : complaints.try(() => valueOf(entry.value, document)) ?? null;
    const plain = toPlain(value);
    if (value === null || holdsTemplate(plain) || Number.isFinite(Number(plain))) return value ?? otherwise;
    complaints.add(`"${key}" takes a number`, document.place(entry?.value ?? null));
    return otherwise;
  };
  const [retries, delay] = [number("retries", 3), number("delay", 5)];
  const conditions = parseConditions(keys.get("until"), parsing);
  return conditions === undefined ? undefined : { conditions, retries, delay };
}
