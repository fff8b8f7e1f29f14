// The lookup `template`: another template's text.
import type { Value } from "../../model/value.ts";
import { asDict, asText } from "../coerce.ts";
import { pyStr } from "../python_text.ts";
import { requireFile } from "../search_path.ts";
import { settled } from "../value.ts";
import { type Delimiters, lookup, type Lookups, type Option } from "./definition.ts";
import { textTerm } from "./files.ts";

const DELIMITERS: [string, keyof Delimiters][] = [
  ["variable_start_string", "variableStart"],
  ["variable_end_string", "variableEnd"],
  ["comment_start_string", "commentStart"],
  ["comment_end_string", "commentEnd"],
];

// convert_data and jinja2_native change nothing here: text stays text.
const OPTIONS = ["template_vars", "convert_data", "jinja2_native", ...DELIMITERS.map(([name]) => name)];

/** `template`, by name. */
export const TEMPLATE: Lookups = {
  template: lookup(OPTIONS, (terms, option, world) =>
    terms.map((term) => {
      const name = textTerm(term, "template");
      const path = requireFile(world.controller(), name, "templates");
      const vars = new Map<string, Value>([
        ["ansible_managed", world.scope.get("ansible_managed") ?? "Ansible managed"],
        ["template_path", name],
        ["template_fullpath", path],
      ]);
      for (const [key, value] of asDict(option("template_vars") ?? new Map(), "template_vars")) {
        vars.set(pyStr(key), settled(value));
      }
      return world.render(path, vars, delimiters(option));
    })),
};

function delimiters(option: Option): Delimiters {
  const found: Delimiters = {};
  for (const [name, field] of DELIMITERS) {
    const given = option(name);
    if (given !== undefined) found[field] = asText(given, name);
  }
  return found;
}
