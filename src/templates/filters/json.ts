// Filters that write and read JSON as Python's json does.
import { TemplateError } from "../../model/errors.ts";
import { asInt, asText } from "../coerce.ts";
import { truthy } from "../compare.ts";
import { type Bound, filter, type Filters } from "./definition.ts";
import { parseJson } from "../json_reader.ts";
import { writeJson } from "../json_writer.ts";
import type { Operand } from "../operand.ts";
import { settled } from "../value.ts";

const WRITING = ["indent=", "sort_keys=", "ensure_ascii=", "separators="];

/** JSON filters by name. */
export const JSON_FILTERS: Filters = {
  to_json: filter(
    WRITING,
    (value, [indent = null, sortKeys = false, ascii = true, separators]) =>
      written(value, { indent, sortKeys, ascii, separators }),
  ),
  to_nice_json: filter(
    WRITING,
    (value, [indent = 4, sortKeys = true, ascii = true, separators = [",", ": "]]) =>
      written(value, { indent, sortKeys, ascii, separators }),
  ),
  tojson: filter(
    ["indent="],
    (value, [indent = null]) =>
      written(value, { indent, sortKeys: true, ascii: true, separators: undefined })
        .replace(/[<>&']/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`),
  ),
  from_json: filter([], (value) => parseJson(asText(value, "from_json(): the value"))),
};

interface Wishes {
  indent: Operand;
  sortKeys: Operand;
  ascii: Operand;
  separators: Bound[number];
}

function written(value: Operand, { indent, sortKeys, ascii, separators }: Wishes): string {
  const step = indent === null
    ? null
    : typeof indent === "string"
    ? indent
    : " ".repeat(bounded(asInt(indent, "indent")));
  if (separators !== undefined && !(Array.isArray(separators) && separators.length === 2)) {
    throw new TemplateError("separators must be two texts: (',', ': ')");
  }
  const [item, key] = separators?.map((one) => asText(one, "A separator")) ?? [step === null ? ", " : ",", ": "];
  return writeJson(settled(value), {
    indent: step,
    sortKeys: truthy(sortKeys),
    ascii: truthy(ascii),
    itemSeparator: item ?? ", ",
    keySeparator: key ?? ": ",
  });
}

function bounded(indent: number): number {
  if (indent > 100) throw new TemplateError("indent must be at most 100");
  return Math.max(0, indent);
}
