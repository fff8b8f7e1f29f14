// A record as large as pages are measured on: a thousand loops that go on, many that have ended, a million actions, hosts, drifts and questions.
import { DatabaseSync } from "node:sqlite";
import { openStore } from "../../src/store/open_store.ts";

/** How large. */
export interface Size {
  /** Loops that go on, each with as many iterations, each of those with so many actions. */
  loops: number;
  iterations: number;
  actions: number;
  /** Loops that have ended, with one iteration each. */
  ended: number;
}

export const LARGE: Size = { loops: 1000, iterations: 200, actions: 5, ended: 10_000 };

/** Writes it. A million actions take half a minute: their indexes and counters are kept as they are at work. */
export async function pageRecord(path: string, { loops, iterations, actions, ended }: Size): Promise<void> {
  const clock = { now: () => Date.now(), monotonic: () => performance.now() };
  await using store = await openStore(path, { create: true, clock });
  await store.close();
  using db = new DatabaseSync(path);
  const all = loops + ended;
  const options =
    `'{"file":"/srv/site-' || i || '.yml","once":false,"dryRun":false,"maxIterations":10,"onInterrupted":"ask"}'`;
  db.exec(`
    PRAGMA synchronous = OFF;
    PRAGMA cache_size = -200000;
    BEGIN;
    CREATE TEMP TABLE numbers AS WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c
      LIMIT ${Math.max(all, loops * iterations)}) SELECT i FROM c;
    -- Some in each status; those that have ended are the older ones.
    INSERT INTO loops (id, uid, name, status, mode, desired_state, interval, options, run, created_at, started_at, next_run_at, last_run_at,
        converged_since, reason)
      SELECT i, 'uid' || i, CASE i % 3 WHEN 0 THEN 'web' WHEN 1 THEN 'db' ELSE 'mail' END || '-' || i,
        CASE WHEN i > ${ended} THEN CASE i % 50 WHEN 0 THEN 'paused' WHEN 1 THEN 'blocked' WHEN 2 THEN 'pending' ELSE 'waiting' END
          WHEN i % 20 = 0 THEN 'failed' ELSE 'completed' END,
        CASE WHEN i > ${ended} THEN 'continuous' ELSE 'single' END, '/srv/site-' || i || '.yml', 60, ${options}, ${iterations},
        '2026-01-01T00:00:00.000Z', '2026-01-01T00:00:01.000Z',
        CASE WHEN i > ${ended} AND i % 50 > 1 THEN '2026-12-01T00:00:00.' || printf('%03d', i * 7 % 1000) || 'Z' END,
        '2026-11-01T00:' || printf('%02d', i * 13 % 60) || ':00.000Z', '2026-01-01', CASE i % 50 WHEN 1 THEN 'it lacks an inventory' END
      FROM numbers LIMIT ${all};
    INSERT INTO hosts (loop_id, hostname, ansible_host, groups, status, created_at, updated_at, vars, seen_at)
      SELECT i, 'host-' || printf('%05d', (i + a.value * 97) % 5000), '10.0.' || a.value || '.' || i % 250, '["web","eu"]',
        CASE WHEN (i + a.value) % 40 = 0 THEN 'unreachable' ELSE 'reachable' END, '2026-01-01T00:00:00.000Z',
        '2026-11-01T00:00:00.000Z', '{}', '2026-11-01T00:00:00.000Z'
      FROM (SELECT i FROM numbers LIMIT ${all}), json_each('[0,1,2,3,4,5,6,7,8,9]') a;
    INSERT INTO hosts (loop_id, hostname, status, created_at, seen_at) SELECT i, 'localhost', 'reachable', '2026-01-01', '2026-11-01'
      FROM (SELECT i FROM numbers LIMIT ${all});
    INSERT INTO iterations (loop_id, n, run, phase, fresh, decided_by, converged, observations, counts, created_at, completed_at)
      SELECT i % ${loops} + ${ended} + 1, (i - 1) / ${loops} + 1, (i - 1) / ${loops} + 1, 'completed', 1, 'playbook', 1,
        '{"tally":{"web1":{"ok":5,"changed":5,"failed":0,"unreachable":0,"skipped":0,"ignored":0,"rescued":0}}}', '[9,1,0,0]',
        '2026-11-01T00:00:00.000Z', '2026-11-01T00:00:01.000Z'
      FROM (SELECT i FROM numbers LIMIT ${loops * iterations});
    INSERT INTO iterations (loop_id, n, run, phase, fresh, decided_by, converged, observations, counts, created_at, completed_at)
      SELECT i, 1, 1, 'completed', 1, 'playbook', 1, '{}', '[1,0,0,0]', '2026-11-01T00:00:00.000Z', '2026-11-01T00:00:01.000Z'
      FROM (SELECT i FROM numbers LIMIT ${ended});
    INSERT INTO actions (iteration_id, module, params, status, rc, stdout, stderr, changed, started_at, completed_at, host, name, task,
        position, verdict, diff, result)
      SELECT i, 'command', '{"cmd":"make thing-' || k || '"}', CASE WHEN i % 100 = 0 THEN 'failed' ELSE 'completed' END, 0,
        'made thing ' || k || char(10), '', i % 2, '2026-11-01T00:00:00.' || printf('%03d', k) || 'Z', '2026-11-01T00:00:00.900Z',
        'host-' || printf('%05d', i % 5000), 'Make thing ' || k, '0.tasks.' || k, k, 'allow', '[]', '{"changed":true,"rc":0}'
      FROM (SELECT i FROM numbers LIMIT ${loops * iterations}), (SELECT i AS k FROM numbers LIMIT ${actions});
    INSERT INTO drifts (loop_id, run, host, task, name, module, diff, first_seen_at, last_seen_at, corrected_at)
      SELECT ${ended} + 1 + i % ${loops}, i, 'host-' || printf('%05d', i % 5000), '0.tasks.1', 'Make thing', 'command', '[]',
        '2026-11-01T00:00:00.000Z', '2026-11-01T00:00:00.000Z', CASE WHEN i % 50 > 0 THEN '2026-11-01T00:01:00.000Z' END
      FROM (SELECT i FROM numbers LIMIT 10000);
    INSERT INTO prompts (loop_id, iteration_id, kind, prompt_text, status, created_at, answered_at, response)
      SELECT ${ended} + 1 + i % ${loops}, i, 'approval', 'May it?', CASE WHEN i % 50 = 0 THEN 'pending' ELSE 'answered' END,
        '2026-11-01T00:00:00.000Z', '2026-11-01T00:01:00.000Z', 'yes'
      FROM (SELECT i FROM numbers LIMIT 10000);
    INSERT INTO model_calls (loop_id, iteration_id, purpose, attempt, model, status, brief_hash, started_at)
      SELECT ${ended} + 1 + i % 20, i, 'decide', 1, 'some-model', 'sent', 'none', '2026-11-01T00:00:00.000Z'
      FROM (SELECT i FROM numbers LIMIT 20000);
    UPDATE model_calls SET status = 'answered', tokens_in = 1000, tokens_out = 100, cost_usd = 0.01, ended_at = '2026-11-01T00:00:05.000Z';
    COMMIT;
    PRAGMA wal_checkpoint(TRUNCATE);`);
}
