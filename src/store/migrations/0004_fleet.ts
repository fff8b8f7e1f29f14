// What many hosts need: how each action got to its host, and what is known of hosts, and since when.
import { addColumns, type Migration } from "../migration.ts";

const columns: Record<string, string[]> = {
  actions: ["way TEXT", "delegate TEXT"],
  hosts: [
    "facts_at TEXT",
    "facts_asked TEXT",
    "facts_stale INTEGER NOT NULL DEFAULT 0",
    "seen_at TEXT",
    "changed_at TEXT",
    "changed_action INTEGER",
  ],
};

/** Beside the rows of hosts: these are written at each change, and with tens of kilobytes in them that took ten times as long. */
const hostFacts = `
CREATE TABLE host_facts (
	host_id INTEGER NOT NULL,
	facts TEXT NOT NULL,
	PRIMARY KEY (host_id),
	FOREIGN KEY(host_id) REFERENCES hosts (id)
)`;

/** By name first: one index finds a loop's host, and a host in all loops. */
const byName = "CREATE INDEX hosts_by_name ON hosts (hostname, loop_id)";

export const fleet: Migration = {
  version: 4,
  statements: [
    ...addColumns(columns),
    hostFacts,
    byName,
  ],
};
