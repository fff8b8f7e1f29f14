// INI files as Python's configparser reads them.
import { TemplateError } from "../model/errors.ts";
import { strip } from "./characters.ts";
import { checkText } from "./limits.ts";

/** How a file is read. */
export interface IniOptions {
  /** Keys differ by case. Default false: all become lower case. */
  caseSensitive: boolean;
  /** A line may be a key alone. */
  allowNoValue: boolean;
}

/** Values by key, by section. A key without a value is null. */
export type Ini = Map<string, Map<string, string | null>>;

/** The section whose keys all others have, too. */
export const DEFAULTS = "DEFAULT";

/** Reads a text. Throws TemplateError for what is no section, key or comment, and for what is there twice. */
export function readIni(text: string, { caseSensitive, allowNoValue }: IniOptions): Ini {
  const found: Ini = new Map([[DEFAULTS, new Map()]]);
  let section: Map<string, string | null> | undefined;
  let name = "";
  let key: string | undefined;
  let indent = 0;
  for (const [n, line] of text.split("\n").entries()) {
    const body = strip(line);
    const depth = line.length - line.trimStart().length;
    if (/^[#;]/.test(body)) continue;
    const before = key === undefined ? null : section?.get(key) ?? null;
    if (body === "") {
      if (key !== undefined && before !== null) section?.set(key, `${before}\n`);
      continue;
    }
    if (key !== undefined && before !== null && depth > indent) {
      section?.set(key, `${before}\n${body}`);
      continue;
    }
    indent = depth;
    const header = /^\[(.+)\]/.exec(body)?.[1];
    if (header !== undefined) {
      if (found.has(header) && header !== DEFAULTS) throw new TemplateError(`section '${header}' already exists`);
      section = found.get(header) ?? new Map();
      found.set(header, section);
      [name, key] = [header, undefined];
      continue;
    }
    const sign = body.search(/[=:]/);
    const own = sign < 0 ? body : strip(body.slice(0, sign));
    const value = sign < 0 ? undefined : strip(body.slice(sign + 1));
    if (section === undefined) throw new TemplateError(`File contains no section headers: line ${n + 1}`);
    if (own === "" || (value === undefined && !allowNoValue)) {
      throw new TemplateError(`Cannot read line ${n + 1} of the INI file: expected key = value`);
    }
    key = caseSensitive ? own : own.toLowerCase();
    if (section.has(key)) throw new TemplateError(`option '${key}' in section '${name}' already exists`);
    section.set(key, value ?? null);
  }
  for (const values of found.values()) {
    for (const [own, value] of values) if (value !== null) values.set(own, strip(value, "\n", "right"));
  }
  return found;
}

/** A value with its `%(key)s` filled in from its section and from DEFAULT; `%%` is a percent sign. Throws TemplateError. */
export function interpolated(
  value: string | null,
  lookUp: (key: string) => string | null | undefined,
): string | null {
  return filled(value, lookUp, { depth: 1, size: { made: 0 } });
}

/** Characters that a reference counts for beside its text: a few lines that name each other can be gigabytes, or for ever nothing. */
const A_REFERENCE = 100;

function filled(
  value: string | null,
  lookUp: (key: string) => string | null | undefined,
  { depth, size }: { depth: number; size: { made: number } },
): string | null {
  if (value === null || !value.includes("%")) return value;
  if (depth > 10) throw new TemplateError("Cannot read the INI file: its values refer to each other too deeply");
  return value.replace(/%(?:%|\(([^)]+)\)s|([^]?))/g, (whole, key: string | undefined) => {
    if (whole === "%%") return "%";
    const part = key === undefined ? undefined : lookUp(key);
    if (part === undefined) {
      throw new TemplateError(
        key === undefined
          ? `'%' must be followed by '%' or '(' in the INI file, found: '${whole}'`
          : `The INI file has no key '${key}' for %(${key})s`,
      );
    }
    checkText(size.made += A_REFERENCE + (part?.length ?? 0));
    return filled(part, lookUp, { depth: depth + 1, size }) ?? "";
  });
}
