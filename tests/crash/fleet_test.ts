import assert from "node:assert/strict";
import { assertNoOverlap, Fleet } from "./fleet/fleet.ts";
import { assertWhole, populate, storm } from "./fleet/storm.ts";
import { stopped } from "./stopped.ts";

Deno.test("a worker that dies at named points leaves nothing done twice and nothing unrecorded", async () => {
  await storm({ seed: 20261123, kills: 24, loops: 6 });
});

Deno.test("ten loops, a worker killed in the middle, another one: ten converged loops, each action once", async () => {
  await using fleet = new Fleet();
  await populate(fleet, 10);
  const first = fleet.work();
  await fleet.until("some deeds", "select 1 from actions where module = 'shell' limit 1 offset 10");
  first.child.kill("SIGKILL");
  await first.child.status;
  const second = fleet.work();
  await fleet.converged();
  await fleet.end(second);
  await assertWhole(fleet);
});

for (
  const [point, nth] of Object.entries({ "journal.noteActions": 3, "hosts.take": 2, "shell.hold": 2, "shell.deed": 3 })
) {
  for (const when of ["before", "after"] as const) {
    Deno.test(`a worker that is stopped ${when} ${point} past its lease and woken writes nothing and starts nothing`, async () => {
      await using fleet = new Fleet();
      await populate(fleet, 4);
      const orders = { leaseMs: 1000, elsewhere: true };
      const first = fleet.work({ ...orders, point: { name: point, when, nth, signal: "SIGSTOP" } });
      await fleet.until("a loop at work", "select 1 from loops where lease_owner is not null");
      await stopped(first.child.pid, fleet.db);
      const second = fleet.work(orders);
      await fleet.converged();
      first.child.kill("SIGCONT");
      const output = await fleet.end(first);
      await fleet.end(second);
      assert.match(output, /"kind":"lost"/, "the first worker lost none of its loops");
      await assertWhole(fleet);
    });
  }
}

Deno.test("a worker that is stopped while its command runs and woken past its lease leaves the command to whoever waits for it", async () => {
  await using fleet = new Fleet();
  const { folder } = fleet;
  await fleet.submit("long", ["h1"], () => `
    - shell: echo began >> ${folder}/deeds; until [ -e ${folder}/go ] || [ ! -e ${folder} ]; do sleep 0.02; done; echo ended >> ${folder}/deeds
`);
  const orders = { leaseMs: 1000, elsewhere: true };
  const first = fleet.work(orders);
  await fleet.until("a deed", "select 1 from actions where status = 'running'");
  first.child.kill("SIGSTOP");
  await stopped(first.child.pid, fleet.db);
  const second = fleet.work(orders);
  await fleet.until("another owner", "select 1 from loops where lease_token > 1");
  await fleet.until("its row swept away", "select count(*) from workers having count(*) = 1");
  first.child.kill("SIGCONT");
  await fleet.until("a heartbeat of it", "select count(*) from workers having count(*) = 2");
  await Deno.writeTextFile(`${folder}/go`, "");
  await fleet.converged();
  assert.match(await fleet.end(first), /"kind":"lost"/);
  await fleet.end(second);
  assert.deepEqual(fleet.lines("deeds"), ["began", "ended"]);
});

Deno.test("three workers share the work of one database", async () => {
  await using fleet = new Fleet();
  await populate(fleet, 12);
  const workers = [1, 2, 3].map(() => fleet.work({ concurrency: 3 }));
  await fleet.converged();
  const outputs = await Promise.all(workers.map((worker) => fleet.end(worker)));
  const busy = outputs.filter((output) => output.includes('"kind":"claimed"'));
  assert(busy.length >= 2, "one worker did it all");
  await assertWhole(fleet);
});

Deno.test("a worker whose clock is an hour ahead takes loops over, and nothing is done twice", async () => {
  await using fleet = new Fleet();
  await populate(fleet, 6);
  const first = fleet.work();
  await fleet.until("some deeds", "select 1 from actions where module = 'shell' limit 1 offset 2");
  const second = fleet.work({ clockAhead: 3_600_000 });
  await fleet.converged();
  await Promise.all([first, second].map((worker) => fleet.end(worker)));
  await assertWhole(fleet);
});

Deno.test("two loops that want two machines in opposite order both converge", async () => {
  await using fleet = new Fleet();
  const tasks = (loop: string) => (host: string) => `
    - shell: echo begin ${loop} >> ${fleet.folder}/marks-${host}; sleep 0.1; echo end ${loop} >> ${fleet.folder}/marks-${host}
`;
  await fleet.submit("there", ["h1", "h2"], tasks("there"));
  await fleet.submit("back", ["h2", "h1"], tasks("back"));
  const worker = fleet.work();
  await fleet.converged();
  await fleet.end(worker);
  for (const machine of ["h1", "h2"]) {
    const marks = fleet.lines(`marks-${machine}`);
    assert.equal(marks.length, 4);
    assertNoOverlap(marks);
  }
});
