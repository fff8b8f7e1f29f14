// Readers: whole processes on large records, against an empty program. The Python program cannot be run here; on the smaller record it
// took 0.15 s (status) and 1.0 s (history --actions).
import { DatabaseSync } from "node:sqlite";
import { openStore } from "../../src/store/open_store.ts";
import { median, ms, type Row, run, times } from "./measure.ts";

const ROUNDS = 9;
const LOOPS = 100;
const ACTIONS = 5;

/** A record of 100 loops (or as many as said) with so many iterations each, 5 actions in every one. */
export async function largeRecord(path: string, iterations: number, loops: number = LOOPS): Promise<void> {
  const clock = { now: () => Date.now(), monotonic: () => performance.now() };
  await using store = await openStore(path, { create: true, clock });
  await store.close();
  using db = new DatabaseSync(path);
  const options = '{"file":"/srv/site.yml","once":false,"dryRun":false,"maxIterations":10,"onInterrupted":"ask"}';
  db.exec(`
    PRAGMA synchronous = OFF;
    PRAGMA cache_size = -200000;
    BEGIN;
    CREATE TEMP TABLE numbers AS WITH RECURSIVE c(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM c LIMIT ${
    loops * iterations
  }) SELECT i FROM c;
    INSERT INTO loops (id, uid, name, status, mode, desired_state, interval, options, run, created_at, next_run_at, last_run_at, converged_since)
      SELECT i + 1, 'uid' || i, 'loop-' || i, CASE WHEN i % 10 = 0 THEN 'completed' ELSE 'waiting' END, 'continuous', '/srv/site.yml',
        60, '${options}', ${iterations}, '2026-01-01T00:00:00.000Z', '2026-12-01T00:00:00.000Z', '2026-11-01T00:00:00.000Z', '2026-01-01'
      FROM numbers LIMIT ${loops};
    -- The first loop has one long run; every other one as many runs as iterations.
    INSERT INTO iterations (id, loop_id, n, run, phase, fresh, decided_by, converged, observations, created_at, completed_at)
      SELECT i + 1, i % ${loops} + 1, i / ${loops} + 1, CASE WHEN i % ${loops} = 0 THEN 1 ELSE i / ${loops} + 1 END, 'completed', 1,
        'playbook', 1, '{"tally":{"web1":{"ok":5,"changed":5,"failed":0,"unreachable":0,"skipped":0,"ignored":0,"rescued":0}}}',
        '2026-11-01T00:00:00.000Z', '2026-11-01T00:00:01.000Z'
      FROM numbers;
    INSERT INTO actions (iteration_id, module, params, status, rc, stdout, stderr, changed, started_at, completed_at, host, name, task,
        position, verdict, diff, result)
      SELECT i + 1, 'command', '{"cmd":"make thing-' || a.value || '"}', 'completed', 0, 'made thing ' || a.value || char(10), '', 1,
        '2026-11-01T00:00:00.000Z', '2026-11-01T00:00:00.100Z', 'web1', 'Make thing ' || a.value, '0.tasks.' || a.value, a.value, 'allow',
        '[]', '{"changed":true,"rc":0}'
      FROM numbers, json_each('[0,1,2,3,4]') a;
    COMMIT;
    PRAGMA wal_checkpoint(TRUNCATE);`);
}

/** On a hundred thousand actions and on a million, which takes 8 s to build. */
export async function benchReaders(folder: string, bundle: string): Promise<Row[]> {
  const empty = `${folder}/nothing.js`;
  await Deno.writeTextFile(empty, "");
  const baseline = await median(ROUNDS, () => run(Deno.execPath(), ["run", "-A", empty]));
  const rows: Row[] = [];
  for (const iterations of [200, 2000]) {
    const db = `${folder}/readers-${iterations}.db`;
    await largeRecord(db, iterations);
    const asked: [string, string[]][] = [
      ["status", ["status"]],
      ["status LOOP", ["status", "2"]],
      ["history --actions, 20 runs", ["history", "2", "--actions"]],
      // Of the large one it would print 10,000 lines.
      ...(iterations > 200
        ? []
        : [["history --actions, one run of 200 iterations", ["history", "1", "--actions"]] as [string, string[]]]),
    ];
    for (const [what, command] of asked) {
      const call = () => run(Deno.execPath(), ["run", "-A", bundle, "--db", db, ...command]);
      await call();
      const took = await median(ROUNDS, call);
      rows.push({
        what: `${what}, ${LOOPS * iterations * ACTIONS} actions on record`,
        ours: ms(took),
        baseline: `${ms(baseline)} an empty program`,
        ratio: `${times(took / baseline)} as long`,
      });
    }
    await Deno.remove(db);
  }
  return rows;
}
