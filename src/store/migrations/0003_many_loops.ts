// What many loops at once need: turns, leases on machines, requests, drift, workers, a feed, notifications, kept outputs.
import { addColumns, type Migration } from "../migration.ts";

const columns: Record<string, string[]> = {
  loops: [
    "stop_request TEXT",
    "waits_for INTEGER",
    "waits_since TEXT",
    "failures INTEGER NOT NULL DEFAULT 0",
    "converged_since TEXT",
    "converged_files TEXT",
    "last_run_at TEXT",
  ],
  iterations: ["repeats INTEGER NOT NULL DEFAULT 1", "last_at TEXT"],
  increments: ["run INTEGER", "play INTEGER", "found_by INTEGER"],
  actions: ["stdout_hash TEXT", "stderr_hash TEXT", "diff_hash TEXT"],
  outputs: ["used_at TEXT"],
};

/** A machine's row stays when nobody holds it: its uid and its highest token are on the machine itself, too. */
const hostLeases = `
CREATE TABLE host_leases (
	machine TEXT NOT NULL,
	uid TEXT NOT NULL,
	token INTEGER NOT NULL DEFAULT 0,
	host TEXT NOT NULL,
	loop_id INTEGER,
	loop_token INTEGER,
	taken_at TEXT,
	PRIMARY KEY (machine)
)`;

const drifts = `
CREATE TABLE drifts (
	id INTEGER NOT NULL,
	loop_id INTEGER NOT NULL,
	run INTEGER NOT NULL,
	host TEXT NOT NULL,
	task TEXT,
	name TEXT NOT NULL,
	module TEXT NOT NULL,
	item TEXT,
	diff TEXT,
	first_seen_at TEXT NOT NULL,
	last_seen_at TEXT NOT NULL,
	action_id INTEGER,
	corrected_at TEXT,
	PRIMARY KEY (id),
	FOREIGN KEY(loop_id) REFERENCES loops (id)
)`;

const workers = `
CREATE TABLE workers (
	name TEXT NOT NULL,
	started_at TEXT NOT NULL,
	heartbeat_at TEXT NOT NULL,
	expires_at TEXT NOT NULL,
	concurrency INTEGER NOT NULL,
	working INTEGER NOT NULL,
	PRIMARY KEY (name)
)`;

/** AUTOINCREMENT: a reader's place in the feed stays right when rows before it are pruned. */
const events = `
CREATE TABLE events (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	at TEXT NOT NULL,
	loop_id INTEGER NOT NULL,
	kind TEXT NOT NULL,
	about INTEGER,
	data TEXT
)`;

const notifications = `
CREATE TABLE notifications (
	id INTEGER NOT NULL,
	event_id INTEGER NOT NULL,
	loop_id INTEGER NOT NULL,
	kind TEXT NOT NULL,
	target TEXT NOT NULL,
	body TEXT NOT NULL,
	status TEXT NOT NULL,
	attempts INTEGER NOT NULL DEFAULT 0,
	next_at TEXT,
	last_error TEXT,
	created_at TEXT NOT NULL,
	delivered_at TEXT,
	PRIMARY KEY (id)
)`;

const indexes = [
  "CREATE INDEX loops_by_turn ON loops (status, next_run_at)",
  "CREATE INDEX loops_leased ON loops (lease_owner, lease_expires_at) WHERE lease_owner IS NOT NULL",
  "CREATE INDEX loops_suspended ON loops (suspended_until) WHERE suspended_until IS NOT NULL",
  "CREATE INDEX loops_in_wait ON loops (waits_since) WHERE waits_since IS NOT NULL",
  "CREATE INDEX loops_in_the_way ON loops (waits_for) WHERE waits_for IS NOT NULL",
  "CREATE INDEX loops_by_name ON loops (name)",
  "CREATE INDEX loops_open ON loops (id) WHERE status NOT IN ('completed', 'failed', 'cancelled')",
  "CREATE INDEX events_of_loop ON events (loop_id, id)",
  "CREATE INDEX increments_of_run ON increments (loop_id, run)",
  "CREATE INDEX drifts_of_loop ON drifts (loop_id, id)",
  "CREATE INDEX drifts_open ON drifts (loop_id, id) WHERE corrected_at IS NULL",
  "CREATE INDEX host_leases_of_loop ON host_leases (loop_id) WHERE loop_id IS NOT NULL",
  "CREATE INDEX prompts_open ON prompts (loop_id) WHERE status = 'pending'",
  "CREATE INDEX outputs_by_use ON outputs (used_at, hash)",
  "CREATE INDEX notifications_due ON notifications (next_at) WHERE status = 'pending'",
  "CREATE INDEX notifications_of_loop ON notifications (loop_id, id)",
];

export const manyLoops: Migration = {
  version: 3,
  statements: [
    ...addColumns(columns),
    "UPDATE outputs SET used_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now')",
    hostLeases,
    drifts,
    workers,
    events,
    notifications,
    ...indexes,
  ],
};
