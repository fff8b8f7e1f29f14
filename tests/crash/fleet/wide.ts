// Loops whose plays are for several machines at once: what they do is told by marks on every machine.
import assert from "node:assert/strict";
import { say } from "../../../scripts/say.ts";
import { openStore } from "../../../src/store/open_store.ts";
import { query } from "../invariants.ts";
import { Fleet, type Point } from "./fleet.ts";
import { random } from "./storm.ts";

/** Loops over machines that they share, some under other names, one with two names of one machine. */
const LOOPS = {
  left: ["h1", "h2", "h3"],
  right: ["h2", "h3", "h4"],
  other: ["h3-again", "h4-again", "h1"],
  twice: ["h1", "h1-again", "h2"],
};
const MACHINES = ["h1", "h2", "h3", "h4", "localhost"];
/** Calls around which a step on many hosts is half done. */
const NAMES = [
  ...["openIteration", "noteActions", "finishAction", "closeIteration", "abandonIteration"].map((name) =>
    `journal.${name}`
  ),
  ...["hosts.take", "queue.release"],
  ...["hold", "deed", "settle", "forget"].map((name) => `shell.${name}`),
];
const POINTS = NAMES.flatMap((name) => (["before", "after"] as const).map((when) => ({ name, when })));

/**
 * A deed that leaves a line, between marks that tell which loop is at work on a machine. Two deeds of one loop may be there at once (under another of the
 * machine's names, or delegated), so each has marks of its own.
 */
function deed({ folder }: Fleet, loop: string, name: string, place: string): string {
  const on = `{{ ${place}.split('-')[0] }}`;
  const marks = `${folder}/marks-${on}`;
  return `"echo begin ${loop} ${name} >> ${marks}; echo ${loop} ${name} {{ inventory_hostname }} >> ${folder}/deeds; ` +
    `sleep 0.02; echo end ${loop} ${name} >> ${marks}"`;
}

/** A play on several machines that changes files and runs commands: everywhere, once for all, here for others, batch after batch. */
function widePlays(fleet: Fleet, loop: string, hosts: readonly string[]): string {
  const here = (name: string) => deed(fleet, loop, name, "inventory_hostname");
  return `- hosts: [${hosts}]
  gather_facts: false
  tasks:
    - copy: {content: "${loop}", dest: "${fleet.folder}/made-${loop}-{{ inventory_hostname }}"}
      register: made
      notify: told
    - {name: all, shell: ${here("all")}}
    - {name: chained, shell: ${here("chained")}, when: made.changed}
    - {name: once, shell: ${here("once")}, run_once: true}
    - {name: for, shell: ${deed(fleet, loop, "for", "'localhost'")}, delegate_to: localhost}
    - {name: cold, copy: {content: "{{ inventory_hostname }}", dest: "${fleet.folder}/cold-${loop}-{{ inventory_hostname }}"}}
  handlers:
    - {name: told, shell: ${here("told")}}
- hosts: [${hosts}]
  gather_facts: false
  serial: 2
  tasks:
    - {name: batch, shell: ${here("batch{{ item }}")}, loop: [1, 2]}
`;
}

export async function populateWidely(fleet: Fleet): Promise<void> {
  for (const [loop, hosts] of Object.entries(LOOPS)) await fleet.submitPlays(loop, widePlays(fleet, loop, hosts));
}

/** Every deed that was wanted stands once in the world and once in the record, and no two loops were at work on a machine at once. */
export async function assertWidelyDone(fleet: Fleet): Promise<void> {
  const wanted = Object.entries(LOOPS).flatMap(([loop, hosts]) => [
    `${loop} once`,
    ...hosts.flatMap((host) =>
      ["all", "chained", "for", "told", "batch1", "batch2"].map((name) => `${loop} ${name} ${host}`)
    ),
  ]).toSorted();
  const done = fleet.lines("deeds").toSorted();
  // Once for all hosts: on whichever was there.
  assert.deepEqual(done.map((deed) => deed.replace(/ once .*/, " once")).toSorted(), wanted);
  const rows = query(
    fleet.db,
    "select l.name || ' ' || a.name || coalesce(a.item, '') || ' ' || a.host deed from actions a join iterations i on i.id = a.iteration_id" +
      " join loops l on l.id = i.loop_id where a.module = 'shell' and a.status = 'completed'",
  );
  assert.deepEqual(rows.map(({ deed }) => String(deed)).toSorted(), done);
  const left = query(fleet.db, "select id, host, name, status from actions where status in ('running', 'pending')");
  assert.deepEqual(left, []);
  for (const machine of MACHINES) assertOneLoopAtOnce(machine, fleet.lines(`marks-${machine}`));
  const clock = { now: () => Date.now(), monotonic: () => performance.now() };
  await using store = await openStore(fleet.db, { create: false, clock });
  assert.deepEqual(await store.upkeep.verify(), []);
}

function assertOneLoopAtOnce(machine: string, marks: readonly string[]): void {
  let inside = 0;
  let whose: string | undefined;
  for (const [at, mark] of marks.entries()) {
    const [what, loop] = mark.split(" ");
    const told = `${machine}, line ${at + 1}: ${mark}, while ${whose} was at work: ${marks.join(", ")}`;
    if (what === "begin") {
      if (inside++ > 0) assert.equal(loop, whose, told);
      whose = loop;
    } else {
      assert.equal(loop, whose, told);
      inside--;
    }
  }
  assert.equal(inside, 0, `${machine}: something never ended`);
}

/** Kills workers at points until `kills` have landed. */
export async function wideStorm({ seed, kills: most }: { seed: number; kills: number }): Promise<void> {
  const dice = random(seed);
  const landed: string[] = [];
  while (landed.length < most) {
    await using fleet = new Fleet();
    await populateWidely(fleet);
    for (let life = 0; life < 8 && landed.length < most; life++) {
      const place = POINTS[Math.floor(dice() * POINTS.length)]!;
      const point: Point = { ...place, nth: 1 + Math.floor(dice() * 20), signal: "SIGKILL" };
      const worker = fleet.work({ point });
      const ended = worker.child.status;
      await Promise.race([ended, fleet.converged()]);
      const output = await fleet.end(worker);
      if (!output.includes("SIGKILL ")) break;
      landed.push(`${point.when} ${point.name}`);
    }
    const last = fleet.work();
    await fleet.converged();
    await fleet.end(last);
    await assertWidelyDone(fleet);
  }
  say(`seed ${seed}: ${landed.length} kills: ${landed.toSorted().join(", ")}`);
}
