// What is read of decisions: what the model was asked, who decided how often, what it cost, what was decided on which looks.
import type { DecidedBy, Decision } from "../model/decision.ts";
import type { Json, JsonObject } from "../model/json.ts";
import type { RecordedCall } from "../model/model_call.ts";

/** A question to the model, for people. */
export interface CallRow extends RecordedCall {
  loop: number;
  /** The iteration's number. */
  n: number;
  run: number;
}

/** Who decided, and what it cost. */
export interface DecisionCount {
  /** Iterations by who decided them; passes of playbooks are not counted. */
  by: { [who in DecidedBy]?: number };
  calls: number;
  /** Of these, those whose reply never came back to anybody. */
  lost: number;
  tokensIn: number;
  tokensOut: number;
  /** US dollars; null where no call's cost is known. */
  costUsd: number | null;
}

/** A decision of the whole record with what it was made on, for testing rules. */
export interface PastDecision {
  /** The iteration's. */
  id: number;
  loop: number;
  run: number;
  n: number;
  goal: string;
  by: DecidedBy;
  looks: { [host: string]: { [name: string]: Json } };
  decision: Decision;
  /** Its actions, as they ended. */
  actions: { host: string; module: string; params: JsonObject; status: string; changed: boolean }[];
  converged: boolean;
}

/** How often a rule has decided. */
export interface RuleUse {
  rule: string;
  decided: number;
  /** ISO 8601, UTC. */
  lastAt: string;
  lastLoop: number;
}

/** The part of the archive about goals in words. */
export interface DecisionArchive {
  /** Rules that have decided at least once, in any loop, by name. */
  ruleUse(): Promise<RuleUse[]>;
  /** The folder of rules of each loop in words that has not ended and names one, oldest loop first. */
  ruleFolders(): Promise<{ loop: number; folder: string }[]>;
  /** Questions to the model of these iterations, oldest first. */
  modelCalls(iterations: readonly number[]): Promise<CallRow[]>;
  /** One question to the model. */
  call(id: number): Promise<CallRow | undefined>;
  /** What a call sent, whole; undefined once it is pruned. */
  brief(call: number): Promise<string | undefined>;
  /** Of a loop's runs from `since` on (a run's number), or of all. */
  decisionCount(loop: number, since?: number): Promise<DecisionCount>;
  /** Decisions of all loops that were made on looks, oldest first: at most `limit` after an iteration's id. */
  pastDecisions(after: number, limit: number): Promise<PastDecision[]>;
}
