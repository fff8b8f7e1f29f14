// The filters there are. A new one is an entry in one of these files; a new kind is a file and a line here.
import type { Filter } from "./definition.ts";
import { CHOOSING } from "./choosing.ts";
import { COMMENT } from "./comment.ts";
import { DICTIONARIES } from "./dictionaries.ts";
import { ENCODING } from "./encoding.ts";
import { HTML } from "./html.ts";
import { JSON_FILTERS } from "./json.ts";
import { LISTS } from "./lists.ts";
import { NUMBERS } from "./numbers.ts";
import { PATHS } from "./paths.ts";
import { REGEX } from "./regex.ts";
import { SETS } from "./sets.ts";
import { TEXT } from "./text.ts";
import { VALUES } from "./values.ts";
import { WRAPPING } from "./wrapping.ts";
import { YAML_FILTERS } from "./yaml.ts";

/** Filters by name. */
export const FILTERS: ReadonlyMap<string, Filter> = new Map(Object.entries({
  ...CHOOSING,
  ...COMMENT,
  ...DICTIONARIES,
  ...ENCODING,
  ...HTML,
  ...JSON_FILTERS,
  ...LISTS,
  ...NUMBERS,
  ...PATHS,
  ...REGEX,
  ...SETS,
  ...TEXT,
  ...VALUES,
  ...WRAPPING,
  ...YAML_FILTERS,
}));
