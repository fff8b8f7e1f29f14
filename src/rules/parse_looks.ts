// Looks as a rule's `observe` or a file of looks has them.
import { InputError } from "../model/errors.ts";
import type { Look } from "../model/rule.ts";
import { type Entry, items, type YamlNode } from "../templates/document.ts";
import { parseCall, type RuleReading, textIn } from "./parse_call.ts";
import { RESERVED_NAMES } from "./situation.ts";

/** A template of ours; others (of docker, of go) are text to us. */
const MEANT = new RegExp(`\\{\\{\\s*(${RESERVED_NAMES.join("|")})\\b`);

/** The looks of a list, each by a name of its own. */
export function parseLooks(node: YamlNode | null, reading: RuleReading): Look[] {
  const { document, complaints } = reading;
  const written = items(node);
  if (written === undefined) {
    complaints.add('Looks are a list, as in "- {name: up, command: uptime}"', document.place(node));
    return [];
  }
  const looks = new Map<string, Look>();
  for (const each of written) {
    const call = parseCall(each, { what: "look", more: ["hosts"], templated: false }, reading);
    if (call === undefined) continue;
    const { name, module, params, keys } = call;
    const place = document.place(keys.get("name")?.value ?? each);
    if (name === undefined) {
      if (!keys.has("name")) complaints.add('A look has a name, by which conditions know it: "name: up"', place);
      continue;
    }
    if ((RESERVED_NAMES as readonly string[]).includes(name)) {
      complaints.add(`"${name}" means something else in conditions: call the look "${name}_seen"`, place);
    }
    if (looks.has(name)) complaints.add(`Two looks are called "${name}": rename one of them`, place);
    if (MEANT.test(JSON.stringify(params))) {
      complaints.add("A look is taken as it is written, the same on every host: templates are for actions", place);
    }
    const hosts = patternIn(keys.get("hosts"), reading);
    looks.set(name, { name, module, params, ...(hosts === undefined ? {} : { hosts }) });
  }
  return [...looks.values()];
}

/** A host pattern, checked; undefined where none is written. */
export function patternIn(entry: Entry | undefined, reading: RuleReading): string | undefined {
  const pattern = textIn(entry, reading);
  if (entry === undefined || pattern === undefined) return undefined;
  try {
    reading.checkPattern(pattern);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    reading.complaints.add(error.message, reading.document.place(entry.value ?? entry.keyNode));
  }
  return pattern;
}
