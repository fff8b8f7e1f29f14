// Filters with regular expressions in Python's dialect.
import { TemplateError } from "../../model/errors.ts";
import { asText } from "../coerce.ts";
import { truthy } from "../compare.ts";
import { type Bound, filter, type Filters } from "./definition.ts";
import { checkItems } from "../limits.ts";
import type { Operand } from "../operand.ts";
import { allMatches, pythonRegex, substitute } from "../python_regex.ts";
import { pyStr } from "../python_text.ts";
import { Tuple } from "../value.ts";

/** Regular expression filters by name. */
export const REGEX: Filters = {
  regex_replace: filter(["pattern=", "replacement=", "ignorecase=", "multiline="], (
    value,
    [pattern = "", replacement = "", ignoreCase, multiline],
  ) => substitute(compiled(pattern, ignoreCase, multiline), pyStr(value), asText(replacement, "The replacement"))),
  regex_search: filter(
    ["regex", "*", "ignorecase=", "multiline="],
    (value, [pattern, groups, ignoreCase, multiline]) => {
      const wanted = (groups as Operand[]).map(groupName);
      const found = compiled(pattern, ignoreCase, multiline).exec(pyStr(value));
      if (found === null) return null;
      return wanted.length === 0 ? found[0] : wanted.map((name) => group(found, name));
    },
  ),
  regex_findall: filter(["regex", "multiline=", "ignorecase="], (value, [pattern, multiline, ignoreCase]) => {
    const all = [...allMatches(compiled(pattern, ignoreCase, multiline), pyStr(value))];
    checkItems(all.length);
    return all.map(([whole, ...groups]): Operand => {
      const texts = groups.map((text) => text ?? "");
      return texts.length === 0 ? whole : texts.length === 1 ? texts[0] ?? "" : Tuple.holding(texts);
    });
  }),
  regex_escape: filter(["re_type="], (value, [type = "python"]) => {
    const text = pyStr(value);
    if (type === "python") return text.replace(/[()[\]{}?*+\-|^$\\.&~# \t\n\r\v\f]/g, "\\$&");
    if (type === "posix_basic") return text.replace(/[\].[^$*\\]/g, "\\$&");
    throw new TemplateError(`Regex type (${pyStr(type)}) not yet implemented: expected python or posix_basic`);
  }),
};

function compiled(pattern: Bound[number], ignoreCase: Bound[number], multiline: Bound[number]): RegExp {
  return pythonRegex(asText(pattern ?? null, "The regular expression"), {
    ignoreCase: truthy(ignoreCase ?? false),
    multiline: truthy(multiline ?? false),
  });
}

function groupName(reference: Operand): string | number {
  const text = asText(reference, "A group");
  const [, name, number] = /^\\(?:g<(\S+)>|(\d+))/.exec(text) ?? [];
  if (name !== undefined) return /^\d+$/.test(name) ? Number(name) : name;
  if (number === undefined) throw new TemplateError(`Unknown argument '${text}': write a group as \\1 or \\g<name>`);
  return Number(number);
}

function group(found: RegExpExecArray, name: string | number): Operand {
  const exists = typeof name === "number" ? name < found.length : Object.hasOwn(found.groups ?? {}, name);
  if (!exists) throw new TemplateError(`no such group: ${name}`);
  return (typeof name === "number" ? found[name] : found.groups?.[name]) ?? null;
}
