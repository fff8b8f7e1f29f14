// What of an opened vault may be a secret: the values of its data, the lines of its text, each with the name that it has there.
import { InputError, TemplateError } from "../model/errors.ts";
import type { Value } from "../model/value.ts";
import { parseYaml, valueOf } from "../templates/document.ts";
import { pyStr } from "../templates/python_text.ts";
import { isVaultedValue, vaultedValue } from "../templates/vaulted_value.ts";

/** One value. */
export interface VaultedPart {
  /** The key that it stands behind; empty for none. */
  name: string;
  value: string;
  /** It was encrypted by itself, so somebody meant this very value. */
  sure: boolean;
}

/** Parts of one file: each text that is written down is searched for all of them. */
const MOST = 5000;
/** Bytes of a file that is no text whose base64 is still looked for. */
const MOST_BINARY = 16 * 1024;
/** What a list of plays or tasks says beside its values: names by which things are found again, expressions, words of the module. */
const STRUCTURE = new Set(
  ("name hosts register notify listen tags when until changed_when failed_when delegate_to remote_user become_user " +
    "become_method include_tasks import_tasks import_playbook vars_files include_vars loop_var index_var state").split(
      " ",
    ),
);

/** All parts of a file that was encrypted as a whole. */
export function partsOf(content: Uint8Array): VaultedPart[] {
  const text = textOf(content);
  if (text === undefined) {
    if (content.length > MOST_BINARY) return [];
    return [{ name: "", value: btoa(String.fromCharCode(...content)), sure: false }];
  }
  const data = dataOf(text);
  const parts = data instanceof Map || Array.isArray(data) ? valuesIn(data, "", Array.isArray(data)) : linesIn(text);
  return parts.slice(0, MOST);
}

function textOf(content: Uint8Array): string | undefined {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(content);
    return text.includes("\0") ? undefined : text;
  } catch {
    return undefined;
  }
}

/** JSON is YAML, too; null where it is neither. */
function dataOf(text: string): Value {
  try {
    const document = parseYaml(text, "", { unsafe: (own) => own, vaulted: vaultedValue });
    return valueOf(document.root, document);
  } catch (error) {
    if (error instanceof InputError || error instanceof TemplateError) return null;
    throw error;
  }
}

function valuesIn(value: Value, name: string, tasks: boolean): VaultedPart[] {
  if (Array.isArray(value)) return value.flatMap((item) => valuesIn(item, name, tasks));
  if (value instanceof Map) {
    return [...value].flatMap(([key, item]) => {
      const own = pyStr(key);
      return tasks && STRUCTURE.has(own) ? [] : valuesIn(item, own, tasks && own !== "vars");
    });
  }
  if (value === null || typeof value === "boolean") return [];
  const text = pyStr(value);
  return isVaultedValue(text) ? [] : literals(text).map((each) => ({ name, value: each, sure: false }));
}

/** What a template says besides its expressions; any other text as it is. */
function literals(text: string): string[] {
  return text.split(/\{\{[^]*?\}\}|\{%[^]*?%\}|\{#[^]*?#\}/).filter((part) => part.trim() !== "");
}

/** Lines as they are, and what stands behind a name in them: `NAME=value`, `name: value`, `host name=value other="two words"`. */
function linesIn(text: string): VaultedPart[] {
  return text.split(/\r\n|[\n\r]/).flatMap((line): VaultedPart[] => {
    const [, name, value] = /^\s*(?:export\s+)?["']?([\w.-]+)["']?\s*[=:]\s*(.*?)\s*[,;]?\s*$/.exec(line) ?? [];
    const named = name === undefined || value === undefined ? [] : [[name, value] as const];
    const words = [...line.matchAll(/([\w.-]+)=("[^"]*"|'[^']*'|\S+)/g)].map(([, word = "", said = ""]) =>
      [word, said] as const
    );
    const found = [...named, ...words.filter(([word]) => word !== name)].flatMap(([each, said]) =>
      literals(unquoted(said)).map((part) => ({ name: each, value: part, sure: false }))
    );
    return found.length > 0 ? found : literals(line.trim()).map((part) => ({ name: "", value: part, sure: false }));
  });
}

/** What programs take out of a value: members of JSON, values behind names in its lines, the password of an address. */
export function partsWithin(value: string): VaultedPart[] {
  const named = value.includes("\n") ? linesIn(value).filter(({ name }) => name !== "") : [];
  return [...membersOf(value), ...named, ...passwordsIn(value)].slice(0, MOST);
}

function membersOf(text: string): VaultedPart[] {
  if (!/^\s*[[{]/.test(text)) return [];
  try {
    const data: unknown = JSON.parse(text);
    return valuesIn(mapped(data), "", false);
  } catch (error) {
    // No JSON, or too deep.
    if (error instanceof SyntaxError || error instanceof RangeError) return [];
    throw error;
  }
}

/** JSON as templates have it. */
function mapped(data: unknown): Value {
  if (Array.isArray(data)) return data.map(mapped);
  if (typeof data === "object" && data !== null) {
    return new Map(Object.entries(data).map(([key, item]) => [key, mapped(item)]));
  }
  return typeof data === "string" || typeof data === "number" || typeof data === "boolean" ? data : null;
}

/** As it is written, and as it is meant. */
function passwordsIn(text: string): VaultedPart[] {
  return [...text.matchAll(/:\/\/[^\s/?#@:]*:([^\s/?#@]+)@/g)].flatMap(([, written = ""]) =>
    [...new Set([written, plain(written)])].map((value) => ({ name: "password", value, sure: false }))
  );
}

function plain(written: string): string {
  try {
    return decodeURIComponent(written);
  } catch {
    return written;
  }
}

function unquoted(text: string): string {
  return /^(["'])(.*)\1$/.exec(text)?.[2] ?? text;
}
