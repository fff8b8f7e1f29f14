// Custom facts of a host: what its *.fact files hold, or say when they are run.
import type { Json, JsonObject } from "../../model/json.ts";
import { TemplateError } from "../../model/errors.ts";
import { parseJson } from "../../templates/json_reader.ts";
import { toPlain } from "../../templates/value.ts";
import type { Fields } from "../scripts/fields.ts";
import { BadSections, sections } from "./sections.ts";

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
  try {
    return toPlain(parseJson(text));
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
  }
  try {
    return sections(text);
  } catch (error) {
    if (!(error instanceof BadSections)) throw error;
    return undefined;
  }
}
