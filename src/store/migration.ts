// One numbered step of the schema.

/** Statements that add columns to tables, each with its type as SQL has it. */
export function addColumns(columns: Record<string, string[]>): string[] {
  return Object.entries(columns).flatMap(([table, added]) =>
    added.map((column) => `ALTER TABLE ${table} ADD COLUMN ${column}`)
  );
}

/** What leads from the version before to this one: SQL statements, run in order in one transaction with all others. */
export interface Migration {
  version: number;
  statements: string[];
  /** What fills new tables and columns from what is there; run behind its statements where there is anything. */
  fills?: string[];
}
