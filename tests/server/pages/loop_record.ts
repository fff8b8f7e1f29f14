// To a full record: what pages about one loop show beside what all pages do.
import type { PageStage } from "../page_stage.ts";
import { fillRecord, type Say } from "./full_record.ts";

/** Paths of all pages about loops on it. */
export const LOOP_PAGES = [
  ...["/", "/?show=all", "/?q=x", "/loops/new", "/loops/1", "/loops/1/iterations/1", "/loops/1/iterations/2"],
  ...["/loops/1/compare/1/2", "/actions/1", "/actions/2", "/calls/1"],
];

/** Iteration 1 was a model's, with looks, a rule's word and a call; 2 has actions with all that they can hold. */
export function fillLoopRecord(stage: PageStage, say: Say): void {
  fillRecord(stage, say);
  const db = stage.scratch.raw();
  const json = JSON.stringify;
  const set = (sql: string, ...values: (string | number | null)[]) => void db.prepare(sql).run(...values);
  const looks = { [say("look host")]: { [say("look")]: { msg: say("look result") } } };
  const tally = { [say("tally host")]: { ok: 2, changed: 1, failed: 0, unreachable: 0, skipped: 0 } };
  const failures = [{ host: say("failed host"), task: null, name: say("failed task"), msg: say("failed msg") }];
  set("UPDATE iterations SET observations = ? WHERE id = 1", json({ looks, unproven: [say("unproven")] }));
  set("UPDATE iterations SET observations = ? WHERE id = 2", json({ tally, failures }));
  const diff = json([{ header: say("header"), before: `a\n${say("old line")}\n`, after: `a\n${say("new line")}\n` }]);
  set(
    "UPDATE actions SET stdout = ?, stderr = ?, diff = ?, params = ?, result = ?, item = ?, verdict = 'ask'",
    ...[say("stdout"), say("stderr"), diff, json({ [say("param")]: say("param value") })],
    ...[json({ msg: say("msg") }), json(say("item"))],
  );
  set(
    `INSERT INTO actions (id, iteration_id, module, name, host, status, params, position, started_at, delegate)
     VALUES (2, 2, ?, ?, ?, ?, '{}', 1, '2026-11-22T15:41:00.500Z', ?)`,
    ...[say("module"), say("other action"), say("other host"), say("status"), say("delegate")],
  );
  set(
    `INSERT INTO model_calls (id, loop_id, iteration_id, purpose, attempt, model, status, brief_hash, reply, problem, started_at)
     VALUES (1, 1, 1, 'decide', 1, ?, 'answered', 'pruned', ?, ?, '2026-11-22T15:40:00.100Z')`,
    ...[say("model"), say("reply"), say("problem")],
  );
  set(
    `INSERT INTO rule_results (iteration_id, rule_name, condition, matched, reasoning, created_at, decided)
     VALUES (1, ?, ?, 1, ?, '2026-11-22T15:40:00.000Z', 0)`,
    ...[say("rule"), say("condition"), say("rule said")],
  );
  set(
    `INSERT INTO resources (loop_id, name, data, created_at) VALUES (1, ?, ?, '2026-11-22T15:40:00.000Z')`,
    ...[say("resource"), json({ [say("key")]: say("datum") })],
  );
  set(
    `INSERT INTO increments (loop_id, run, n, desired_state, status, is_fix, created_at)
     VALUES (1, 1, 1, ?, ?, 0, '2026-11-22T15:40:00.000Z')`,
    ...[say("step"), say("step status")],
  );
}
