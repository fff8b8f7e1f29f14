// Modules as playbooks and models may call them where secrets are bound: a bound parameter need not be given.
import type { JsonObject } from "../model/json.ts";
import type { Modules } from "../ports/module.ts";
import type { Secrets } from "../ports/secrets.ts";
import { insteadOf } from "./bindings.ts";

/** Stands for a value that is not known yet. */
const BOUND = "\0bound";

/** The modules, whose calls lack nothing that is bound. What is wrong with bound parameters themselves is told when they are there. */
export function withBindings(modules: Modules, secrets: Pick<Secrets, "bound">): Modules {
  return {
    names: () => modules.names(),
    get: (name) => modules.get(name),
    learn: (signal) => modules.learn(signal),
    list: (signal) => modules.list(signal),
    problems(name, params, templated) {
      const names = secrets.bound(name);
      if (names.length === 0) return modules.problems(name, params, templated);
      const { doc } = modules.get(name) ?? {};
      const left = names.filter((each) => !insteadOf(each, doc).some((other) => (params[other] ?? null) !== null));
      const filled: JsonObject = { ...params, ...Object.fromEntries(left.map((each) => [each, BOUND])) };
      return modules.problems(name, filled, (value) => value === BOUND || templated(value));
    },
  };
}
