// The rules in a folder: one YAML file a rule.
import type { Look, Rule } from "../model/rule.ts";
import type { Files } from "../ports/files.ts";

/** Rules by file name; none for a folder that is not there. Throws InputError with file, line and column. */
export function readRules(_folder: string, _files: Files): Rule[] {
  return [];
}

/** Looks of a file: a YAML list of `name`, `module`, `params`, `hosts`. Throws InputError. */
export function readLooks(_file: string, _files: Files): Look[] {
  return [];
}
