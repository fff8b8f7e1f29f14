// What goals in words need: questions to a model, what approvals cover, looks that are asked for again, hosts that decisions add, what rules said.
import { addColumns, type Migration } from "../migration.ts";

const columns: Record<string, string[]> = {
  loops: ["looks TEXT"],
  hosts: ["added TEXT"],
  prompts: ["shown TEXT"],
  rule_results: ["outcome TEXT", "hosts TEXT", "decided INTEGER NOT NULL DEFAULT 0"],
};

/** A brief is in `outputs` alone; of a long reply the column has head and tail. */
const modelCalls = `
CREATE TABLE model_calls (
	id INTEGER NOT NULL,
	loop_id INTEGER NOT NULL,
	iteration_id INTEGER NOT NULL,
	purpose TEXT NOT NULL,
	attempt INTEGER NOT NULL,
	model TEXT NOT NULL,
	status TEXT NOT NULL,
	brief_hash TEXT NOT NULL,
	reply TEXT,
	reply_hash TEXT,
	problem TEXT,
	tokens_in INTEGER,
	tokens_out INTEGER,
	cost_usd REAL,
	ms INTEGER,
	started_at TEXT NOT NULL,
	ended_at TEXT,
	PRIMARY KEY (id),
	FOREIGN KEY(loop_id) REFERENCES loops (id),
	FOREIGN KEY(iteration_id) REFERENCES iterations (id)
)`;

/** Passes of playbooks are in none of them: they are most iterations there are, and nobody counts their decisions. */
const indexes = [
  "CREATE INDEX model_calls_of_iteration ON model_calls (iteration_id)",
  "CREATE INDEX model_calls_of_loop ON model_calls (loop_id)",
  "CREATE INDEX model_calls_sent ON model_calls (loop_id) WHERE status = 'sent'",
  "CREATE INDEX iterations_decided ON iterations (id) WHERE decided_by IN ('rule', 'model', 'human')",
  "CREATE INDEX iterations_by_decider ON iterations (loop_id, decided_by, fresh, run, repeats) WHERE decided_by IN ('rule', 'model', 'human')",
  "CREATE INDEX rule_results_decided ON rule_results (rule_name, id) WHERE decided = 1",
  "CREATE INDEX prompts_declined ON prompts (loop_id) WHERE kind = 'approval' AND response = 'no'",
  "CREATE INDEX hosts_added ON hosts (loop_id) WHERE added IS NOT NULL",
];

export const decisions: Migration = {
  version: 5,
  statements: [
    ...addColumns(columns),
    modelCalls,
    ...indexes,
  ],
};
