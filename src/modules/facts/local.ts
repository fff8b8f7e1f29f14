// Custom facts of a host: what its *.fact files hold, or say when they are run.
import type { Json, JsonObject } from "../../model/json.ts";
import { TemplateError } from "../../model/errors.ts";
import { DEFAULTS, interpolated, readIni } from "../../templates/ini_reader.ts";
import { parseJson } from "../../templates/json_reader.ts";
import { toPlain } from "../../templates/value.ts";
import type { Fields } from "../scripts/fields.ts";

/** `local`, and a sentence for each file that could not be used. */
export function localFacts(fields: Fields): { facts: JsonObject; warnings: string[] } {
  const paths = fields.all("local");
  const [outputs, codes, errors] = ["out", "rc", "err"].map((name) => fields.each(`local.${name}`));
  const warnings: string[] = [];
  const facts = paths.map((path, at): [string, Json] => {
    const name = (path.split("/").at(-1) ?? "").replaceAll(".fact", "");
    const read = (): Json => {
      const code = codes?.[at] ?? "";
      if (code !== "" && code !== "0") {
        return warned(`Failure executing fact script (${path}), rc: ${code}, err: ${errors?.[at] ?? ""}`);
      }
      return factOf(outputs?.[at] ?? "") ??
        warned(`error loading facts as JSON or ini - please check content: ${path}`);
    };
    const warned = (sentence: string) => {
      warnings.push(sentence);
      return sentence;
    };
    return [name, read()];
  });
  return { facts: { local: Object.fromEntries(facts) }, warnings };
}

/** JSON, else sections of `name = value`; undefined for what is neither. */
function factOf(text: string): Json | undefined {
  for (const read of [(given: string) => toPlain(parseJson(given)), sectionsOf]) {
    try {
      return read(text);
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error;
    }
  }
  return undefined;
}

/** Each section's own values, then those of DEFAULT. */
function sectionsOf(text: string): JsonObject {
  const ini = readIni(text, { caseSensitive: false, allowNoValue: false });
  const defaults = ini.get(DEFAULTS) ?? [];
  const sections = [...ini].filter(([name]) => name !== DEFAULTS).map(([name, own]): [string, JsonObject] => {
    const all = new Map([...own, ...[...defaults].filter(([key]) => !own.has(key))]);
    const filled = [...all].map(([key, value]) => [key, interpolated(value, (other) => all.get(other.toLowerCase()))]);
    return [name, Object.fromEntries(filled)];
  });
  return Object.fromEntries(sections);
}
