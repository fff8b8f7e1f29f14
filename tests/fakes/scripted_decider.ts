// A model that says what it was told to say, one decision a call, and counts how often it was asked.
import type { Decision } from "../../src/model/decision.ts";
import type { Brief, Decider, WordPlan } from "../../src/ports/decider.ts";

export class ScriptedDecider implements Decider {
  asked: Brief[] = [];

  /** `script` answers by what the run so far shows, so that a decision that was lost is made again. */
  constructor(readonly script: (brief: Brief) => Decision) {}

  decide(brief: Brief): Promise<Decision> {
    this.asked.push(brief);
    return Promise.resolve(this.script(brief));
  }

  plan(): Promise<WordPlan> {
    return Promise.reject(new Error("nobody told what to plan"));
  }
}
