// What readers read. Nothing here writes, and rows of the original program are returned as they are.
import type { RecordedPrompt } from "../model/iteration.ts";
import type { FeedEvent } from "../model/feed.ts";
import type { Json, JsonObject } from "../model/json.ts";
import type { Loop } from "../model/loop.ts";
import type { DecisionArchive } from "./decision_archive.ts";
export type { CallRow, DecisionCount, PastDecision, RuleUse } from "./decision_archive.ts";

/** An iteration for people: legacy rows have no run and any phase text. */
export interface IterationRow {
  id: number;
  n: number;
  run: number | null;
  /** The number of the increment that it worked on; null outside of one. */
  increment: number | null;
  phase: string;
  fresh: boolean;
  decidedBy: string | null;
  converged: boolean | null;
  reasoning: string | null;
  observations: Json;
  error: string | null;
  createdAt: string;
  completedAt: string | null;
  /** More than 1: so many quiet runs one after another, the last of which ended at `lastAt`. */
  repeats: number;
  lastAt: string | null;
}

/** An action for people: legacy rows have no host name, task or position, and any status text. */
export interface ActionRow {
  id: number;
  iteration: number;
  n: number;
  host: string | null;
  /** The host that it was done on instead of its own. */
  delegate: string | null;
  /** How that host was entered, as a `Way`; null: this machine, as whoever started us. */
  way: Json;
  module: string;
  params: Json;
  name: string | null;
  task: string | null;
  item: Json;
  status: string;
  verdict: string | null;
  rc: number | null;
  stdout: string | null;
  stderr: string | null;
  changed: boolean | null;
  diff: Json;
  result: Json;
  attempt: number;
  startedAt: string | null;
  completedAt: string | null;
}

/** A prompt for people, with when and by whom it was answered. */
export interface PromptRow extends RecordedPrompt {
  loop: number;
  iteration: number | null;
  createdAt: string;
  answeredAt: string | null;
  answeredBy: string | null;
}

/** A difference that a converged loop found, and what became of it. It outlives pruned outputs. */
export interface DriftRow {
  id: number;
  loop: number;
  run: number;
  host: string;
  task: string | null;
  name: string;
  module: string;
  item: Json;
  /** From what to what, as `Diff[]`; null for what no_log hides. */
  diff: Json;
  firstSeenAt: string;
  lastSeenAt: string;
  /** The action that put it right, or tried to; null where none was taken (a dry run). */
  action: number | null;
  correctedAt: string | null;
}

/** A notification, and how its delivery went. */
export interface NotificationRow {
  id: number;
  loop: number;
  kind: string;
  target: string;
  status: "pending" | "delivered" | "given up";
  attempts: number;
  lastError: string | null;
  createdAt: string;
  deliveredAt: string | null;
}

/** What one loop knows of one host. */
export interface FleetHost {
  loop: number;
  loopName: string;
  host: string;
  address: string | null;
  user: string | null;
  port: number | null;
  groups: string[];
  /** With the file each comes from; what looked like a secret reads `(secret)`. */
  vars: { [name: string]: { value: Json; from: string } };
  /** ISO 8601, like all times here: when its facts were gathered. */
  factsAt: string | null;
  /** Only where they were asked for. */
  facts: JsonObject | null;
  /** `unknown`: not met yet. `gone`: the inventory has it no more. */
  status: "reachable" | "unreachable" | "unknown" | "gone";
  /** Why it did not answer the last time, or did and let nobody be become; null where all was well. */
  lastError: string | null;
  /** When it last answered, give or take a minute. */
  seenAt: string | null;
  /** When it was last found to answer, or not to answer, likewise. */
  heardAt: string | null;
  changedAt: string | null;
  /** What was changed on it last; null for nothing, and once that is pruned. */
  changedAction: { id: number; name: string; module: string } | null;
}

/** A place in a loop's iterations. */
export interface IterationPlace {
  n: number;
  id: number;
}

/** Drifts of a loop, counted. */
export interface DriftCount {
  all: number;
  /** Not put right yet. */
  open: number;
}

/** Which actions. */
export type ActionsOf = {
  /** Whole outputs where they are kept apart and not pruned; otherwise their head and tail. Default false. */
  whole?: boolean;
  /** For a table: without way, parameters and diff, of outputs only the beginning, and not in the result. Default false. */
  brief?: boolean;
} & ({ iterations: readonly number[]; status?: string } | { ids: readonly number[] });

/**
 * Reads the record. Never waits for a worker and never takes a lease. No call costs more because a loop or a database is old: what can be
 * long is asked for in pages, or by its newest end.
 */
export interface Archive extends DecisionArchive {
  /** Oldest first; without `all` only loops that have not ended. */
  loops(filter: { all: boolean }): Promise<Loop[]>;
  loop(id: number): Promise<Loop | undefined>;
  /** By id or by name: of several that share it the newest that has not ended, else the newest; `newest`: whether it has ended or not. */
  find(idOrName: string, newest?: boolean): Promise<Loop | undefined>;
  /** Ids of the loops of this name that have not ended, oldest first. */
  namesakes(name: string): Promise<number[]>;
  increments(loop: number): Promise<JsonObject[]>;
  /** Oldest first: the last so many, or at most `limit` after a place (null: from the beginning). */
  iterations(
    loop: number,
    page: { last: number } | { after: IterationPlace | null; limit: number },
  ): Promise<IterationRow[]>;
  /** Iterations of the last so many runs, oldest first, and whether there are earlier ones. A row of the original, without a run, is one. */
  lastRuns(loop: number, runs: number): Promise<{ iterations: IterationRow[]; earlier: boolean }>;
  /** The newest iteration of each loop that has one, by the loop's id. */
  latest(loops: readonly number[]): Promise<Map<number, IterationRow>>;
  iterationsById(ids: readonly number[]): Promise<IterationRow[]>;
  /** In the order they were noted. */
  actions(of: ActionsOf): Promise<ActionRow[]>;
  /** Oldest first; the last so many where `last` is given. */
  prompts(filter: { loop?: number; open?: boolean; ids?: readonly number[]; last?: number }): Promise<PromptRow[]>;
  hosts(loop: number): Promise<JsonObject[]>;
  /**
   * Hosts by name, each once for every loop that knows it and goes on, oldest loop first; of loops that have ended the newest, and the one that last
   * changed something there. All hosts of a loop where one is named.
   */
  fleet(filter: { host?: string; loop?: number; facts?: boolean }): Promise<FleetHost[]>;
  resources(loop: number): Promise<JsonObject[]>;
  /** Of these iterations, in the order they were written. */
  ruleResults(iterations: readonly number[]): Promise<JsonObject[]>;
  /** Oldest first; the last `limit` where one is given. `open`: not put right yet. */
  drifts(filter: { loop?: number; open?: boolean; limit?: number; ids?: readonly number[] }): Promise<DriftRow[]>;
  driftCount(loop: number): Promise<DriftCount>;
  /** Rows of the feed after `after` (an id), oldest first, at most `limit`. */
  feed(after: number, filter: { loop?: number; limit: number }): Promise<FeedEvent[]>;
  /** The highest id that a row of the feed ever had, also one that is gone; 0 where there was none. It never goes back. */
  feedEnd(): Promise<number>;
  /** After which id a loop's feed begins that is not older than `since` (ISO 8601) and has at most `last` rows. */
  feedStart(loop: number, from: { since?: string; last?: number }): Promise<number>;
  /** Oldest first; the last `limit` where one is given. */
  notifications(filter: { loop?: number; limit?: number }): Promise<NotificationRow[]>;
}
