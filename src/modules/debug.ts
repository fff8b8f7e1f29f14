// Module debug: says something, or shows a variable.
import { TemplateError } from "../model/errors.ts";
import type { Json, JsonObject } from "../model/json.ts";
import type { ModuleDoc } from "../ports/module.ts";
import { evaluate } from "../templates/template.ts";
import { toPlain } from "../templates/value.ts";
import { planned, type PlannedModule } from "./frame/planned.ts";

const doc: ModuleDoc = {
  name: "debug",
  summary: "Says something, or shows a variable",
  parameters: {
    msg: { type: "raw", description: "What to say: a text, a list or a dictionary. Without msg and var: Hello world!" },
    var: { type: "str", description: "An expression to show the value of, without braces." },
    verbosity: { type: "int", description: "Only with as many -v; above 0 it is skipped here.", default: 0 },
  },
  mutuallyExclusive: [["msg", "var"]],
  returns: { msg: "What was said", "<var>": "The value, under the expression's own text" },
  example: `- debug:
    msg: "{{ inventory_hostname }} runs {{ ansible_kernel }}"
`,
  controllerOnly: true,
};

/** What there is to show. */
export type DebugFacts = { shown?: JsonObject };

/** The module `debug`. */
export function debugModule(): PlannedModule<DebugFacts> {
  return planned<DebugFacts>({
    doc,
    probe(params, call) {
      const expression = params.text("var");
      if (expression === undefined) return Promise.resolve({});
      let value: Json;
      try {
        value = toPlain(evaluate(expression, call.vars));
      } catch (error) {
        if (!(error instanceof TemplateError)) throw error;
        value = error.name === "UndefinedVariable"
          ? "VARIABLE IS NOT DEFINED!"
          : `VARIABLE IS NOT DEFINED!: ${error.message}`;
      }
      return Promise.resolve({ shown: { [expression]: value } });
    },
    plan(facts, params) {
      if ((params.number("verbosity") ?? 0) > 0) {
        return {
          kind: "same",
          result: { changed: false, skipped: true, skipped_reason: "Verbosity threshold not met." },
        };
      }
      const msg = params.has("msg") ? params.raw("msg") : "Hello world!";
      return { kind: "same", result: { changed: false, ...facts.shown ?? { msg } } };
    },
  });
}
