// A human's word, or a lost lease, in the middle of a step on many hosts.
import assert from "node:assert/strict";
import { LeaseLost } from "../../src/model/errors.ts";
import { wait } from "../../src/worker/wait.ts";
import { bound, breaking } from "./breaking_shells.ts";
import { Machines, plays, poll } from "./machines.ts";

const HOSTS = ["a@a", "b@b", "c@c", "d@d"];
/** A task that each machine does once: it marks its beginning, waits until it may end, and marks its end. */
const slow =
  `{name: slow, shell: "echo begin {{ inventory_hostname }} >> DIR/deeds; ${`i=0; until [ -e DIR/go ] || [ $i -gt 10000 ]; do i=$((i+1)); sleep 0.01; done`}; echo end {{ inventory_hostname }} >> DIR/deeds"}`;
/** Each machine waits for a word of its own. */
const alone = slow.replaceAll("DIR/go", "DIR/go-{{ inventory_hostname }}");
const words = ["begin", "end"].flatMap((word) => HOSTS.map((host) => `${word} ${host}`));

const statuses = "select host || ' ' || status from actions order by id";
const never = new AbortController().signal;
const begun = (ground: Machines, many: number) =>
  poll(`${many} beginnings`, () => ground.lines("deeds").filter((line) => line.startsWith("begin")).length === many);

Deno.test("runLoop() lets what runs end at a human's stop, starts nothing that waits for its turn, and does each thing once in the end", async () => {
  await using ground = new Machines();
  await using loop = await ground.loop("one", { playbook: plays([slow]), hosts: [HOSTS], world: () => ({ forks: 2 }) });
  const stop = new AbortController();
  const visit = loop.visit({ stop: stop.signal, signal: never });
  await begun(ground, 2);
  stop.abort();
  ground.write("go");
  assert.deepEqual(await visit, { kind: "stopped" });
  assert.deepEqual(ground.lines("deeds").toSorted(), ["begin a@a", "begin b@b", "end a@a", "end b@b"]);
  assert.deepEqual(ground.rows(statuses), ["a@a completed", "b@b completed", "c@c skipped", "d@d skipped"]);
  assert.deepEqual(ground.rows("select phase, converged from iterations"), ["unfinished 0"]);
  assert.equal(await loop.visits(), "completed");
  assert.deepEqual(ground.lines("deeds").toSorted(), words);
});

Deno.test("runLoop() starts nothing when a human stopped it while it looked", async () => {
  await using ground = new Machines();
  const stop = new AbortController();
  await using loop = await ground.loop("one", {
    playbook: plays([`{name: made, copy: {content: x, dest: "DIR/made-{{ inventory_hostname }}"}}`]),
    hosts: [HOSTS],
    shell: (shell) => ({
      ...bound(shell),
      run: async (argv, options, signal) => {
        const result = await shell.run(argv, options, signal);
        stop.abort();
        return result;
      },
    }),
  });
  assert.deepEqual(await loop.visit({ stop: stop.signal, signal: never }), { kind: "stopped" });
  for (const host of HOSTS) assert.deepEqual(ground.lines(`made-${host}`), []);
  assert.deepEqual(ground.rows("select count(*) from actions"), ["0"]);
  assert.equal(await loop.visits(), "completed");
});

Deno.test("runLoop() ends what runs on every host when a human wants that, and leaves what runs on a host that is away to later", async () => {
  await using ground = new Machines();
  await using loop = await ground.loop("one", {
    playbook: plays([slow]),
    hosts: [HOSTS],
    shell: breaking(ground, "b@b", () => ground.down.add("b")),
  });
  const [stop, kill] = [new AbortController(), new AbortController()];
  const visit = loop.visit({ stop: stop.signal, signal: kill.signal });
  await begun(ground, 4);
  await poll("a try to come back to b", () => ground.opened.filter((host) => host === "b@b").length > 1);
  stop.abort();
  kill.abort();
  assert.deepEqual(await visit, { kind: "stopped" });
  assert.deepEqual(ground.rows(statuses), ["a@a interrupted", "b@b running", "c@c interrupted", "d@d interrupted"]);
  assert.deepEqual(ground.lines("deeds").filter((line) => line.startsWith("end")), []);
  ground.down.clear();
  ground.write("go");
  // b's went on, and its end is adopted; the others are asked about, all at once.
  assert.equal(await loop.visits(), "paused");
  const prompts = await loop.store.archive.prompts({ loop: loop.id, open: true });
  assert.deepEqual(prompts.map(({ text }) => /on (\S+) was interrupted/.exec(text)?.[1]).toSorted(), [
    "a@a",
    "c@c",
    "d@d",
  ]);
  for (const [at, { id }] of prompts.entries()) {
    if (at > 0) assert.equal(await loop.visits(), "paused", "one answer of three is not enough");
    await loop.store.queue.answer(id, at === 0 ? "rerun" : "done", "test");
  }
  assert.equal(await loop.visits(), "completed");
  const again = /on (\S+) was/.exec(prompts[0]!.text)![1]!;
  assert.deepEqual(
    ground.lines("deeds").toSorted(),
    [...HOSTS.map((host) => `begin ${host}`), `begin ${again}`, `end ${again}`, "end b@b"].toSorted(),
  );
  assert.deepEqual(
    ground.rows("select status, adopted from actions where host = 'b@b' and status != 'skipped'"),
    ["completed 1"],
  );
});

Deno.test("runLoop() starts nothing more once it is told that its lease is lost, and its successor settles all", async () => {
  await using ground = new Machines();
  let lost = false;
  await using loop = await ground.loop("one", {
    playbook: plays([slow]),
    hosts: [HOSTS],
    world: ({ held }) => ({
      forks: 2,
      held: () => lost ? Promise.reject(new LeaseLost("another worker has it")) : held(),
    }),
  });
  const walk = loop.work(await loop.claim(1));
  walk.catch(() => {});
  await begun(ground, 2);
  lost = true;
  ground.ahead = 60_000;
  const successor = await loop.claim();
  ground.write("go");
  await assert.rejects(walk, LeaseLost);
  assert.deepEqual(ground.lines("deeds").toSorted(), ["begin a@a", "begin b@b", "end a@a", "end b@b"]);
  assert.deepEqual(ground.rows(statuses), HOSTS.map((host) => `${host} running`));
  lost = false;
  await loop.store.queue.release(successor, { kind: "again", at: 0, reason: "looked only" });
  assert.equal(await loop.visits(), "completed");
  assert.deepEqual(ground.lines("deeds").toSorted(), words);
  assert.deepEqual(ground.rows(`select host, status, adopted from actions order by id limit 4`), [
    "a@a completed 1",
    "b@b completed 1",
    "c@c skipped 0",
    "d@d skipped 0",
  ]);
});

Deno.test("runLoop() starts nothing more once an end could not be written", async () => {
  await using ground = new Machines();
  const refused = Promise.withResolvers<void>();
  await using loop = await ground.loop("one", {
    playbook: plays([alone]),
    hosts: [HOSTS],
    world: ({ journal }) => ({
      forks: 2,
      wait,
      journal: new Proxy(journal, {
        get: (target, name) => {
          const method = Reflect.get(target, name).bind(target);
          if (name !== "finishAction") return method;
          return (...given: unknown[]) =>
            method(...given).catch((error: unknown) => (refused.resolve(), Promise.reject(error)));
        },
      }),
    }),
  });
  const walk = loop.work(await loop.claim(1));
  walk.catch(() => {});
  await begun(ground, 2);
  ground.ahead = 60_000;
  const successor = await loop.claim();
  ground.write("go-a@a");
  await refused.promise;
  for (const host of HOSTS) ground.write(`go-${host}`);
  await assert.rejects(walk, LeaseLost);
  // Between an end and the moment at which it is written the next one may begin.
  assert(!ground.lines("deeds").includes("begin d@d"), ground.lines("deeds").join(", "));
  await loop.store.queue.release(successor, { kind: "again", at: 0, reason: "looked only" });
  assert.equal(await loop.visits(), "completed");
  assert.deepEqual(ground.lines("deeds").toSorted(), words);
});
