// The filters there are. A new one is an entry in one of these files; a new kind is a file and a line here.
import type { Filter } from "./definition.ts";
import { ARRANGEMENTS } from "./arrangements.ts";
import { CHANCE } from "./chance.ts";
import { CHOOSING } from "./choosing.ts";
import { COMMENT } from "./comment.ts";
import { DATES } from "./dates.ts";
import { DICTIONARIES } from "./dictionaries.ts";
import { ENCODING } from "./encoding.ts";
import { HTML } from "./html.ts";
import { JSON_FILTERS } from "./json.ts";
import { LISTS } from "./lists.ts";
import { LOCAL_PATHS } from "./local_paths.ts";
import { NUMBERS } from "./numbers.ts";
import { PATHS } from "./paths.ts";
import { PASSWORDS } from "./passwords.ts";
import { PRETTY } from "./pretty.ts";
import { REGEX } from "./regex.ts";
import { SETS } from "./sets.ts";
import { SIZES } from "./sizes.ts";
import { TEXT } from "./text.ts";
import { URLS } from "./urls.ts";
import { VALUES } from "./values.ts";
import { VAULTS } from "./vaults.ts";
import { WRAPPING } from "./wrapping.ts";
import { YAML_FILTERS } from "./yaml.ts";

/** Filters by name. */
export const FILTERS: ReadonlyMap<string, Filter> = new Map(Object.entries({
  ...ARRANGEMENTS,
  ...CHANCE,
  ...CHOOSING,
  ...COMMENT,
  ...DATES,
  ...DICTIONARIES,
  ...ENCODING,
  ...HTML,
  ...JSON_FILTERS,
  ...LISTS,
  ...LOCAL_PATHS,
  ...NUMBERS,
  ...PATHS,
  ...PASSWORDS,
  ...PRETTY,
  ...REGEX,
  ...SETS,
  ...SIZES,
  ...TEXT,
  ...URLS,
  ...VALUES,
  ...VAULTS,
  ...WRAPPING,
  ...YAML_FILTERS,
}));
