// `attribute='a.b.0'` of map, sort, join and the like.
import { asText } from "./coerce.ts";
import { isInt } from "./compare.ts";
import { item } from "./member.ts";
import { type Operand, Undefined } from "./operand.ts";

/** Reads a dotted path; parts of digits are positions. Null reads the item itself. A missing part is `fallback` where one is given. */
export function attributeReader(path: Operand, fallback?: Operand): (value: Operand) => Operand {
  const parts = pathParts(path);
  return (value) => {
    let found = value;
    for (const part of parts) {
      found = item(found, part);
      if (found instanceof Undefined && fallback !== undefined && fallback !== null) found = fallback;
    }
    return found;
  };
}

/** Texts in lower case, everything else as it is. */
export function ignoreCase(value: Operand): Operand {
  return typeof value === "string" ? value.toLowerCase() : value;
}

function pathParts(path: Operand): (string | number)[] {
  if (path === null) return [];
  if (isInt(path)) return [Number(path)];
  return asText(path, "The attribute").split(".").map((part) => /^\d+$/.test(part) ? Number(part) : part);
}
