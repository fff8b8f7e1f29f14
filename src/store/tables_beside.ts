// The rows of what the original had no place for: leases on machines, facts, drift, workers, the feed, the outbox.
import type { Generated } from "kysely";
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
