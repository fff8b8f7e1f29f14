// All inventories that are read beside Ansible.
import type { InventoryCase } from "./case.ts";
import { INI_CASES } from "./ini_cases.ts";
import { SOURCE_CASES } from "./source_cases.ts";
import { VARS_CASES } from "./vars_cases.ts";
import { YAML_CASES } from "./yaml_cases.ts";

/** In a fixed order. */
export const EVERY_CASE: readonly InventoryCase[] = [...INI_CASES, ...YAML_CASES, ...SOURCE_CASES, ...VARS_CASES];
