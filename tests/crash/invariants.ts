// What must hold in a database whenever a process is gone, and what must hold at the end of a loop.
import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { verifyRecord } from "../../src/store/verify.ts";

/** Rows of a query, read with a connection of its own. */
export function query(db: string, sql: string, ...values: (string | number)[]): Record<string, unknown>[] {
  using file = new DatabaseSync(db, { readOnly: true, timeout: 5000 });
  return file.prepare(sql).all(...values) as Record<string, unknown>[];
}

/** Holds at any moment at which the process may die: what `verify` asks. */
export function checkRecord(db: string): void {
  using file = new DatabaseSync(db, { readOnly: true, timeout: 5000 });
  assert.deepEqual(verifyRecord(file), []);
}

/** Holds once the loop has converged. */
export function checkEnd(db: string, loop: number): void {
  checkRecord(db);
  const left = query(
    db,
    "select a.id, a.status from actions a join iterations i on i.id = a.iteration_id where i.loop_id = ? and a.status in ('pending', 'running')",
    loop,
  );
  assert.deepEqual(left, [], "an action has no end");
  const unclosed = query(db, "select n, phase from iterations where loop_id = ? and completed_at is null", loop);
  assert.deepEqual(unclosed, [], "an iteration was left open");
  const [row] = query(db, "select status, lease_owner from loops where id = ?", loop);
  assert.deepEqual({ ...row }, { status: "completed", lease_owner: null });
}
