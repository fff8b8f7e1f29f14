// What playbook, rule and model return alike; from here one road leads to the host.
import type { Action } from "./action.ts";
import type { Json, JsonObject } from "./json.ts";

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
  /** Of an approval: what it covers, in order. */
  shown?: Shown[];
  /** Of a plan for a goal in words: the goals of its steps, in order. */
  steps?: string[];
  /** Answered before anybody was asked (`--yes`). */
  answered?: { response: string; by: string };
}

/** One action as an approval shows it. */
export interface Shown {
  host: string;
  module: string;
  name: string;
  params: JsonObject;
  /** Its path in the playbook; null for a model's or rule's action. */
  task: string | null;
  /** Why it is asked for: the policy's reason. */
  reason: string;
  /** Hash of all that makes the call what it is: host and way, module, parameters, its place. */
  call: string;
  /** Hash of where it stands, by which its row is known once it was begun. */
  place?: string;
  /** Hash of what a look found and would do; null where only the call itself is bound, because it depends on an earlier action. */
  seen: string | null;
  /** The number (from 1) of the earlier action of the same batch that it depends on. */
  after?: number;
}

/** A look that is asked for: a module call that only reads. */
export interface Probe {
  name: string;
  host: string;
  module: string;
  params: { [key: string]: Json };
}

/** A change of what is known of hosts and resources; nothing on a host. */
export type StateOp =
  | { op: "add_resource"; name: string; data: JsonObject }
  /** Variables are connection variables and others, as an inventory has them. */
  | { op: "add_host"; name: string; vars: JsonObject; groups: string[] }
  /** A host or a resource of that name. */
  | { op: "remove"; name: string };

/** What may come with any decision. */
export interface Beside {
  /** Looks for the next iteration, and for the later runs. */
  probes?: Probe[];
  stateOps?: StateOp[];
  /** A rule that the model proposes, as it wrote it: unchecked. */
  learn?: JsonObject;
  /** The rule that decided. */
  rule?: string;
}

/** One of six ways to go on. */
export type Decision =
  & Beside
  & (
    | { kind: "converged"; reasoning: string }
    | { kind: "act"; reasoning: string; actions: Action[] }
    | { kind: "ask"; reasoning: string; questions: Question[] }
    | { kind: "look"; reasoning: string; probes: Probe[] }
    | { kind: "blocked"; reasoning: string }
    | { kind: "unreadable"; reasoning: string }
  );
