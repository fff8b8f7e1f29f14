// Rows as any program may have written them, column by column.
import type { DatabaseSync, SQLInputValue } from "node:sqlite";

/** Columns by name. */
export type Columns = Record<string, SQLInputValue>;

const DEFAULTS: Record<string, Columns> = {
  loops: {
    uid: "u",
    name: "site",
    status: "waiting",
    mode: "continuous",
    desired_state: "/srv/site.yml",
    options: '{"file":"/srv/site.yml"}',
    run: 1,
    created_at: "2026-11-01T00:00:00.000Z",
  },
  iterations: { loop_id: 1, n: 1, run: 1, phase: "completed", fresh: 1, created_at: "2026-11-01T00:00:00.000Z" },
  actions: { iteration_id: 1, module: "command", status: "completed", host: "web1", position: 0 },
  prompts: { loop_id: 1, prompt_text: "Go on?", status: "pending", created_at: "2026-11-01T00:00:00.000Z" },
  drifts: {
    loop_id: 1,
    run: 1,
    host: "web1",
    name: "motd",
    module: "copy",
    first_seen_at: "2026-11-01T00:00:00.000Z",
    last_seen_at: "2026-11-01T00:00:00.000Z",
  },
  hosts: { loop_id: 1, hostname: "web1", status: "reachable", created_at: "2026-11-01T00:00:00.000Z" },
  model_calls: {
    loop_id: 1,
    iteration_id: 1,
    purpose: "decide",
    attempt: 1,
    model: "m",
    status: "sent",
    brief_hash: "h",
    started_at: "2026-11-01T00:00:00.000Z",
  },
};

/** Inserts a row, what is not named as usual. Returns its id. */
export function insert(db: DatabaseSync, table: string, columns: Columns = {}): number {
  const row = { ...DEFAULTS[table], ...columns };
  const names = Object.keys(row);
  const sql = `INSERT INTO ${table} (${names.join(", ")}) VALUES (${names.map(() => "?").join(", ")})`;
  return Number(db.prepare(sql).run(...Object.values(row)).lastInsertRowid);
}
