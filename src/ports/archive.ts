// What readers read. Nothing here writes, and rows of the original program are returned as they are.
import type { RecordedPrompt } from "../model/iteration.ts";
import type { FeedEvent } from "../model/feed.ts";
import type { Json, JsonObject } from "../model/json.ts";
import type { Loop } from "../model/loop.ts";

/** An iteration for people: legacy rows have no run and any phase text. */
export interface IterationRow {
  id: number;
  n: number;
  run: number | null;
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

/** Reads the record. Never waits for a worker and never takes a lease. */
export interface Archive {
  /** Oldest first; without `all` only loops that have not ended. */
  loops(filter: { all: boolean }): Promise<Loop[]>;
  loop(id: number): Promise<Loop | undefined>;
  /** By id or by name; the newest where several share the name. */
  find(idOrName: string): Promise<Loop | undefined>;
  increments(loop: number): Promise<JsonObject[]>;
  /** Oldest first; the last `limit` where one is given. */
  iterations(loop: number, limit?: number): Promise<IterationRow[]>;
  /** In the order they were noted. */
  actions(loop: number): Promise<ActionRow[]>;
  prompts(filter: { loop?: number; open?: boolean }): Promise<PromptRow[]>;
  hosts(loop: number): Promise<JsonObject[]>;
  resources(loop: number): Promise<JsonObject[]>;
  ruleResults(loop: number): Promise<JsonObject[]>;
  /** Oldest first; the last `limit` where one is given. `open`: not put right yet. */
  drifts(filter: { loop?: number; open?: boolean; limit?: number }): Promise<DriftRow[]>;
  /** Rows of the feed after `after` (an id), oldest first, at most `limit`. */
  feed(after: number, filter: { loop?: number; limit: number }): Promise<FeedEvent[]>;
  /** The newest row's id of the feed; 0 for an empty one. */
  feedEnd(): Promise<number>;
  notifications(filter: { loop?: number }): Promise<NotificationRow[]>;
}
