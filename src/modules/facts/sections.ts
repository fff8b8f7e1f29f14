// INI files as Python's configparser reads them.

/** A text that is no INI file; a sentence of what is wrong. */
export class BadSections extends Error {
  override name = "BadSections";
}

const HEADER = /^\[(.+)\]/;
const OPTION = /^(.*?)\s*(?:[=:]\s*(.*))$/s;

/** Sections of options: names of options in lower case, those of DEFAULT in every section, `%(name)s` filled in. */
export function sections(text: string): { [section: string]: { [option: string]: string } } {
  const found = read(text);
  const defaults = found.get("DEFAULT") ?? new Map<string, string>();
  found.delete("DEFAULT");
  return Object.fromEntries([...found].map(([name, own]) => {
    const all = new Map([...own, ...[...defaults].filter(([option]) => !own.has(option))]);
    return [name, Object.fromEntries([...all].map(([option, value]) => [option, filled(value, all, 10)]))];
  }));
}

function read(text: string): Map<string, Map<string, string>> {
  const found = new Map<string, Map<string, string>>();
  let section: Map<string, string> | undefined;
  let option: { name: string; indent: number } | undefined;
  for (const line of text.split(/\r?\n/)) {
    const plain = line.trim();
    const comment = /^[#;]/.test(plain);
    const indent = line.length - line.trimStart().length;
    if (comment || plain === "") {
      // An empty line belongs to a value of several lines, a comment does not.
      if (option !== undefined && section !== undefined && !comment) append(section, option.name, "");
      continue;
    }
    if (option !== undefined && section !== undefined && indent > option.indent) {
      append(section, option.name, plain);
      continue;
    }
    const header = HEADER.exec(plain)?.[1];
    if (header !== undefined) {
      if (found.has(header) && header !== "DEFAULT") throw new BadSections(`section '${header}' comes twice`);
      section = found.get(header) ?? new Map();
      found.set(header, section);
      option = undefined;
      continue;
    }
    if (section === undefined) throw new BadSections("no section comes first");
    const [, rawName = "", value] = OPTION.exec(plain) ?? [];
    if (rawName === "" || value === undefined) throw new BadSections(`no name and value: ${plain}`);
    const name = rawName.toLowerCase();
    if (section.has(name)) throw new BadSections(`option '${name}' comes twice`);
    section.set(name, value);
    option = { name, indent };
  }
  for (const options of found.values()) {
    for (const [name, value] of options) options.set(name, value.replace(/\n+$/, ""));
  }
  return found;
}

function append(section: Map<string, string>, option: string, line: string): void {
  section.set(option, `${section.get(option) ?? ""}\n${line}`);
}

function filled(value: string, options: ReadonlyMap<string, string>, depth: number): string {
  return value.replaceAll(/%(%|\(([^)]+)\)s|.?)/gs, (_all, what: string, name?: string) => {
    if (what === "%") return "%";
    const other = name === undefined ? undefined : options.get(name.toLowerCase());
    if (other === undefined || depth === 0) throw new BadSections(`cannot fill in: ${value}`);
    return filled(other, options, depth - 1);
  });
}
