// Plays on many machines under workers that die, machines that go away, and loops that want the same machines.
import assert from "node:assert/strict";
import { openStore } from "../../src/store/open_store.ts";
import { Fleet } from "./fleet/fleet.ts";
import { assertWidelyDone, populateWidely, wideStorm } from "./fleet/wide.ts";
import { query } from "./invariants.ts";

Deno.test("workers that die in the middle of steps on many machines leave nothing done twice and nothing unrecorded", async () => {
  await wideStorm({ seed: 7, kills: 3 });
});

Deno.test("machines that are cut off in the middle of a deed, and come back, hold no other loop up for good, and nothing is done twice", async () => {
  await using fleet = new Fleet();
  await populateWidely(fleet);
  const worker = fleet.work();
  for (const [times, machine] of ["h3", "h1"].entries()) {
    await fleet.until("deeds", `select 1 from actions where module = 'shell' limit 1 offset ${6 + 12 * times}`);
    await fleet.until("a deed there", `select 1 from actions where status = 'running' and host like '${machine}%'`);
    fleet.cut(machine);
    const count = fleet.lines("deeds").length;
    await fleet.until("work elsewhere", `select 1 from actions where module = 'shell' limit 1 offset ${count}`);
    fleet.back(machine);
  }
  await fleet.converged(90_000);
  await fleet.end(worker);
  await assertWidelyDone(fleet);
});

Deno.test("a loop that is cancelled while a machine is away in the middle of a deed ends, and says of that deed what is known", async () => {
  await using fleet = new Fleet();
  const { folder } = fleet;
  await fleet.submitPlays(
    "long",
    `- hosts: [h1, h2, h3]
  gather_facts: false
  tasks:
    - {name: long, shell: "echo began {{ inventory_hostname }} >> ${folder}/deeds; until [ -e ${folder}/go ] || [ ! -e ${folder} ]; do sleep 0.02; done; echo ended {{ inventory_hostname }} >> ${folder}/deeds"}
    - {name: next, shell: "echo next {{ inventory_hostname }} >> ${folder}/deeds"}
`,
  );
  const worker = fleet.work();
  while (fleet.lines("deeds").length < 3) await new Promise((resolve) => setTimeout(resolve, 10));
  fleet.cut("h2");
  await Deno.writeTextFile(`${folder}/go`, "");
  await fleet.until(
    "the others' next deeds",
    "select 1 from actions where name = 'next' and status = 'completed' limit 1 offset 1",
  );
  await fleet.until("the loop's waiting", "select 1 from loops where status = 'waiting'");
  assert.equal(query(fleet.db, "select host from actions where status = 'running'")[0]?.["host"], "h2");
  {
    const clock = { now: () => Date.now(), monotonic: () => performance.now() };
    await using store = await openStore(fleet.db, { create: false, clock });
    await store.queue.cancel(1, "test", "enough");
  }
  await fleet.until("the loop's end", "select 1 from loops where status = 'cancelled'");
  await fleet.end(worker);
  const rows = query(
    fleet.db,
    "select host || ' ' || name || ' ' || status said from actions where status != 'skipped' order by 1",
  );
  assert.deepEqual(rows.map(({ said }) => said), [
    "h1 long completed",
    "h1 next completed",
    "h2 long interrupted",
    "h3 long completed",
    "h3 next completed",
  ]);
  assert.deepEqual(fleet.lines("deeds").filter((line) => line.startsWith("next")).toSorted(), ["next h1", "next h3"]);
});
