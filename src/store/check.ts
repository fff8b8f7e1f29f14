// A question to the record that must find nothing.

/** Rows that must not be: each has a `what`, which the sentence begins with. */
export interface Check {
  says: string;
  sql: string;
}
