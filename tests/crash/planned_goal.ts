// A goal in words that is planned and worked in increments, for deaths at every moment of it.
import type { Decision } from "../../src/model/decision.ts";
import { ScriptedDecider } from "../fakes/scripted_decider.ts";
import { words } from "../fakes/words.ts";
import type { Scenario } from "./stage.ts";

export const PLANNED_DEEDS = ["one", "two", "last"];

/** Two steps, a command each, and a third command that only the look at the whole finds missing. Plan and commands are approved by a yes each. */
export function plannedGoal(deciders: ScriptedDecider[]): Scenario {
  return {
    name: "a goal in words, planned",
    mode: "incremental",
    answer: "yes",
    decides: (stage) => {
      const decider = new ScriptedDecider(({ desiredState, increment }): Decision => {
        const name = increment === undefined ? "last" : desiredState;
        if (stage.done().includes(name)) return { kind: "converged", reasoning: `${name} is done` };
        const params = { cmd: `echo ${name} >> ${stage.deeds}` };
        const action = { host: "localhost", module: "shell", params, name, task: null };
        return { kind: "act", reasoning: `${name} is missing`, actions: [action] };
      }, () => ["one", "two"]);
      deciders.push(decider);
      return words(decider, { looks: [{ name: "there", module: "stat", params: { path: stage.folder } }] });
    },
  };
}
