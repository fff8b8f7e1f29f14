// From what a model wrote to a plan of increments.
import type { WordPlan } from "../ports/decider.ts";
import { findObject } from "./find_object.ts";
import type { Read } from "./reply.ts";
import { SENTENCES } from "./reply_limits.ts";
import { PLAN, shaped } from "./reply_shape.ts";

/** Reads a plan. Never throws. */
export function readPlan(text: string): Read<WordPlan> {
  const found = findObject(text, ["increments"]);
  if ("problem" in found) return { problems: [found.problem] };
  const read = shaped(PLAN, found.object);
  if ("problems" in read) return read;
  const names = read.value.increments.map(({ desired_state }) => desired_state.trim());
  if (names.includes("")) return { problems: ["increments: one of them says nothing"] };
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) return { problems: [`increments: ${JSON.stringify(twice.slice(0, 200))} comes twice`] };
  return {
    value: { reasoning: read.value.reasoning.slice(0, SENTENCES), increments: names.map((name) => ({ name })) },
  };
}
