// A model that says what it was told to say, one decision a call, and counts how often it was asked.
import type { Decision } from "../../src/model/decision.ts";
import type { Brief, Decider, Talk, WordPlan } from "../../src/ports/decider.ts";

export class ScriptedDecider implements Decider {
  /** What it was asked; an answer that is on record is not asked for. */
  asked: Brief[] = [];

  /** The same for plans. */
  planned: Brief[] = [];

  /** `script` answers by what the run so far shows, so that a decision that was lost is made again; `steps` are what it plans. */
  constructor(readonly script: (brief: Brief) => Decision, readonly steps?: (brief: Brief) => string[]) {}

  async decide(brief: Brief, talk: Talk): Promise<Decision> {
    const known = talk.earlier.findLast(({ reply }) => reply !== null)?.reply;
    if (typeof known === "string") return JSON.parse(known);
    const id = await talk.begin({ purpose: "decide", attempt: 1, model: "scripted", brief: brief.desiredState });
    this.asked.push(brief);
    const decision = this.script(brief);
    await talk.answered(id, { text: JSON.stringify(decision), tokensIn: 100, tokensOut: 10, costUsd: 0.01 });
    return decision;
  }

  async plan(brief: Brief, talk: Talk): Promise<WordPlan> {
    if (this.steps === undefined) throw new Error("nobody told what to plan");
    const known = talk.earlier.findLast(({ purpose, reply }) => purpose === "plan" && reply !== null)?.reply;
    if (typeof known === "string") return JSON.parse(known);
    const id = await talk.begin({ purpose: "plan", attempt: 1, model: "scripted", brief: brief.desiredState });
    this.planned.push(brief);
    const plan = { reasoning: "one after another", increments: this.steps(brief).map((name) => ({ name })) };
    await talk.answered(id, { text: JSON.stringify(plan), tokensIn: 100, tokensOut: 10, costUsd: 0.01 });
    return plan;
  }
}
