// Files of data, in JSON or YAML: what they hold, and where each part of it stands.
import { InputError, type Place, TemplateError } from "../model/errors.ts";
import type { Value } from "../model/value.ts";
import { type Document, entries, items, parseYaml, valueOf, type YamlNode } from "../templates/document.ts";
import { parseJson } from "../templates/json_reader.ts";
import { demandOpen } from "../templates/vaulted_text.ts";
import { vaultedValue } from "../templates/vaulted_value.ts";
import { placed } from "./placed.ts";

/** What a file holds. */
export interface Data {
  value: Value;
  /** Where the part behind these keys and indexes begins, or, of an entry, its key. */
  place(path: readonly Value[], part?: "key" | "value"): Place;
}

/** Reads a text as Ansible does: JSON first, then YAML. Throws InputError with line and column. */
export function readData(text: string, file: string): Data {
  demandOpen(text, file);
  let document: Document | undefined;
  const yaml = () => document ??= parseYaml(text, file, { unsafe: asText, vaulted: vaultedValue });
  // What is no JSON may still be YAML in braces.
  const json = /^\s*[[{]/.test(text) ? jsonOf(text, file) : undefined;
  if (json instanceof InputError && file.endsWith(".json")) throw json;
  return {
    value: json === undefined || json instanceof InputError
      ? placed(() => ({ file }), () => valueOf(yaml().root, yaml()))
      : json.value,
    place: (path, part = "value") => {
      try {
        return placeIn(yaml(), path, part);
      } catch (error) {
        // JSON that is no YAML, tabs in it for one.
        if (error instanceof InputError) return { file };
        throw error;
      }
    },
  };
}

/** Reads a text that is JSON and nothing else: what a program printed. Throws InputError with line and column. */
export function readJson(text: string, file: string): Value {
  const json = jsonOf(text, file);
  if (json instanceof InputError) throw json;
  return json.value;
}

function jsonOf(text: string, file: string): { value: Value } | InputError {
  try {
    return { value: hooked(parseJson(text), file) };
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    const [, why = error.message, line, column] =
      /^Cannot read JSON: (.*) \(line (\d+), column (\d+)\)$/s.exec(error.message) ?? [];
    const place = line === undefined ? { file } : { file, line: Number(line), column: Number(column) };
    return new InputError(`This is not valid JSON: ${why}`, place, { cause: error });
  }
}

/** Ansible's own two keys of JSON: a text that is no template, and a secret. */
function hooked(value: Value, file: string): Value {
  if (Array.isArray(value)) return value.map((item) => hooked(item, file));
  if (!(value instanceof Map)) return value;
  for (const [key, item] of value) {
    if (key === "__ansible_vault") {
      if (typeof item === "string") return vaultedValue(item, { file });
      throw new InputError("After __ansible_vault stands what `ansible-vault encrypt_string` prints", { file });
    }
    if (key === "__ansible_unsafe") return typeof item === "string" ? asText(item) : item;
    value.set(key, hooked(item, file));
  }
  return value;
}

/** A text that a template gives as it is. Without braces it is none anyway. */
function asText(text: string): Value {
  if (!/\{[{%#]/.test(text)) return text;
  if (/\{%-?\s*endraw/.test(text)) {
    throw new InputError(
      "A text that is marked as unsafe cannot have {% endraw %} in it: write it in a file of its own",
    );
  }
  return `{% raw %}${text}{% endraw %}`;
}

function placeIn(document: Document, path: readonly Value[], part: "key" | "value"): Place {
  let node = document.root;
  let key: YamlNode | null = null;
  for (const step of path) {
    const entry = entries(node)?.find((each) => each.key === String(step));
    const next = entry === undefined ? items(node)?.[Number(step)] : entry.value;
    if (entry === undefined && next === undefined) break;
    [node, key] = [next ?? null, entry?.keyNode ?? null];
  }
  return document.place(part === "key" || node === null ? key ?? node : node);
}
