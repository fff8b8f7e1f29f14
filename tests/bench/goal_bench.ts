// A goal in words that a rule covers, as whole processes: a quiet iteration beside a quiet pass of a playbook with as many tasks; and readers of
// ten thousand decisions.
import { DatabaseSync } from "node:sqlite";
import { openStore } from "../../src/store/open_store.ts";
import { median, middle, ms, type Row, run, times } from "./measure.ts";

const ROUNDS = 7;
const GOAL = "the folder for releases is there";
/** What every host is asked for a goal in words, and what the rule asks besides. */
const LOOKS = ["hostname", "uptime", "df -h /", "free -m", "cat /etc/hostname"];

export async function benchGoal(folder: string, bundle: string): Promise<Row[]> {
  const place = `${folder}/goal`;
  await Deno.mkdir(`${place}/rules`, { recursive: true });
  await Deno.mkdir(`${place}/releases`);
  await Deno.writeTextFile(`${place}/rules/releases.yml`, rule(`${place}/releases`));
  await Deno.writeTextFile(`${place}/site.yml`, playbook(`${place}/releases`));
  const rows: Row[] = [];
  for (const hosts of [1, 25]) rows.push(...await quiet({ place, bundle, hosts }));
  return [...rows, ...await readers(folder, bundle)];
}

function rule(path: string): string {
  const look = { name: "told", module: "command", params: { cmd: LOOKS.at(-1) } };
  return JSON.stringify({
    name: "releases",
    goal: GOAL,
    observe: [look, { name: "folder", module: "stat", params: { path } }],
    when: "told.rc != 0 or not folder.stat.exists",
    actions: [{ name: "Make it", module: "file", params: { path, state: "directory" } }],
    status: "active",
  });
}

function playbook(path: string): string {
  const looks = LOOKS.map((cmd) => ({ command: { cmd }, changed_when: false, check_mode: false }));
  return JSON.stringify([{ hosts: "all", gather_facts: false, tasks: [...looks, { stat: { path } }] }]);
}

/** The iteration itself, by the record's own times, and the whole process; the goal and the playbook in turns. */
async function quiet({ place, bundle, hosts }: { place: string; bundle: string; hosts: number }): Promise<Row[]> {
  const names = Array.from({ length: hosts }, (_, n) => `web${n + 1}`);
  const inventory = `${place}/inventory-${hosts}.ini`;
  await Deno.writeTextFile(inventory, names.map((name) => `${name} ansible_connection=local\n`).join(""));
  const goal = [GOAL, "--rules-dir", `${place}/rules`, "--model", "none"];
  const taken = { goal: taking(), playbook: taking() };
  for (let round = 0; round < ROUNDS; round++) {
    for (const [kind, words] of [["goal", goal], ["playbook", ["-f", `${place}/site.yml`]]] as const) {
      const db = `${place}/${kind}-${hosts}-${round}.db`;
      const began = performance.now();
      await run(Deno.execPath(), ["run", "-A", bundle, "-q", "--db", db, "run", ...words, "-i", inventory]);
      taken[kind].whole.push(performance.now() - began);
      taken[kind].iteration.push(iterationOf(db, kind === "goal" ? "rule" : "playbook"));
      await Deno.remove(db);
    }
  }
  const row = (what: string, part: "whole" | "iteration"): Row => {
    const [ours, other] = [middle(taken.goal[part]), middle(taken.playbook[part])];
    return { what, ours: ms(ours), baseline: `${ms(other)} a quiet pass`, ratio: `${times(ours / other)} as long` };
  };
  const where = `${LOOKS.length + 1} looks on ${hosts} host${hosts === 1 ? "" : "s"}`;
  return [row(`a quiet goal, ${where}, its iteration`, "iteration"), row(`  the whole process`, "whole")];
}

function taking(): { whole: number[]; iteration: number[] } {
  return { whole: [], iteration: [] };
}

/** Milliseconds of the only iteration there is, which converged by whom it should. */
function iterationOf(path: string, by: string): number {
  using db = new DatabaseSync(path, { readOnly: true });
  const rows = db.prepare("select decided_by, converged, created_at, completed_at from iterations").all();
  const [row] = rows;
  if (rows.length !== 1 || row?.["decided_by"] !== by || row["converged"] !== 1) {
    throw new Error(`one quiet iteration was to be measured, and it was ${JSON.stringify(rows)}`);
  }
  return Date.parse(String(row["completed_at"])) - Date.parse(String(row["created_at"]));
}

const LOOPS = 20;
const DECISIONS = 10_000;

/** A record of ten thousand decisions, half of them with a call. */
async function decisions(path: string): Promise<void> {
  const clock = { now: () => Date.now(), monotonic: () => performance.now() };
  await using store = await openStore(path, { create: true, clock });
  await store.close();
  using db = new DatabaseSync(path);
  const options = JSON.stringify({ once: false, dryRun: false, maxIterations: 10, onInterrupted: "ask", model: "m" });
  const [began, ended] = ["2026-11-01T00:00:00.000Z", "2026-11-01T00:00:01.000Z"];
  db.exec(`
    BEGIN;
    CREATE TEMP TABLE numbers AS WITH RECURSIVE c(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM c LIMIT ${DECISIONS})
      SELECT i FROM c;
    INSERT INTO loops (id, uid, name, status, mode, desired_state, interval, options, run, created_at, next_run_at, last_run_at)
      SELECT i + 1, 'uid' || i, 'goal-' || i, 'waiting', 'continuous', '${GOAL}', 60, '${options}', ${
    DECISIONS / LOOPS
  },
        '${began}', '2026-12-01T00:00:00.000Z', '${ended}'
      FROM numbers LIMIT ${LOOPS};
    INSERT INTO iterations (id, loop_id, n, run, phase, fresh, decided_by, decision, converged, observations, created_at, completed_at)
      SELECT i + 1, i % ${LOOPS} + 1, i / ${LOOPS} + 1, i / ${LOOPS} + 1, 'completed', 1, CASE WHEN i % 2 THEN 'rule' ELSE 'model' END,
        '{"kind":"converged","reasoning":"all is there"}', 1, '{"looks":{"web1":{"hostname":{"rc":0,"stdout":"web1"}}}}',
        '${began}', '${ended}'
      FROM numbers;
    INSERT INTO model_calls (loop_id, iteration_id, purpose, attempt, model, status, brief_hash, reply, tokens_in, tokens_out, cost_usd, ms,
        started_at, ended_at)
      SELECT loop_id, id, 'decide', 1, 'm', 'answered', '0', '{"converged":true,"reasoning":"all is there"}', 4000, 300, 0.02, 900,
        '${began}', '${ended}'
      FROM iterations WHERE decided_by = 'model';
    COMMIT;
    PRAGMA wal_checkpoint(TRUNCATE);`);
}

async function readers(folder: string, bundle: string): Promise<Row[]> {
  const empty = `${folder}/no-program.js`;
  const db = `${folder}/decisions.db`;
  await Deno.writeTextFile(empty, "");
  await decisions(db);
  const baseline = await median(ROUNDS, () => run(Deno.execPath(), ["run", "-A", empty]));
  const rows: Row[] = [];
  for (const command of [["status"], ["status", "2"], ["history", "2"]]) {
    const took = await median(ROUNDS, () => run(Deno.execPath(), ["run", "-A", bundle, "--db", db, ...command]));
    rows.push({
      what: `${command.join(" ").replace("2", "LOOP")}, ${DECISIONS} decisions and ${DECISIONS / 2} calls on record`,
      ours: ms(took),
      baseline: `${ms(baseline)} an empty program`,
      ratio: `${times(took / baseline)} as long`,
    });
  }
  return rows;
}
