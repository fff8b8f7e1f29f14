// --extra-vars: variables from the command line, over all others.
import { resolve } from "node:path";
import { InputError, type Place, TemplateError } from "../model/errors.ts";
import type { Json, JsonObject } from "../model/json.ts";
import type { VaultedVars } from "../model/loop.ts";
import { type Dict, Float, type Value } from "../model/value.ts";
import type { Files } from "../ports/files.ts";
import type { Vaults } from "../ports/vaults.ts";
import { parseJson } from "../templates/json_reader.ts";
import { pyStr } from "../templates/python_text.ts";
import { jsonKey } from "../templates/value.ts";
import { parseYaml, valueOf } from "../templates/document.ts";
import { splitArguments, words } from "../templates/free_form.ts";
import { demandOpen, unquoted } from "../templates/vaulted_text.ts";
import { vaultedValue } from "../templates/vaulted_value.ts";

/**
 * The variables in these texts, later ones over earlier ones: `@FILE` (YAML or JSON; a relative one is looked for in `cwd`), a YAML or JSON
 * mapping in braces, or `name=value name2="a b"`, whose values are text. Throws InputError with file, line and column. Source: ansible-core's
 * load_extra_vars; what it drops in silence (a word without "=") is a mistake here.
 */
export function parseExtraVars(
  given: readonly string[],
  { files, cwd }: { files: Files; cwd: string },
): ExtraVars {
  const all = new Map<string, { value: Value; from: string | undefined }>();
  for (const [at, text] of given.entries()) {
    const flag = given.length === 1 ? "--extra-vars" : `--extra-vars number ${at + 1}`;
    const file = fileOf(text, { files, cwd });
    const found = file === undefined
      ? read(text, flag)
      : unquoted(file, files, () => mapping(files.readText(file), file));
    const from = file !== undefined && files.vaults?.isVault(file) === true ? file : undefined;
    for (const [name, value] of found) all.set(jsonKey(name), { value, from });
  }
  const plain = [...all].filter(([, { from }]) => from === undefined);
  const vaults = new Set([...all.values()].flatMap(({ from }) => from ?? []));
  return {
    extraVars: Object.fromEntries(plain.map(([name, { value }]) => [name, recordable(value)])),
    vaultedVars: [...vaults].map((file) => ({
      file,
      text: new TextDecoder().decode(files.read(file)),
      names: [...all].filter(([, { from }]) => from === file).map(([name]) => name),
    })),
  };
}

/** What extra variables put on record. */
export interface ExtraVars {
  extraVars: JsonObject;
  vaultedVars: VaultedVars[];
}

/** All extra variables, those that are encrypted opened. Throws VaultClosed. */
export function openedVars(
  { extraVars = {}, vaultedVars = [] }: Partial<ExtraVars>,
  vaults: Vaults,
): JsonObject {
  const opened = vaultedVars.flatMap(({ file, text, names }) => {
    const plain = new TextDecoder().decode(vaults.openFile(text, file));
    const found = unquoted(file, { vaults }, () => mapping(plain, file));
    const values = new Map([...found].map(([name, value]) => [jsonKey(name), value]));
    return names.map((name) => [name, recordable(values.get(name) ?? null)] as const);
  });
  return { ...extraVars, ...Object.fromEntries(opened) };
}

function fileOf(text: string, { files, cwd }: { files: Files; cwd: string }): string | undefined {
  if (!text.startsWith("@")) return undefined;
  return resolve(cwd, text.slice(1).replace(/^~(?=\/|$)/, () => files.env("HOME") ?? "~"));
}

function read(text: string, flag: string): Dict {
  if (/^[/.]/.test(text)) {
    throw new InputError(`A file of variables is named with "@" in front: @${text}`, { file: flag });
  }
  return /^[[{]/.test(text) ? mapping(text, flag) : pairs(text, { file: flag });
}

/** JSON first, as Ansible does: `1e3` is a number there and text in YAML. */
function mapping(text: string, file: string): Dict {
  demandOpen(text, file);
  const value = jsonValue(text) ?? yamlValue(text, file);
  if (value instanceof Map) return value;
  const instead = value === null ? "it is empty" : "this is something else";
  throw new InputError(`Extra variables are a mapping of names to values, and ${instead}`, {
    file,
    line: 1,
    column: 1,
  });
}

function jsonValue(text: string): Value | undefined {
  try {
    return parseJson(text);
  } catch (error) {
    if (error instanceof TemplateError) return undefined;
    throw error;
  }
}

function yamlValue(text: string, file: string): Value {
  const document = parseYaml(text, file, { vaulted: vaultedValue });
  return valueOf(document.root, document);
}

function pairs(text: string, place: Place): Dict {
  const open = words(text).find((word) => /["']/.test(word.replace(WHOLE, "")));
  if (open !== undefined) throw new InputError(`A quotation mark is never closed in ${open}`, place);
  const { args, rest } = splitArguments(text);
  const [wrong] = words(rest);
  if (wrong === undefined) return args;
  const why = wrong.includes("=")
    ? "a name has letters, digits and underscores"
    : "write name=value, with quotes around a value that has blanks in it";
  throw new InputError(`${JSON.stringify(wrong)} sets no variable: ${why}`, place);
}

/** Templates, escapes and quoted texts in a word. */
const WHOLE = /\{\{.*?\}\}|\{%.*?%\}|\\.|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/gs;

/** JSON has no 2.0 and no number of any size: a lone expression says it, and keeps its type. */
function recordable(value: Value): Json {
  if (value instanceof Float || typeof value === "bigint") return `{{ ${pyStr(value)} }}`;
  if (typeof value === "number" && !Number.isFinite(value)) return `{{ '${pyStr(value)}' | float }}`;
  if (Array.isArray(value)) return value.map(recordable);
  if (!(value instanceof Map)) return value;
  return Object.fromEntries([...value].map(([key, item]) => [jsonKey(key), recordable(item)]));
}
