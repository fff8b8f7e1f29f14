// Module set_fact: variables for the rest of the play, kept by host.
import type { Json } from "../model/json.ts";
import type { ModuleDoc } from "../ports/module.ts";
import { fail, planned, type PlannedModule } from "./frame/planned.ts";

const doc: ModuleDoc = {
  name: "set_fact",
  summary: "Sets variables of the host",
  parameters: {
    cacheable: { type: "bool", description: "Accepted; facts are kept for the run in any case.", default: false },
  },
  anyParameter: true,
  returns: { ansible_facts: "The variables that were set" },
  example: `- set_fact:
    app_root: /srv/{{ app_name }}
`,
  controllerOnly: true,
};

/** Words that Python keeps for itself are no names of variables. */
const KEYWORDS = new Set(
  ("False None True and as assert async await break class continue def del elif else except finally for from global if import in is " +
    "lambda nonlocal not or pass raise return try while with yield").split(" "),
);

/** The module `set_fact`. */
export function setFactModule(): PlannedModule<null> {
  return planned<null>({
    doc,
    probe: () => Promise.resolve(null),
    plan(_facts, params) {
      const given = params.entries().filter(([name]) => name !== "cacheable");
      if (given.length === 0) {
        return fail("No key/value pairs provided, at least one is required for this action to succeed");
      }
      const bad = given.find(([name]) => !/^[A-Za-z_]\w*$/.test(name) || KEYWORDS.has(name))?.[0];
      if (bad !== undefined) {
        return fail(
          `The variable name '${bad}' is not valid. Variables must start with a letter or underscore character, ` +
            "and contain only letters, numbers and underscores.",
        );
      }
      const facts = Object.fromEntries(given.map(([name, value]) => [name, truthText(value)]));
      return { kind: "same", result: { changed: false, ansible_facts: facts } };
    },
  });
}

/** Ansible reads the four words as booleans here, and only these. */
function truthText(value: Json): Json {
  if (typeof value !== "string") return value;
  const word = value.toLowerCase();
  return word === "true" || word === "yes" ? true : word === "false" || word === "no" ? false : value;
}
