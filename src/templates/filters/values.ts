// Filters about a value as a whole: is it there, what is it, which of two.
import { TemplateError } from "../../model/errors.ts";
import { asText } from "../coerce.ts";
import { equals, truthy, typeName } from "../compare.ts";
import { filter, type Filters } from "./definition.ts";
import { ownAttribute } from "../member.ts";
import { found, type Operand, Undefined } from "../operand.ts";
import { pyStr } from "../python_text.ts";

const fallback = filter(["default_value=", "boolean="], (value, [instead = "", falsy = false]) => {
  return value instanceof Undefined || (truthy(falsy) && !truthy(value)) ? instead : value;
}, { lenient: true });

/** General filters by name. */
export const VALUES: Filters = {
  default: fallback,
  d: fallback,
  mandatory: filter(["msg="], (value, [message = null]) => {
    if (!(value instanceof Undefined)) return value;
    if (message !== null) throw new TemplateError(pyStr(message));
    throw new TemplateError(`Mandatory variable '${value.variable}' not defined.`);
  }, { lenient: true }),
  ternary: filter(["true_val", "false_val", "none_val="], (value, [yes = null, no = null, none = null]) => {
    return value === null && none !== null ? none : truthy(value) ? yes : no;
  }, { lenient: true }),
  bool: filter([], toBool),
  string: filter([], pyStr),
  type_debug: filter([], typeName),
  attr: filter(["name"], (value, [name = null]) => {
    const wanted = asText(name, "attr(): the name");
    return found(
      ownAttribute(value, wanted),
      () => new Undefined(wanted, `'${typeName(value)} object' has no attribute '${wanted}'`),
    );
  }),
};

function toBool(value: Operand): Operand {
  if (value === null || typeof value === "boolean") return value;
  if (typeof value === "string") return ["yes", "on", "1", "true"].includes(value.toLowerCase());
  return equals(value, 1);
}
