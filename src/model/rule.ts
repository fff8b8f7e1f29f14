// What has been learned, or written by hand: when observations look like this, do that. Data, never code.
import type { JsonObject } from "./json.ts";

/** A look that is taken on every host that it is for. */
export interface Look {
  name: string;
  module: string;
  params: JsonObject;
  /** A host pattern; absent: all hosts. */
  hosts?: string;
}

/** An action of a rule, on each host for which the rule holds. */
export interface RuleAction {
  name: string;
  module: string;
  params: JsonObject;
  /** Another host than the one for which the rule holds. */
  host?: string;
}

/** `proposed` and `disabled` rules are evaluated and never fire. */
export type RuleStatus = "active" | "proposed" | "disabled";

/** A rule's file. */
export interface Rule {
  name: string;
  description: string;
  /** It is consulted only for this goal, and covers it: while it is active and nothing fires, the goal counts as reached. Absent: for every goal, covering none. */
  goal?: string;
  /** A host pattern; absent: all hosts of the loop. */
  hosts?: string;
  observe: Look[];
  /** A Jinja expression over one host's observations. */
  when: string;
  actions: RuleAction[];
  status: RuleStatus;
  /** Where it comes from, and the evidence for it. */
  origin: JsonObject | null;
  /** Absolute path of its file. */
  file: string;
}

/** What one rule said in one iteration. */
export interface Finding {
  rule: string;
  condition: string;
  /** `skipped`: it fired in the iteration before, and its condition still holds. `error`: its condition cannot be evaluated. */
  outcome: "fired" | "matched" | "no match" | "skipped" | "error";
  /** Whether it is active. */
  approved: boolean;
  /** Hosts on which its condition holds. */
  hosts: string[];
  reasoning: string;
}
