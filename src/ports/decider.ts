// Who decides when no playbook does.
import type { Decision } from "../model/decision.ts";
import type { PlannedIncrement } from "../model/increment.ts";
import type { Iteration, Observations } from "../model/iteration.ts";
import type { JsonObject } from "../model/json.ts";
import type { CallPurpose, RecordedCall, Reply } from "../model/model_call.ts";
import type { Finding, Rule } from "../model/rule.ts";
import type { State } from "../model/resource.ts";

/** A host as a brief has it. */
export interface BriefHost {
  name: string;
  address?: string;
  user?: string;
  groups: readonly string[];
  /** As they were gathered last; absent: nobody has. */
  facts?: JsonObject;
}

/** What is left of what a run may cost; what has no limit is absent. */
export interface BudgetLeft {
  iterations: number;
  usd?: number;
  tokens?: number;
  calls?: number;
}

/** What a decider reads. Nothing in it is cut or fenced yet; bound secrets are not in it. */
export interface Brief {
  /** The goal, in words; of an increment, the increment's. */
  desiredState: string;
  /** The whole goal and the increments before it, where an increment is worked on. */
  increment?: { n: number; of: number; whole: string; before: { n: number; desiredState: string; status: string }[] };
  hosts: BriefHost[];
  observations: Observations;
  /** The current run so far, oldest first; actions, results, denials, answers are in it. */
  run: readonly Iteration[];
  /** What the rules said of these observations, and all rules that are there. */
  findings: Finding[];
  rules: readonly Rule[];
  state: State;
  left: BudgetLeft;
  environment?: string;
  dryRun: boolean;
  /** ISO 8601. */
  now: string;
}

/** The calls of one decision, on record before they are sent. */
export interface Talk {
  /** Those of the same decision that were made before the process died: replies that are there are not asked for again. */
  earlier: readonly RecordedCall[];
  /** Writes a call down. Returns its row. Throws BudgetSpent where the run may not ask any more. */
  begin(call: { purpose: CallPurpose; attempt: number; model: string; brief: string }): Promise<number>;
  /** Writes down what came back, in full, before anything is made of it. */
  answered(id: number, reply: Reply): Promise<void>;
  /** A reply that makes no sense, or no reply. */
  refused(id: number, problem: string): Promise<void>;
}

/** A plan of increments in words. */
export interface WordPlan {
  reasoning: string;
  increments: Pick<PlannedIncrement, "name">[];
}

/**
 * Reads a brief and says what to do next. A reply that makes no sense goes back with what is wrong, at most twice, and is then `unreadable`. Throws
 * ModelUnavailable when it cannot be asked.
 */
export interface Decider {
  decide(brief: Brief, talk: Talk, signal: AbortSignal): Promise<Decision>;
  /** The steps towards a goal, each a goal of its own that can be proved. */
  plan(brief: Brief, talk: Talk, signal: AbortSignal): Promise<WordPlan>;
}
