// Parameters that need, or exclude, each other: Ansible's checks of a whole call, in its words.
import type { Json } from "../../model/json.ts";
import type { ModuleDoc, Problem } from "../../ports/module.ts";
import { pythonText } from "./python_print.ts";

/**
 * What is wrong with parameters that are right one by one. `values`: what was given, converted; `given`: the names of these, those with a value that is
 * wrong or not known yet included. Defaults count as given, but exclude nothing.
 */
export function conditionProblems(
  doc: ModuleDoc,
  values: ReadonlyMap<string, Json>,
  given: ReadonlyMap<string, string>,
): Problem[] {
  const found: Problem[] = [];
  const tell = (message: string) => void found.push({ parameter: null, message: `${doc.name}: ${message}` });
  const there = (name: string) => given.has(name) || (doc.parameters[name]?.default ?? null) !== null;
  for (const names of doc.mutuallyExclusive ?? []) {
    if (names.filter((name) => given.has(name)).length > 1) {
      tell(`parameters are mutually exclusive: ${names.join("|")}`);
    }
  }
  for (const names of doc.requiredOneOf ?? []) {
    if (!names.some(there)) tell(`one of the following is required: ${names.join(", ")}`);
  }
  for (const names of doc.requiredTogether ?? []) {
    if (names.some(there) && !names.every(there)) tell(`parameters are required together: ${names.join(", ")}`);
  }
  for (const [name, value, needed, any = false] of doc.requiredIf ?? []) {
    const is = given.has(name) ? values.get(name) : doc.parameters[name]?.default;
    if (is === undefined || !isSame(is, value)) continue;
    const missing = needed.filter((each) => !there(each));
    if (missing.length === 0 || any && missing.length < needed.length) continue;
    tell(
      `${name} is ${pythonText(value)} but ${any ? "any" : "all"} of the following are missing: ${missing.join(", ")}`,
    );
  }
  for (const [name, needed] of Object.entries(doc.requiredBy ?? {})) {
    const missing = needed.filter((each) => !there(each));
    if (there(name) && missing.length > 0) {
      tell(`missing parameter(s) required by '${name}': ${missing.join(", ")}`);
    }
  }
  return found;
}

/** Python's `==`: the number 1 is true, and no text. */
function isSame(one: Json, other: Json): boolean {
  const plain = (value: Json) => JSON.stringify(typeof value === "boolean" ? Number(value) : value);
  return plain(one) === plain(other);
}
