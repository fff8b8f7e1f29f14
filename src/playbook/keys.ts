// The keys of a mapping, each known, refused with what to write instead, or unknown.
import { unknownKey } from "./complaints.ts";
import { type Entry, valueOf } from "../templates/document.ts";
import { NO_WHERE_FALSE } from "./keywords.ts";
import type { Parsing } from "./parsing.ts";

/** Complains about every key that is not in `known`; `others` has the sentences for those that Ansible knows. */
export function checkKeys(
  found: Entry[],
  known: readonly string[],
  { what, others, parsing }: { what: string; others: Record<string, string>; parsing: Parsing },
): void {
  const { document, complaints } = parsing;
  for (const entry of found) {
    if (known.includes(entry.key) || isOff(entry, parsing)) continue;
    const other = Object.hasOwn(others, entry.key) ? others[entry.key] : undefined;
    complaints.add(
      other === undefined ? unknownKey(entry.key, what, known) : `"${entry.key}" ${other}`,
      document.place(entry.keyNode),
    );
  }
}

/** Whether a key switches off what we do not do anyway (`become: false`). */
export function isOff({ key, value }: Entry, { document }: Parsing): boolean {
  return NO_WHERE_FALSE.includes(key) && value !== null && valueOf(value, document) === false;
}

/** Complains about a `delegate_to` or `connection` that is not this machine. */
export function checkHere(keys: Map<string, Entry>, { document, complaints }: Parsing): void {
  const here = { delegate_to: ["localhost", "127.0.0.1", "::1"], connection: ["local", "ansible.builtin.local"] };
  for (const [key, names] of Object.entries(here)) {
    const entry = keys.get(key);
    if (entry === undefined) continue;
    const value = complaints.try(() => valueOf(entry.value, document)) ?? null;
    if (typeof value === "string" && names.includes(value)) continue;
    complaints.add(
      `Only "${key}: ${names[0]}" works yet: write that, or leave it out`,
      document.place(entry.value ?? entry.keyNode),
    );
  }
}
