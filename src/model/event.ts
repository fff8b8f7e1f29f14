// What listeners hear while a loop works. Nothing in it is needed to go on: the record is.
import type { Action } from "./action.ts";
import type { DecidedBy, Decision } from "./decision.ts";
import type { Json } from "./json.ts";
import type { Diff, ModuleResult } from "./plan.ts";
import type { Next } from "./loop.ts";
import type { Tally } from "./iteration.ts";

/** How one task came out on one host (or for one item of it). */
export type Outcome = "ok" | "changed" | "failed" | "skipped" | "unreachable" | "interrupted" | "denied" | "would run";

/** Something that happened to a loop, told when it happens. */
export type Event =
  /** `part`: what of the playbook is walked, where that is not all of it or not for the first time: `increment 2 (web)`. */
  | { kind: "iteration opened"; loop: number; n: number; fresh: boolean; checkMode: boolean; part?: string }
  | { kind: "play"; loop: number; name: string }
  | {
    kind: "task";
    loop: number;
    task: string | null;
    name: string;
    module: string;
    handler: boolean;
    /** Those that are at work on it, each once. */
    hosts?: readonly string[];
  }
  | { kind: "action started"; loop: number; id: number; host: string; name: string }
  | {
    kind: "result";
    loop: number;
    id: number | null;
    host: string;
    name: string;
    module: string;
    item?: Json;
    /** What a loop's label says instead of the item. */
    label?: Json;
    /** The host that it was done on instead. */
    delegate?: string;
    outcome: Outcome;
    ignored: boolean;
    /** A block's rescue answers the failure. */
    rescued: boolean;
    /** Taken from the record of an earlier pass. */
    recorded: boolean;
    noLog: boolean;
    result: ModuleResult;
    diff: Diff[];
    /** The task says `diff: true`: its difference is shown whether or not others' are. */
    showDiff?: boolean;
  }
  /** Looks were taken on hosts; `failed` says which saw nothing, in sentences. */
  | { kind: "observed"; loop: number; hosts: number; looks: number; failed: string[] }
  | { kind: "model asked"; loop: number; model: string; attempt: number }
  | {
    kind: "model answered";
    loop: number;
    model: string;
    ms: number;
    tokensIn: number | null;
    tokensOut: number | null;
    costUsd: number | null;
  }
  /** A reply that made no sense goes back with what is wrong. */
  | { kind: "model refused"; loop: number; model: string; problem: string }
  | {
    kind: "decided";
    loop: number;
    by: DecidedBy;
    decision: Decision["kind"];
    reasoning: string;
    rule?: string;
    actions: number;
    /** Of a plan: its steps. */
    steps?: string[];
    /** What is to be done, in order. */
    list?: readonly Pick<Action, "host" | "module" | "name" | "params">[];
  }
  /** "Converged" was said and is not believed. */
  | { kind: "unproven"; loop: number; why: string[] }
  /** A rule was proposed, or another thing that people want to hear once a run has converged. */
  | { kind: "learned"; loop: number; text: string }
  /** A task's `until` does not hold yet. */
  | { kind: "retrying"; loop: number; host: string; name: string; left: number; result: ModuleResult }
  | { kind: "settled"; loop: number; id: number; host: string; name: string; state: string }
  | { kind: "waiting for receipt"; loop: number; id: number; host: string; name: string }
  /** The pass got nowhere: somebody else is at work on a machine, or one is away. */
  | { kind: "waiting"; loop: number; reason: string }
  | { kind: "iteration closed"; loop: number; n: number; tally: { [host: string]: Tally }; converged: boolean }
  | { kind: "ended"; loop: number; next: Next };
