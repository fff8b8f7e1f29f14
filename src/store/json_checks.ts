// Columns that have to hold JSON, and do: whoever reads another stops at it.
import type { Check } from "./check.ts";

/** By table: its columns, and how a row is told of. What the original wrote may be anything, and is read so. */
const COLUMNS: readonly { table: string; columns: string[]; ours: string; row: string }[] = [
  {
    table: "loops",
    columns: ["options", "stop_request", "sources", "converged_files", "looks"],
    ours: "1",
    row: "'loop ' || id || ' (' || name || ')'",
  },
  {
    table: "iterations",
    columns: ["decision", "observations", "counts"],
    ours: "run IS NOT NULL",
    row: "'iteration ' || n || ' of loop ' || loop_id",
  },
  {
    table: "actions",
    columns: ["params", "item", "diff", "result", "way"],
    ours: "host IS NOT NULL",
    row: "'action ' || id",
  },
  {
    table: "prompts",
    columns: ["shown"],
    ours: "kind IS NOT NULL",
    row: "'question ' || id || ' of loop ' || loop_id",
  },
  {
    table: "hosts",
    columns: ["added", "facts_asked"],
    ours: "1",
    row: "'host ' || hostname || ' of loop ' || loop_id",
  },
  { table: "host_facts", columns: ["facts"], ours: "1", row: "'host ' || host_id" },
  { table: "notifications", columns: ["body"], ours: "1", row: "'notification ' || id" },
];

export const JSON_CHECKS: readonly Check[] = COLUMNS.map(({ table, columns, ours, row }) => ({
  says: `has something in table ${table} that is no JSON`,
  sql: columns.map((column) =>
    `SELECT 'column ${column} of ' || ${row} AS what FROM ${table} WHERE ${ours} AND ${column} IS NOT NULL AND NOT json_valid(${column})`
  ).join(" UNION ALL "),
}));
