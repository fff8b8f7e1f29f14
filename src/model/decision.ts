// What playbook, rule and model return alike; from here one road leads to the host.
import type { Action } from "./action.ts";
import type { Json } from "./json.ts";

/** Who made a decision. */
export type DecidedBy = "playbook" | "rule" | "model" | "human";

/** A question to a human. */
export interface Question {
  kind: "question" | "approval" | "plan" | "interrupted" | "pause";
  text: string;
  /** The answers that count; empty for free text. */
  options: string[];
  /** Binds an answer to what was asked about. */
  about: string | null;
}

/** A look that is asked for: a module call that only reads. */
export interface Probe {
  name: string;
  host: string;
  module: string;
  params: { [key: string]: Json };
}

/** One of six ways to go on. */
export type Decision =
  | { kind: "converged"; reasoning: string }
  | { kind: "act"; reasoning: string; actions: Action[] }
  | { kind: "ask"; reasoning: string; questions: Question[] }
  | { kind: "look"; reasoning: string; probes: Probe[] }
  | { kind: "blocked"; reasoning: string }
  | { kind: "unreadable"; reasoning: string };
