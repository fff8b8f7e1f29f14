// What must hold in a database whenever a process is gone, and what must hold at the end of a loop.
import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";

/** Rows of a query, read with a connection of its own. */
export function query(db: string, sql: string, ...values: (string | number)[]): Record<string, unknown>[] {
  using file = new DatabaseSync(db, { readOnly: true, timeout: 5000 });
  return file.prepare(sql).all(...values) as Record<string, unknown>[];
}

/** Holds at any moment at which the process may die. */
export function checkRecord(db: string, loop: number): void {
  assert.deepEqual(query(db, "pragma integrity_check").map((row) => row["integrity_check"]), ["ok"]);
  const twice = query(db, "select n, count(*) c from iterations where loop_id = ? group by n having c > 1", loop);
  assert.deepEqual(twice, [], "an iteration's number was used twice");
  const open = query(db, "select id from iterations where loop_id = ? and completed_at is null", loop);
  assert(open.length <= 1, `${open.length} iterations are open at once`);
  const running = query(
    db,
    "select a.id from actions a join iterations i on i.id = a.iteration_id where i.loop_id = ? and a.status = 'running' and i.completed_at is not null",
    loop,
  );
  assert.deepEqual(running, [], "an action runs in an iteration that is closed");
  const ends = query(
    db,
    "select a.id from actions a where a.status in ('completed', 'failed') and a.started_at is not null and a.completed_at is null",
  );
  assert.deepEqual(ends, [], "an action ended at no time");
  const decided = query(
    db,
    "select i.id from iterations i where i.loop_id = ? and i.decided_by = 'model' and json_extract(i.decision, '$.kind') = 'act'" +
      " and not exists (select 1 from actions a join iterations j on a.iteration_id = j.id where j.loop_id = i.loop_id and j.id >= i.id)",
    loop,
  );
  assert.deepEqual(decided, [], "a decision was written without its actions");
}

/** Holds once the loop has converged. */
export function checkEnd(db: string, loop: number): void {
  checkRecord(db, loop);
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
