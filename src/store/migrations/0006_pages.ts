// What pages and metrics need: counters that triggers keep, a line for each host's name, and indexes for lists.
import type { Migration } from "../migration.ts";
import { COUNTED_BEFORE, COUNTING } from "./0006_counters.ts";
import { HOST_NAMES, NAMED_BEFORE } from "./0006_host_names.ts";

/** Kept where they are written, for lists that would have to read JSON and sum up else. */
const columns = [
  // `[ok, changed, failed, unreachable]`: hosts by how they came out.
  "ALTER TABLE iterations ADD COLUMN counts TEXT",
  // What questions to a model have cost, those that are pruned too.
  "ALTER TABLE loops ADD COLUMN cost_usd REAL",
];

const costs = `
CREATE TRIGGER loops_cost AFTER UPDATE OF cost_usd ON model_calls WHEN old.cost_usd IS NULL AND new.cost_usd IS NOT NULL
BEGIN
	UPDATE loops SET cost_usd = coalesce(cost_usd, 0) + new.cost_usd WHERE id = new.loop_id;
END`;

/** Partial where most rows need not be in them: such an index costs the writers nothing. */
const indexes = [
  "DROP INDEX hosts_of_loop",
  "CREATE INDEX hosts_of_loop ON hosts (loop_id, status)",
  // By when they were last at work: the row is not written any more.
  "CREATE INDEX loops_ended ON loops (coalesce(last_run_at, started_at, created_at), id) WHERE status IN ('completed', 'failed', 'cancelled')",
  "CREATE INDEX prompts_asked ON prompts (id) WHERE status = 'pending'",
  "CREATE INDEX drifts_uncorrected ON drifts (id) WHERE corrected_at IS NULL",
  "CREATE INDEX drifts_of_host ON drifts (host, id)",
  "CREATE INDEX actions_changing ON actions (coalesce(delegate, host), id) WHERE changed = 1",
  // Of ten thousand actions those that people look for.
  "CREATE INDEX actions_amiss ON actions (iteration_id, position) WHERE status IN ('failed', 'denied', 'skipped', 'interrupted')",
  // Rows of the original name their host so.
  "CREATE INDEX actions_changing_once ON actions (host_id, id) WHERE changed = 1 AND host_id IS NOT NULL",
];

export const pages: Migration = {
  version: 6,
  statements: [...columns, ...indexes, ...COUNTING, costs, ...HOST_NAMES],
  fills: [
    "UPDATE loops SET cost_usd = (SELECT sum(cost_usd) FROM model_calls WHERE loop_id = loops.id) WHERE id IN (SELECT loop_id FROM model_calls)",
    ...COUNTED_BEFORE,
    ...NAMED_BEFORE,
  ],
};
