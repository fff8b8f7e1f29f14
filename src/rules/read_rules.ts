// The rules in a folder: one YAML file a rule.
import { InputError } from "../model/errors.ts";
import type { Look, Rule } from "../model/rule.ts";
import type { Files } from "../ports/files.ts";
import { Complaints } from "../templates/complaints.ts";
import { parseYaml } from "../templates/document.ts";
import type { RuleReading } from "./parse_call.ts";
import { parseLooks } from "./parse_looks.ts";
import { parseRule } from "./parse_rule.ts";

/** What rules are checked against. */
export type RuleTerms = Pick<RuleReading, "modules"> & Partial<Pick<RuleReading, "checkPattern">>;

/** The rules that can be read, by file name, and what is wrong with the others. */
export interface RulesRead {
  rules: Rule[];
  mistakes: InputError[];
}

/** Rules by file name; none for a folder that is not there. Throws InputError with file, line and column: every broken file is in its sentence. */
export function readRules(folder: string, files: Files, terms: RuleTerms): Rule[] {
  const { rules, mistakes } = surveyRules(folder, files, terms);
  const [first, ...others] = mistakes;
  if (first === undefined) return rules;
  const more = others.map(({ message, place }) =>
    `\n${place?.file ?? folder}:${place?.line ?? 1}:${place?.column ?? 1}: ${message}`
  );
  throw new InputError(first.message + more.join(""), first.place ?? { file: folder }, { cause: first });
}

/** Reads as many as it can. Files that end otherwise than in .yml or .yaml, or begin with a dot, are none of ours. */
export function surveyRules(folder: string, files: Files, { modules, checkPattern = () => {} }: RuleTerms): RulesRead {
  const rules: Rule[] = [];
  const mistakes: InputError[] = [];
  const attempt = (step: () => void) => {
    try {
      step();
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      mistakes.push(error);
    }
  };
  const kind = files.kind(folder);
  if (kind === undefined) return { rules, mistakes };
  if (kind === "file") {
    const sentence = "Rules are files in a folder, and this is a file: name the folder that it is in";
    return { rules, mistakes: [new InputError(sentence, { file: folder })] };
  }
  const names = files.list(folder).filter((name) => /^[^.].*\.ya?ml$/.test(name)).toSorted();
  for (const name of names) {
    const file = `${folder.replace(/\/+$/, "")}/${name}`;
    if (files.kind(file) !== "file") continue;
    attempt(() => {
      const rule = parseRule(files.readText(file), file, { modules, checkPattern });
      const twin = rules.find((each) => each.name === rule.name);
      if (twin !== undefined) {
        throw new InputError(`${twin.file} has a rule called "${rule.name}" already: rename one of them`, { file });
      }
      rules.push(rule);
    });
  }
  return { rules, mistakes };
}

/** Looks of a file: a YAML list of `name`, `module`, `params`, `hosts`, or of Ansible's tasks. Throws InputError. */
export function readLooks(file: string, files: Files, { modules, checkPattern = () => {} }: RuleTerms): Look[] {
  const document = parseYaml(files.readText(file), file);
  const complaints = new Complaints();
  const looks = parseLooks(document.root, { document, complaints, modules, checkPattern });
  complaints.throwIfAny();
  return looks;
}
