// The worker as a process: how soon it begins, how much it records, what a thousand waiting loops cost, how soon another takes over.
import { openStore, type Store } from "../../src/store/open_store.ts";
import { query } from "../crash/invariants.ts";
import { middle, ms, type Row, times } from "./measure.ts";

const clock = { now: () => Date.now(), monotonic: () => performance.now() };
const QUIET = "- hosts: localhost\n  gather_facts: false\n  tasks:\n    - debug: {msg: quiet}\n";

function pause(forMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, forMs));
}

async function until<T>(look: () => T | undefined, what: string, forMs = 60_000): Promise<T> {
  const deadline = performance.now() + forMs;
  while (performance.now() < deadline) {
    const found = look();
    if (found !== undefined) return found;
    await pause(10);
  }
  throw new Error(`${what} did not come`);
}

/** The program as people start it. */
function start(bundle: string, folder: string, args: string[]): Deno.ChildProcess {
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", bundle, "--db", `${folder}/loops.db`, ...args],
    cwd: folder,
    env: { HOME: folder },
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
}

async function end(child: Deno.ChildProcess, signal: Deno.Signal = "SIGTERM"): Promise<void> {
  child.kill(signal);
  await child.status;
}

async function submit(
  store: Store,
  file: string,
  { name, interval }: { name: string; interval?: number },
): Promise<number> {
  const options = { file, once: false, dryRun: false, maxIterations: 10, onInterrupted: "ask" as const };
  const mode = interval === undefined ? "single" as const : "continuous" as const;
  const { id } = await store.queue.submit({
    name,
    mode,
    desiredState: file,
    options,
    ...(interval === undefined ? {} : { interval }),
  });
  return id;
}

/** From the commit of a submission to the commit that starts its first action, beside `run` as a whole process up to the same commit. */
async function firstAction(folder: string, bundle: string): Promise<Row[]> {
  const db = `${folder}/loops.db`;
  const file = `${folder}/first.yml`;
  await using store = await openStore(db, { create: true, clock });
  const worker = start(bundle, folder, ["worker"]);
  const startOf = (loop: number) =>
    until(
      () =>
        query(
          db,
          "select a.started_at at, l.created_at since from actions a join iterations i on i.id = a.iteration_id join loops l on l.id = i.loop_id where l.id = ?",
          loop,
        )[0],
      "a first action",
    );
  const waits: number[] = [];
  for (let round = 0; round < 60; round++) {
    await Deno.writeTextFile(
      file,
      `- hosts: localhost\n  gather_facts: false\n  tasks:\n    - copy: {content: x, dest: ${folder}/made-${round}}\n`,
    );
    const { at, since } = await startOf(await submit(store, file, { name: `first${round}` }));
    if (round >= 10) waits.push(Date.parse(String(at)) - Date.parse(String(since)));
    await pause(30);
  }
  await end(worker);
  const began = performance.now();
  await Deno.writeTextFile(
    file,
    `- hosts: localhost\n  gather_facts: false\n  tasks:\n    - copy: {content: x, dest: ${folder}/made-run}\n`,
  );
  const alone = start(bundle, folder, ["run", "-f", file, "--name", "alone"]);
  await until(
    () =>
      query(
        db,
        "select 1 from actions a join iterations i on i.id = a.iteration_id join loops l on l.id = i.loop_id where l.name = 'alone'",
      )[0],
    "run's first action",
  );
  const whole = performance.now() - began;
  await alone.status;
  const sorted = waits.toSorted((a, b) => a - b);
  const p99 = sorted[Math.floor(sorted.length * 0.99)]!;
  return [{
    what: "submit to first action, idle worker (p50, p99)",
    ours: `${ms(middle(waits))}, ${ms(p99)}`,
    baseline: `${ms(whole)} a run of its own`,
    ratio: `${times(whole / middle(waits))} sooner`,
  }];
}

/** How soon a dead worker's loops are somebody else's: one that is started anew, and one that stood by. */
async function takeOver(folder: string, bundle: string): Promise<Row[]> {
  const db = `${folder}/loops.db`;
  const file = `${folder}/slow.yml`;
  await Deno.writeTextFile(
    file,
    "- hosts: localhost\n  gather_facts: false\n  tasks:\n    - command: sleep 5\n      changed_when: false\n",
  );
  await using store = await openStore(db, { create: true, clock });
  const rounds = { anew: [] as number[], beside: [] as number[] };
  for (const how of ["anew", "beside"] as const) {
    for (let round = 0; round < 5; round++) {
      const first = start(bundle, folder, ["worker"]);
      const loop = await submit(store, file, { name: `${how}${round}` });
      const token = await until(
        () => query(db, "select lease_token token from loops where id = ? and status = 'running'", loop)[0]?.["token"],
        "a claim",
      );
      const other = how === "beside" ? start(bundle, folder, ["worker"]) : undefined;
      if (other !== undefined) {
        await until(() => query(db, `select 1 from workers where name like '%/${other.pid}/%'`)[0], "a second worker");
      }
      const began = performance.now();
      await end(first, "SIGKILL");
      const second = other ?? start(bundle, folder, ["worker"]);
      await until(
        () => query(db, "select 1 from loops where id = ? and lease_token > ?", loop, Number(token))[0],
        "a take-over",
      );
      rounds[how].push(performance.now() - began);
      await store.queue.cancel(loop, "bench", "measured");
      await end(second);
    }
  }
  const lease = 10_000;
  return [
    { what: "take-over after kill -9, worker started anew", at: middle(rounds.anew) },
    { what: "take-over after kill -9, another stood by", at: middle(rounds.beside) },
  ].map(({ what, at }) => ({
    what,
    ours: ms(at),
    baseline: `${ms(lease)} the lease`,
    ratio: `${times(lease / at)} sooner`,
  }));
}

/** A thousand loops that run every minute: processor, memory, lateness. */
async function thousand(folder: string, bundle: string): Promise<Row[]> {
  const db = `${folder}/loops.db`;
  const file = `${folder}/quiet.yml`;
  await Deno.writeTextFile(file, QUIET);
  await using store = await openStore(db, { create: true, clock });
  for (let n = 0; n < 1000; n++) await submit(store, file, { name: `quiet${n}`, interval: 60 });
  const worker = start(bundle, folder, ["worker"]);
  await until(
    () =>
      query(db, "select 1 where not exists (select 1 from loops where name like 'quiet%' and last_run_at is null)")[0],
    "a first run of each",
    120_000,
  );
  const planned = new Map<number, number>();
  const lateness: number[] = [];
  const before = usage(worker.pid);
  const began = performance.now();
  while (performance.now() - began < 70_000) {
    for (
      const row of query(
        db,
        "select id, next_run_at, last_run_at from loops where name like 'quiet%' and status = 'waiting'",
      )
    ) {
      const [id, next, last] = [
        Number(row["id"]),
        Date.parse(String(row["next_run_at"])),
        Date.parse(String(row["last_run_at"])),
      ];
      const due = planned.get(id);
      if (due !== undefined && last >= due) lateness.push(last - due);
      planned.set(id, next);
    }
    await pause(2000);
  }
  const seconds = (performance.now() - began) / 1000;
  const after = usage(worker.pid);
  const rows = Number(query(db, "select count(*) n from iterations")[0]!["n"]);
  await end(worker);
  const empty = new Deno.Command(Deno.execPath(), {
    args: ["eval", "setInterval(() => {}, 1000)"],
    stdout: "null",
    stderr: "null",
  }).spawn();
  await pause(1500);
  const baseline = usage(empty.pid);
  await end(empty, "SIGKILL");
  const sorted = lateness.toSorted((a, b) => a - b);
  return [
    {
      what: "1,000 loops a minute: share of a core",
      ours: `${(100 * (after.seconds - before.seconds) / seconds).toFixed(1)} %`,
      baseline: `${lateness.length} runs in ${Math.round(seconds)} s`,
      ratio: `${
        (1000 * (after.seconds - before.seconds) / Math.max(1, lateness.length)).toFixed(1)
      } ms of processor a run`,
    },
    {
      what: "1,000 loops a minute: memory",
      ours: `${after.megabytes} MB`,
      baseline: `${baseline.megabytes} MB an empty program`,
      ratio: `${times(after.megabytes / baseline.megabytes)} as much`,
    },
    {
      what: "1,000 loops a minute: from due to done (p50, p99)",
      ours: `${ms(middle(sorted))}, ${ms(sorted[Math.floor(sorted.length * 0.99)]!)}`,
      baseline: "60 s the interval",
      ratio: `${rows} rows of iterations`,
    },
  ];
}

/** Processor seconds and resident megabytes of a process (proc(5)). */
function usage(pid: number): { seconds: number; megabytes: number } {
  const stat = Deno.readTextFileSync(`/proc/${pid}/stat`);
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const resident = /VmRSS:\s+(\d+)/.exec(Deno.readTextFileSync(`/proc/${pid}/status`))?.[1];
  return { seconds: (Number(fields[11]) + Number(fields[12])) / 100, megabytes: Math.round(Number(resident) / 1024) };
}

export async function benchWorker(folder: string, bundle: string): Promise<Row[]> {
  const rows: Row[] = [];
  for (const bench of [firstAction, takeOver, thousand]) {
    const own = await Deno.makeTempDir({ dir: folder });
    rows.push(...await bench(own, bundle));
  }
  return rows;
}
