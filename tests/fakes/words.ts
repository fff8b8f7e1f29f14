// A goal in words, as the engine gets it, with one look at this machine.
import type { Words } from "../../src/engine/world.ts";
import type { Decider } from "../../src/ports/decider.ts";

export function words(decider: Decider | null, more: Partial<Words> = {}): Words {
  return {
    by: "words",
    goal: "all is there",
    decider,
    unasked: "a goal in words needs a language model",
    rules: [],
    looks: [{ name: "root", module: "stat", params: { path: "/" } }],
    hosts: ["localhost"],
    ...more,
  };
}
