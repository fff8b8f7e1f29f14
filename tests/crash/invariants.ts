// What must hold in a database whenever a process is gone, and what must hold at the end of a loop.
import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { verifyRecord } from "../../src/store/verify.ts";

/** Rows of a query, read with a connection of its own. */
export function query(db: string, sql: string, ...values: (string | number)[]): Record<string, unknown>[] {
  using file = new DatabaseSync(db, { readOnly: true, timeout: 5000 });
  return file.prepare(sql).all(...values) as Record<string, unknown>[];
}

/** Holds at any moment at which the process may die: what `verify` asks, and that nothing was begun which a human was to be asked for, and was not. */
export function checkRecord(db: string): void {
  using file = new DatabaseSync(db, { readOnly: true, timeout: 5000 });
  assert.deepEqual(verifyRecord(file), []);
  assert.deepEqual(query(db, UNAPPROVED), [], "an action was begun that nobody had approved");
}

/** Begun actions that policy asks for, without an earlier yes in their run which shows that very call. */
const UNAPPROVED = `
  select a.id, a.host, a.module, a.params from actions a join iterations i on i.id = a.iteration_id
  where a.verdict = 'ask' and a.started_at is not null and not exists (
    select 1 from prompts p join iterations j on j.id = p.iteration_id, json_each(p.shown) s
    where p.loop_id = i.loop_id and j.run = i.run and p.kind = 'approval' and p.response = 'yes'
    and p.answered_at <= a.started_at
    and json_extract(s.value, '$.host') = a.host and json_extract(s.value, '$.module') = a.module
    and json_extract(s.value, '$.params') = a.params)`;

/** Decisions to act of which fewer actions are on record than were decided. Those of one that was cut short are where it went on. */
const UNDONE = `
  select i.id, i.n from iterations i where i.loop_id = ? and i.fresh = 1 and json_extract(i.decision, '$.kind') = 'act'
  and json_array_length(i.decision, '$.actions') > (
    select count(*) from actions a join iterations k on k.id = a.iteration_id
    where k.loop_id = i.loop_id and k.n >= i.n and k.decision = i.decision)`;

/** Holds once the loop has converged. */
export function checkEnd(db: string, loop: number): void {
  checkRecord(db);
  const left = query(
    db,
    "select a.id, a.status from actions a join iterations i on i.id = a.iteration_id where i.loop_id = ? and a.status in ('pending', 'running')",
    loop,
  );
  assert.deepEqual(left, [], "an action has no end");
  assert.deepEqual(query(db, UNDONE, loop), [], "a decided action has no row");
  const sent = query(db, "select id from model_calls where loop_id = ? and status = 'sent'", loop);
  assert.deepEqual(sent, [], "a question to the model has no end");
  const unclosed = query(db, "select n, phase from iterations where loop_id = ? and completed_at is null", loop);
  assert.deepEqual(unclosed, [], "an iteration was left open");
  const [row] = query(db, "select status, lease_owner from loops where id = ?", loop);
  assert.deepEqual({ ...row }, { status: "completed", lease_owner: null });
}
