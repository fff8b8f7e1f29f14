// Workers that die at named points, one after another, until every loop has converged: nothing is done twice, nothing is unrecorded.
import assert from "node:assert/strict";
import { say } from "../../../scripts/say.ts";
import { openStore } from "../../../src/store/open_store.ts";
import { query } from "../invariants.ts";
import { assertNoOverlap, Fleet, type Point } from "./fleet.ts";

/** Where a worker may die; each before the call and after it. */
const NAMES = [
  ...["claimNext", "renew", "release", "beat"].map((name) => `queue.${name}`),
  ...["history", "openIteration", "noteActions", "finishAction", "closeIteration"].map((name) => `journal.${name}`),
  "hosts.take",
  ...["hold", "run", "deed", "settle", "forget"].map((name) => `shell.${name}`),
];
const POINTS = NAMES.flatMap((name) => (["before", "after"] as const).map((when) => ({ name, when })));
/** Points where a death leaves something half done; a storm that misses them proves little. */
const DANGEROUS = /journal\.noteActions|journal\.finishAction|shell\.deed|hosts\.take|shell\.hold/;

const MACHINES = ["h1", "h2", "h3"];

/** Deeds that leave a line each, between marks that tell who is at work on a machine. */
function tasks(fleet: Fleet, loop: string, host: string): string {
  const { folder } = fleet;
  const machine = host.split("-")[0];
  const deed = (name: string) =>
    `echo begin ${loop} >> ${folder}/marks-${machine}; echo ${loop} ${name} >> ${folder}/deeds; sleep 0.02; echo end ${loop} >> ${folder}/marks-${machine}`;
  return `
    - copy: {content: "${loop}\\n", dest: ${folder}/made-${loop}-${host}}
      register: made
    - shell: ${deed(`${host}-first`)}
      when: made.changed
    - shell: ${deed(`${host}-{{ item }}`)}
      loop: [1, 2, 3]
`;
}

/** The same numbers for the same seed (mulberry32). */
export function random(seed: number): () => number {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** Submits loops, two of them under another name of the same machine, and one on two machines. */
export async function populate(fleet: Fleet, loops: number): Promise<void> {
  for (let n = 1; n <= loops; n++) {
    const first = MACHINES[n % MACHINES.length]!;
    const places = n % 4 === 0
      ? [first, MACHINES[(n + 1) % MACHINES.length]!]
      : [n % 3 === 0 ? `${first}-again` : first];
    await fleet.submit(`loop${n}`, places, (host) => tasks(fleet, `loop${n}`, host));
  }
}

/** Every deed stands once in the world and once in the record, with its host and times; no machine had two loops at work. */
export async function assertWhole(fleet: Fleet): Promise<void> {
  const done = fleet.lines("deeds");
  const rows = query(
    fleet.db,
    "select l.name || ' ' || a.host || ' ' || coalesce(a.item, '') deed, a.host, a.status, a.started_at, a.completed_at from actions a" +
      " join iterations i on i.id = a.iteration_id join loops l on l.id = i.loop_id where a.module = 'shell' and a.status = 'completed'",
  );
  assert.equal(new Set(done).size, done.length, "a deed was done twice");
  assert.equal(rows.length, done.length, "deeds and their rows differ in number");
  assert.equal(new Set(rows.map(({ deed }) => deed)).size, rows.length, "a deed has two rows");
  for (const row of rows) assert(row["host"] && row["started_at"] && row["completed_at"], JSON.stringify(row));
  for (const machine of MACHINES) assertNoOverlap(fleet.lines(`marks-${machine}`));
  await using store = await openStore(fleet.db, {
    create: false,
    clock: { now: () => Date.now(), monotonic: () => performance.now() },
  });
  assert.deepEqual(await store.upkeep.verify(), []);
}

/** Kills workers at points until `kills` have landed. */
export async function storm(
  { seed, kills: most, loops }: { seed: number; kills: number; loops: number },
): Promise<void> {
  const dice = random(seed);
  const landed = new Map<string, number>();
  let kills = 0;
  while (kills < most) {
    await using fleet = new Fleet();
    await populate(fleet, loops);
    for (let life = 0; life < 12 && kills < most; life++) {
      const place = POINTS[Math.floor(dice() * POINTS.length)]!;
      const point: Point = { ...place, nth: 1 + Math.floor(dice() * 12), signal: "SIGKILL" };
      const worker = fleet.work({ point });
      const ended = worker.child.status;
      await Promise.race([ended, fleet.converged()]);
      const output = await fleet.end(worker);
      if (!output.includes("SIGKILL ")) break;
      kills++;
      const where = `${point.when} ${point.name}`;
      landed.set(where, (landed.get(where) ?? 0) + 1);
    }
    const last = fleet.work();
    await fleet.converged();
    await fleet.end(last);
    await assertWhole(fleet);
  }
  const dangerous = [...landed].filter(([where]) => DANGEROUS.test(where)).reduce((sum, [, times]) => sum + times, 0);
  say(`seed ${seed}: ${kills} kills: ${[...landed].sort().map(([where, times]) => `${times} ${where}`).join(", ")}`);
  assert(dangerous >= most / 4, `only ${dangerous} of ${kills} kills fell around a deed`);
}
