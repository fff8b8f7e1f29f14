// Lookups in INI and CSV files.
import { TemplateError } from "../../model/errors.ts";
import { asInt, asText } from "../coerce.ts";
import { fileText } from "../controller.ts";
import { readCsv } from "../csv_reader.ts";
import { DEFAULTS, type Ini, interpolated, readIni } from "../ini_reader.ts";
import { keyValues } from "../key_values.ts";
import { parseInteger } from "../number_text.ts";
import { matchAtStart, pythonRegex } from "../python_regex.ts";
import { pyStr } from "../python_text.ts";
import { requireFile } from "../search_path.ts";
import { lookup, type Lookups, type Option, type World, yes } from "./definition.ts";
import { textTerm } from "./files.ts";

const INI_OPTIONS = ["type", "file", "section", "re", "encoding", "default", "case_sensitive", "allow_no_value"];
const CSV_OPTIONS = ["col", "default", "delimiter", "file", "encoding"];

/** Table lookups by name. */
export const TABLES: Lookups = {
  ini: lookup([...INI_OPTIONS, "allow_none"], (terms, option, world) =>
    terms.flatMap((term) => {
      const { key, of } = inline(textTerm(term, "ini"), option, INI_OPTIONS);
      const isProperties = pyStr(of("type") ?? "ini") === "properties";
      const text = read(of, "ansible.ini", world);
      const caseSensitive = yes(of("case_sensitive"));
      const ini = readIni(isProperties ? `[java_properties]\n${text}` : text, {
        caseSensitive,
        allowNoValue: yes(of("allow_no_value") ?? of("allow_none")),
      });
      const section = isProperties ? "java_properties" : pyStr(of("section") ?? "global");
      const values = sectionOf(ini, section, pyStr(of("file") ?? "ansible.ini"));
      const value = (name: string) => interpolated(values.get(name) ?? null, (other) => values.get(fold(other)));
      const fold = (name: string) => caseSensitive ? name : name.toLowerCase();
      if (!yes(of("re"))) {
        const found = values.has(fold(key)) ? value(fold(key)) : of("default") ?? "";
        return found === null ? [] : Array.isArray(found) ? found : [found];
      }
      const pattern = pythonRegex(key);
      return [...values.keys()].filter((name) => matchAtStart(pattern, name) !== null).map(value);
    })),
  csvfile: lookup(CSV_OPTIONS, (terms, option, world) =>
    terms.flatMap((term) => {
      const { named, free } = keyValues(textTerm(term, "csvfile"));
      if (free === "") throw new TemplateError("Search key is required but was not found");
      const of = over(named, option, CSV_OPTIONS);
      const written = asText(of("delimiter") ?? "TAB", "delimiter");
      const delimiter = written === "TAB" || written === "\\t" ? "\t" : written;
      if (delimiter.length !== 1) throw new TemplateError("csvfile: delimiter must be one character");
      const row = readCsv(read(of, "ansible.csv", world), delimiter).find(([first]) => first === free);
      if (row === undefined) return [of("default") ?? null].filter((one) => one !== null).flat();
      const column = of("col") ?? 1;
      const place = typeof column === "string" ? parseInteger(column, 10) ?? NaN : asInt(column, "col");
      const found = row.at(Number(place));
      if (found === undefined || Number.isNaN(Number(place))) {
        throw new TemplateError(`csvfile: the row of "${free}" has no column ${pyStr(column)}`);
      }
      return [found];
    })),
};

function read(of: Option, fallback: string, world: World): string {
  const encoding = asText(of("encoding") ?? "utf-8", "encoding");
  if (!/^utf[-_]?8$/i.test(encoding)) throw new TemplateError(`Cannot read the encoding '${encoding}': write utf-8`);
  const controller = world.controller();
  return fileText(controller, requireFile(controller, asText(of("file") ?? fallback, "file"), "files"));
}

function sectionOf(ini: Ini, name: string, file: string): Map<string, string | null> {
  const own = ini.get(name);
  if (own === undefined) {
    const known = [...ini.keys()].filter((one) => one !== DEFAULTS).join(", ");
    throw new TemplateError(`No section '${name}' in ${file}: there are ${known || "none"}`);
  }
  return new Map([...ini.get(DEFAULTS) ?? [], ...own]);
}

// `user section=integration file=users.ini`: the old way to give options, within the term.
function inline(term: string, option: Option, known: string[]): { key: string; of: Option } {
  const text = term.trim();
  if (!/[= ]/.test(text)) return { key: term, of: option };
  const starts = [...text.matchAll(new RegExp(`(?:^|\\s)(${known.join("|")})=`, "g"))];
  const key = text.slice(0, starts[0]?.index ?? text.length).trim();
  if (key.includes("=")) throw new TemplateError(`Cannot read "${term}": there are the options ${known.join(", ")}`);
  if (key === "") throw new TemplateError(`No key to look up stands before the options in "${term}"`);
  const named = starts.map((start, n): [string, string] => {
    const from = start.index + start[0].length;
    return [start[1] ?? "", text.slice(from, starts[n + 1]?.index ?? text.length).trim()];
  });
  return { key, of: over(named, option, known) };
}

function over(named: [string, string][], option: Option, known: string[]): Option {
  const own = new Map(named);
  for (const name of own.keys()) {
    if (!known.includes(name)) throw new TemplateError(`${name} is not a valid option: there are ${known.join(", ")}`);
  }
  return (name) => own.get(name) ?? option(name);
}
