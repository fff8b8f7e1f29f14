// What a human should know of a rule before it may act.
import type { Json } from "../model/json.ts";
import type { Rule } from "../model/rule.ts";
import { isTemplate } from "../templates/template.ts";
import { names } from "../templates/names.ts";
import { isIdempotent, targetOf } from "./deeds.ts";
import { RESERVED_NAMES } from "./situation.ts";

/** Sentences, the gravest first; none for a rule of which nothing is to be said. */
export function remarks(rule: Rule): string[] {
  const { actions, goal, hosts, observe } = rule;
  const named = (all: readonly { name: string }[]) => all.map(({ name }) => `"${name}"`).join(", ");
  const told = actions.filter(({ module, params }) => !isIdempotent(module, params) && namesLooks(params));
  const repeated = actions.filter(({ module, params }) => !isIdempotent(module, params));
  const removing = actions.filter(({ params }) => params["state"] === "absent");
  const seen = JSON.stringify(observe.map(({ params }) => params));
  const unseen = actions.filter((action) => {
    const target = targetOf(action);
    return isIdempotent(action.module, action.params) && target !== undefined && !isTemplate(target) &&
      !seen.includes(target);
  });
  return [
    ...(told.length === 0
      ? []
      : [`What a host says goes into a command: ${named(told)}. Whoever owns the host can write into it`]),
    ...(removing.length === 0 ? [] : [`It removes something: ${named(removing)}`]),
    ...(repeated.length === 0 ? [] : [`It runs each time that it fires, needed or not: ${named(repeated)}`]),
    ...(unseen.length === 0 ? [] : [`No look of its own sees what these are about: ${named(unseen)}`]),
    ...(observe.length === 0 ? ["It has no looks of its own: it hangs on what somebody else looks at"] : []),
    goal === undefined
      ? "It is for every goal, and says of none that it is reached"
      : "Where it finds nothing to do, the goal counts as reached and no model is asked",
    hosts === undefined ? "It is for all hosts of a loop" : `It is for the hosts ${hosts}`,
  ];
}

/** Whether a template in it names what was seen. */
function namesLooks(value: Json): boolean {
  if (typeof value === "string") {
    if (!isTemplate(value)) return false;
    const known: readonly string[] = RESERVED_NAMES.filter((name) => name !== "looks" && name !== "hosts");
    return [...names(value)].some((name) => !known.includes(name));
  }
  if (Array.isArray(value)) return value.some(namesLooks);
  return value !== null && typeof value === "object" && Object.values(value).some(namesLooks);
}
