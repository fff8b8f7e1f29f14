// Module assert: stops where a condition does not hold.
import { TemplateError } from "../model/errors.ts";
import type { Json } from "../model/json.ts";
import type { ModuleDoc } from "../ports/module.ts";
import { holds } from "../templates/template.ts";
import { fail, planned, type PlannedModule, ProbeFailed } from "./frame/planned.ts";
import { pythonText } from "./frame/python_print.ts";

const doc: ModuleDoc = {
  name: "assert",
  summary: "Fails where a condition does not hold",
  parameters: {
    that: {
      type: "raw",
      description: "A condition, or a list of them; all must hold. As in when, without braces.",
      required: true,
    },
    fail_msg: { type: "raw", description: "What to say when one does not hold; a text or a list.", aliases: ["msg"] },
    success_msg: { type: "raw", description: "What to say when all hold." },
    quiet: { type: "bool", description: "Accepted; what is printed is the same.", default: false },
  },
  returns: {
    msg: "fail_msg or success_msg",
    assertion: "The condition that does not hold",
    evaluated_to: "false, where one does not hold",
  },
  example: `- assert:
    that:
      - ansible_memtotal_mb >= 1024
      - "'web' in group_names"
    fail_msg: This host is too small
`,
  controllerOnly: true,
};

/** The first condition that does not hold. */
export interface AssertFacts {
  broken?: Json;
}

/** The module `assert`. */
export function assertModule(): PlannedModule<AssertFacts> {
  return planned<AssertFacts>({
    doc,
    check(params) {
      const wrong = (name: string, called: string) => wrongMessage(params.raw(name), called);
      return wrong("fail_msg", "fail_msg or msg") ?? wrong("success_msg", "success_msg");
    },
    probe(params, call) {
      const that = params.raw("that");
      for (const condition of Array.isArray(that) ? that : [that]) {
        try {
          const held = typeof condition === "boolean" ? condition : holds(pythonText(condition), call.vars);
          if (!held) return Promise.resolve({ broken: condition });
        } catch (error) {
          if (!(error instanceof TemplateError)) throw error;
          const msg = `The conditional check '${pythonText(condition)}' failed. The error was: ${error.message}`;
          throw new ProbeFailed(msg, { assertion: condition });
        }
      }
      return Promise.resolve({});
    },
    plan(facts, params) {
      if (facts.broken !== undefined) {
        const why = { evaluated_to: false, assertion: facts.broken };
        const said = params.raw("fail_msg") ?? "Assertion failed";
        return typeof said === "string"
          ? fail(said, why)
          : { kind: "fail", result: { changed: false, failed: true, ...why, msg: said } };
      }
      return { kind: "same", result: { changed: false, msg: params.raw("success_msg") ?? "All assertions passed" } };
    },
  });
}

/** What is wrong with a message, in Ansible's words: it is a text, or a list of texts. */
function wrongMessage(message: Json, name: string): string | undefined {
  if (message === null || typeof message === "string") return undefined;
  if (!Array.isArray(message)) {
    const type = pythonType(message);
    return `Incorrect type for ${name}, expected a string or list and got <class '${type}'>`;
  }
  return message.every((one) => typeof one === "string")
    ? undefined
    : `Type of one of the elements in ${name} list is not string type`;
}

function pythonType(value: Json): string {
  if (typeof value === "boolean") return "bool";
  return typeof value === "number" ? (Number.isInteger(value) ? "int" : "float") : "dict";
}
