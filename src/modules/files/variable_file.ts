// Variables in a YAML or JSON file of the controller.
import { TemplateError } from "../../model/errors.ts";
import type { Dict, Value } from "../../model/value.ts";
import type { Files } from "../../ports/files.ts";
import { parseJson } from "../../templates/json_reader.ts";
import { demandOpen, unquoted } from "../../templates/vaulted_text.ts";
import { vaultedValue } from "../../templates/vaulted_value.ts";
import { readYaml } from "../../templates/yaml_reader.ts";

/** A file's variables; none of an empty file. Throws TemplateError with the file's name in its sentence, InputError for one that cannot be read. */
export function readVariables(path: string, files: Files): Dict {
  const text = files.readText(path);
  const value = unquoted(path, files, () => valueOf(demandOpen(text, path), path));
  if (value instanceof Map) return value;
  const empty = value === null || value === "" || value === false || value === 0;
  if (empty || (Array.isArray(value) && value.length === 0)) return new Map();
  throw new TemplateError(`${path} must be stored as a dictionary/hash`);
}

/** As Ansible's loader: JSON where it is JSON, else YAML. */
function valueOf(text: string, path: string): Value {
  if (/^\s*[[{]/.test(text)) {
    try {
      return parseJson(text);
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error;
    }
  }
  try {
    return readYaml(text, { vaulted: (sealed) => vaultedValue(sealed, { file: path }) });
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    throw new TemplateError(`${path}: ${error.message}`, undefined, undefined, { cause: error });
  }
}

/** Dictionaries merged at every depth; of everything else the newer value. */
export function merge(old: Dict, newer: Dict): Dict {
  const merged: Dict = new Map(old);
  for (const [key, value] of newer) {
    const there = merged.get(key);
    merged.set(key, there instanceof Map && value instanceof Map ? merge(there, value) : value);
  }
  return merged;
}
