// Filters that apply filters and tests to the items of a list.
import { TemplateError } from "../../model/errors.ts";
import { attributeReader } from "../attribute_path.ts";
import { asText, items } from "../coerce.ts";
import { truthy } from "../compare.ts";
import { type Filters, rawFilter } from "./definition.ts";
import type { Args, Caller, Operand } from "../operand.ts";

/** `map`, `select` and their like, by name. */
export const CHOOSING: Filters = {
  map: rawFilter((value, args, caller) => chosen(value).map(mapper(args, caller))),
  select: choosing({ byAttribute: false, keep: true }),
  reject: choosing({ byAttribute: false, keep: false }),
  selectattr: choosing({ byAttribute: true, keep: true }),
  rejectattr: choosing({ byAttribute: true, keep: false }),
};

// Jinja looks at the value's truth first, so that none and false have no items instead of failing.
function chosen(value: Operand): Operand[] {
  return truthy(value) ? items(value) : [];
}

function mapper({ positional, named }: Args, caller: Caller): (item: Operand) => Operand {
  const [name, ...rest] = positional;
  if (name !== undefined) {
    const filter = asText(name, "map(): the filter");
    return (item) => caller.filter(filter, item, { positional: rest, named });
  }
  const attribute = named.get("attribute");
  if (attribute === undefined) throw new TemplateError("map requires a filter argument");
  const unknown = [...named.keys()].find((key) => key !== "attribute" && key !== "default");
  if (unknown !== undefined) throw new TemplateError(`Filter 'map' has no argument '${unknown}'`);
  return attributeReader(attribute, named.get("default"));
}

function choosing({ byAttribute, keep }: { byAttribute: boolean; keep: boolean }) {
  return rawFilter((value, { positional, named }, caller) => {
    const path = byAttribute ? positional[0] : null;
    if (path === undefined) throw new TemplateError("Missing parameter for attribute name");
    const read = attributeReader(path);
    const [name, ...rest] = positional.slice(byAttribute ? 1 : 0);
    if (name === undefined) return chosen(value).filter((item) => truthy(read(item)) === keep);
    const test = asText(name, "The test");
    return chosen(value).filter((item) => caller.test(test, read(item), { positional: rest, named }) === keep);
  });
}
