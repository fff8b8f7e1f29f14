// The keys of a mapping, each known, refused with what to write instead, or unknown.
import { unknownKey } from "../templates/complaints.ts";
import type { Entry } from "../templates/document.ts";
import type { Parsing } from "./parsing.ts";

/** Complains about every key that is not in `known`; `others` has the sentences for those that Ansible knows. */
export function checkKeys(
  found: Entry[],
  known: readonly string[],
  { what, others, parsing }: { what: string; others: Record<string, string>; parsing: Parsing },
): void {
  const { document, complaints } = parsing;
  for (const entry of found) {
    if (known.includes(entry.key)) continue;
    const other = Object.hasOwn(others, entry.key) ? others[entry.key] : undefined;
    complaints.add(
      other === undefined ? unknownKey(entry.key, what, known) : `"${entry.key}" ${other}`,
      document.place(entry.keyNode),
    );
  }
}
