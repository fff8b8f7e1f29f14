// The tables of the Python program, to the letter; in its own files they are there already.
import type { Migration } from "../migration.ts";

const loops = `
CREATE TABLE IF NOT EXISTS loops (
	id INTEGER NOT NULL, 
	name TEXT NOT NULL, 
	status TEXT NOT NULL, 
	mode TEXT NOT NULL, 
	desired_state TEXT, 
	inventory TEXT, 
	groups TEXT, 
	interval REAL, 
	created_at TEXT DEFAULT '(datetime(''now''))' NOT NULL, 
	started_at TEXT, 
	completed_at TEXT, 
	PRIMARY KEY (id)
)`;

const increments = `
CREATE TABLE IF NOT EXISTS increments (
	id INTEGER NOT NULL, 
	loop_id INTEGER NOT NULL, 
	n INTEGER NOT NULL, 
	desired_state TEXT NOT NULL, 
	status TEXT NOT NULL, 
	is_fix INTEGER NOT NULL, 
	created_at TEXT DEFAULT '(datetime(''now''))' NOT NULL, 
	completed_at TEXT, 
	PRIMARY KEY (id), 
	FOREIGN KEY(loop_id) REFERENCES loops (id)
)`;

const hosts = `
CREATE TABLE IF NOT EXISTS hosts (
	id INTEGER NOT NULL, 
	loop_id INTEGER NOT NULL, 
	hostname TEXT NOT NULL, 
	ansible_host TEXT, 
	ansible_user TEXT, 
	ansible_port INTEGER, 
	groups TEXT, 
	facts TEXT, 
	status TEXT NOT NULL, 
	created_at TEXT DEFAULT '(datetime(''now''))' NOT NULL, 
	updated_at TEXT, 
	PRIMARY KEY (id), 
	FOREIGN KEY(loop_id) REFERENCES loops (id)
)`;

const resources = `
CREATE TABLE IF NOT EXISTS resources (
	id INTEGER NOT NULL, 
	loop_id INTEGER NOT NULL, 
	name TEXT NOT NULL, 
	data TEXT, 
	created_at TEXT DEFAULT '(datetime(''now''))' NOT NULL, 
	updated_at TEXT, 
	PRIMARY KEY (id), 
	FOREIGN KEY(loop_id) REFERENCES loops (id)
)`;

const iterations = `
CREATE TABLE IF NOT EXISTS iterations (
	id INTEGER NOT NULL, 
	loop_id INTEGER NOT NULL, 
	increment_id INTEGER, 
	n INTEGER NOT NULL, 
	phase TEXT NOT NULL, 
	converged INTEGER, 
	reasoning TEXT, 
	observations TEXT, 
	created_at TEXT DEFAULT '(datetime(''now''))' NOT NULL, 
	completed_at TEXT, 
	PRIMARY KEY (id), 
	FOREIGN KEY(loop_id) REFERENCES loops (id), 
	FOREIGN KEY(increment_id) REFERENCES increments (id)
)`;

const actions = `
CREATE TABLE IF NOT EXISTS actions (
	id INTEGER NOT NULL, 
	iteration_id INTEGER NOT NULL, 
	host_id INTEGER, 
	module TEXT NOT NULL, 
	params TEXT, 
	status TEXT NOT NULL, 
	rc INTEGER, 
	stdout TEXT, 
	stderr TEXT, 
	changed INTEGER, 
	started_at TEXT, 
	completed_at TEXT, 
	PRIMARY KEY (id), 
	FOREIGN KEY(iteration_id) REFERENCES iterations (id), 
	FOREIGN KEY(host_id) REFERENCES hosts (id)
)`;

const prompts = `
CREATE TABLE IF NOT EXISTS prompts (
	id INTEGER NOT NULL, 
	loop_id INTEGER NOT NULL, 
	iteration_id INTEGER, 
	prompt_text TEXT NOT NULL, 
	options TEXT, 
	response TEXT, 
	status TEXT NOT NULL, 
	created_at TEXT DEFAULT '(datetime(''now''))' NOT NULL, 
	answered_at TEXT, 
	PRIMARY KEY (id), 
	FOREIGN KEY(loop_id) REFERENCES loops (id), 
	FOREIGN KEY(iteration_id) REFERENCES iterations (id)
)`;

const ruleResults = `
CREATE TABLE IF NOT EXISTS rule_results (
	id INTEGER NOT NULL, 
	iteration_id INTEGER NOT NULL, 
	rule_name TEXT NOT NULL, 
	condition TEXT, 
	matched INTEGER NOT NULL, 
	approved INTEGER, 
	reasoning TEXT, 
	created_at TEXT DEFAULT '(datetime(''now''))' NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(iteration_id) REFERENCES iterations (id)
)`;

/** `IF NOT EXISTS`, as the original itself makes missing tables when it opens a file of an earlier release of it. */
export const originalSchema: Migration = {
  version: 1,
  statements: [loops, increments, hosts, resources, iterations, actions, prompts, ruleResults],
};
