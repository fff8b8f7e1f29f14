// One numbered step of the schema.

/** What leads from the version before to this one: SQL statements, run in order in one transaction with all others. */
export interface Migration {
  version: number;
  statements: string[];
  /** What fills new tables and columns from what is there; run behind its statements where there is anything. */
  fills?: string[];
}
