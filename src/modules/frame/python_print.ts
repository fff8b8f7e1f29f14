// Values as Python prints them: what a text parameter becomes, and what a diff and a JSON file show.
import type { Json } from "../../model/json.ts";
import { pyStr } from "../../templates/python_text.ts";
import { sortedKeys } from "../../templates/sorted_keys.ts";
import { fromPlain } from "../../templates/value.ts";

/** `str(value)` of Python for plain data: True, None, 1.5, [1, 'a']. */
export function pythonText(value: Json): string {
  return pyStr(fromPlain(value));
}

/** `json.dumps(value)` of Python: spaces after separators, everything beyond ASCII escaped. */
export function pythonJson(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(pythonJson).join(", ")}]`;
  if (value !== null && typeof value === "object") {
    return `{${Object.entries(value).map(([key, inner]) => `${pythonJson(key)}: ${pythonJson(inner)}`).join(", ")}}`;
  }
  if (typeof value === "number") return pythonText(value);
  const escape = (sign: string) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`;
  return JSON.stringify(value).replaceAll(/[\u007f-\uffff]/g, escape);
}

/** A value that is no text as Ansible's --diff shows it: sorted keys, four spaces, a newline at the end. */
export function diffText(value: Json): string {
  return `${JSON.stringify(sortedKeys(value), null, 4)}\n`;
}
