// The rows of what the original had no place for: leases on machines, facts, drift, questions to the model, workers, the feed, the outbox.
import type { ColumnType, Generated } from "kysely";
import type { JsonText, Optional, Time } from "./columns.ts";

/** Who may change which machine; `loop_id` null: nobody holds it. */
export interface HostLeasesTable {
  machine: string;
  uid: string;
  token: number;
  host: string;
  loop_id: Optional<number>;
  loop_token: Optional<number>;
  taken_at: Optional<Time>;
}

/** Facts of hosts, as JSON. */
export interface HostFactsTable {
  host_id: number;
  facts: JsonText;
}

/** Differences that a converged loop has found. */
export interface DriftsTable {
  id: Generated<number>;
  loop_id: number;
  run: number;
  host: string;
  task: Optional<string>;
  name: string;
  module: string;
  item: Optional<JsonText>;
  diff: Optional<JsonText>;
  first_seen_at: Time;
  last_seen_at: Time;
  action_id: Optional<number>;
  corrected_at: Optional<Time>;
}

/** Questions to the model. */
export interface ModelCallsTable {
  id: Generated<number>;
  loop_id: number;
  iteration_id: number;
  purpose: string;
  attempt: number;
  /** As it was asked for; once it has answered, as the provider names it. */
  model: string;
  status: string;
  brief_hash: string;
  /** Read back as bytes: node:sqlite ends text at the first NUL. */
  reply: ColumnType<string | Uint8Array | null, string | null | undefined, string | null>;
  /** Where the whole of a long reply is kept, until it is pruned. */
  reply_hash: Optional<string>;
  problem: Optional<string>;
  tokens_in: Optional<number>;
  tokens_out: Optional<number>;
  cost_usd: Optional<number>;
  ms: Optional<number>;
  started_at: Time;
  ended_at: Optional<Time>;
}

/** Workers that are alive until `expires_at`. */
export interface WorkersTable {
  name: string;
  started_at: Time;
  heartbeat_at: Time;
  expires_at: Time;
  concurrency: number;
  working: number;
}

/** The feed. */
export interface EventsTable {
  id: Generated<number>;
  at: Time;
  loop_id: number;
  kind: string;
  about: Optional<number>;
  data: Optional<JsonText>;
}

/** The outbox: pending, delivered or given up. */
export interface NotificationsTable {
  id: Generated<number>;
  event_id: number;
  loop_id: number;
  kind: string;
  target: string;
  body: JsonText;
  status: string;
  attempts: Generated<number>;
  next_at: Optional<Time>;
  last_error: Optional<string>;
  created_at: Time;
  delivered_at: Optional<Time>;
}

/** What is counted of the whole record, pruned or not; most of it by triggers. */
export interface CountersTable {
  name: string;
  /** `{label: value}`, keys in the order in which they were written first. */
  labels: JsonText;
  /** The bound of a bucket, in seconds, of what was counted in no smaller one; 0 for what has no buckets. */
  upto: number;
  value: number;
  /** Seconds. */
  sum: number;
}

/** One line for each name of a host. Kept by triggers. */
export interface HostNamesTable {
  host: string;
  address: Optional<string>;
  groups: Optional<JsonText>;
  status: string;
  last_error: Optional<string>;
  seen_at: Optional<Time>;
  heard_at: Optional<Time>;
  changed_at: Optional<Time>;
  /** Distribution, kernel and architecture, in words. */
  system: Optional<string>;
}
