// Filters that write and read YAML as PyYAML does.
import { asInt } from "../coerce.ts";
import { truthy } from "../compare.ts";
import { filter, type Filters } from "./definition.ts";
import type { Operand } from "../operand.ts";
import { settled } from "../value.ts";
import { readYaml, readYamlAll } from "../yaml_reader.ts";
import { writeYaml } from "../yaml_writer.ts";

/** YAML filters by name. */
export const YAML_FILTERS: Filters = {
  to_yaml: writing(2, null),
  to_nice_yaml: writing(4, false),
  from_yaml_all: filter([], (value) => typeof value === "string" ? readYamlAll(value) : value),
  from_yaml: filter([], (value) => typeof value === "string" ? readYaml(value) : value),
};

function writing(defaultIndent: number, defaultFlow: boolean | null) {
  return filter(["indent=", "width=", "sort_keys=", "default_flow_style="], (
    value,
    [indent = defaultIndent, width = 80, sortKeys = true, flow = defaultFlow],
  ): Operand => {
    const step = asInt(indent, "indent");
    const columns = asInt(width, "width");
    return writeYaml(settled(value), {
      indent: step > 1 && step < 10 ? step : 2,
      width: columns > step * 2 ? columns : 80,
      sortKeys: truthy(sortKeys),
      flow: flow === null ? null : truthy(flow),
    });
  });
}
