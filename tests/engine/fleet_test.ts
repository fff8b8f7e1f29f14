// Many hosts in one pass: connections that break, hosts that go away and come back, and the others that go on meanwhile.
import assert from "node:assert/strict";
import type { Next } from "../../src/model/loop.ts";
import type { Shell } from "../../src/ports/shell.ts";
import { Machines, plays } from "./machines.ts";
import { bound, breaking } from "./breaking_shells.ts";

const HOSTS = ["a@a", "b@b", "c@c"];
/** A task that each machine does once: it marks its beginning, waits until it may end, and marks its end. */
const slow =
  `{name: slow, shell: "echo begin {{ inventory_hostname }} >> DIR/deeds; ${`i=0; until [ -e DIR/go ] || [ $i -gt 10000 ]; do i=$((i+1)); sleep 0.01; done`}; echo end {{ inventory_hostname }} >> DIR/deeds"}`;
const quick = `{name: quick, shell: "echo quick {{ inventory_hostname }} >> DIR/deeds"}`;

const reasonOf = (next: Next) => "reason" in next ? next.reason : next.kind;
const sorted = (lines: string[]) => lines.toSorted();
const once = (...words: string[]) => words.flatMap((word) => HOSTS.map((host) => `${word} ${host}`)).toSorted();

Deno.test("runLoop() finds a deed again by its receipt when its connection breaks, in the same pass, and the others do not notice", async () => {
  await using ground = new Machines();
  await using loop = await ground.loop("one", {
    playbook: plays([slow, quick]),
    hosts: [HOSTS],
    shell: breaking(ground, "b@b", () => ground.write("go")),
  });
  assert.equal(await loop.visits(), "completed");
  assert.deepEqual(sorted(ground.lines("deeds")), once("begin", "end", "quick"));
  assert.deepEqual(ground.rows("select phase from iterations order by n"), ["completed", "completed"]);
  assert.deepEqual(ground.opened.filter((host) => host === "b@b").length, 2);
});

Deno.test("runLoop() leaves a deed running whose host went away, brings the others to their end, and adopts it when the host is back", async () => {
  await using ground = new Machines();
  await using loop = await ground.loop("one", {
    playbook: plays([slow, quick]),
    hosts: [HOSTS],
    shell: breaking(ground, "b@b", () => {
      ground.down.add("b");
      ground.write("go");
    }),
  });
  const first = await loop.visit();
  assert.equal(first.kind, "again");
  assert.match(
    reasonOf(first),
    /^b@b cannot be reached: no route to host \("slow" was running there and is settled when it answers\)$/,
  );
  assert.deepEqual(ground.rows("select host, name, status from actions where status = 'running'"), [
    "b@b slow running",
  ]);
  assert.deepEqual(sorted(ground.lines("deeds").filter((line) => line.startsWith("quick"))), [
    "quick a@a",
    "quick c@c",
  ]);
  assert.equal((await loop.visit()).kind, "again", "while it is away the run does not end");
  ground.down.clear();
  assert.equal(await loop.visits(), "completed");
  assert.deepEqual(sorted(ground.lines("deeds")), once("begin", "end", "quick"));
  assert.deepEqual(
    ground.rows("select status, adopted from actions where host = 'b@b' and name = 'slow' and status != 'skipped'"),
    [
      "completed 1",
    ],
  );
  // A change is counted once, by the pass that first meets it.
  const changed = `select sum(json_extract(observations, '$.tally."b@b".changed')) from iterations`;
  assert.deepEqual(ground.rows(changed), ["2"]);
});

Deno.test("runLoop() starts a deed again, under a new row, that never started because its connection broke", async () => {
  await using ground = new Machines();
  let broken = false;
  await using loop = await ground.loop("one", {
    playbook: plays([quick]),
    hosts: [HOSTS],
    shell: async (shell, host) => {
      if (host !== "b@b" || broken) return shell;
      const { stdout } = await shell.run(["sh", "-c", "echo $$"]);
      return {
        ...bound(shell),
        run: async (argv, options, signal) => {
          if (options?.receipt !== undefined && !broken) {
            broken = true;
            Deno.kill(Number(stdout), "SIGKILL");
          }
          return await shell.run(argv, options, signal);
        },
      };
    },
  });
  assert.equal(await loop.visits(), "completed");
  assert.deepEqual(sorted(ground.lines("deeds")), once("quick"));
  assert.deepEqual(ground.rows("select status from actions where host = 'b@b' order by id"), ["skipped", "completed"]);
});

Deno.test("runLoop() calls a host unreachable, asks it once a pass, and does everything on the others", async () => {
  await using ground = new Machines();
  await using loop = await ground.loop("one", {
    playbook: plays([quick, quick.replace("quick", "again")], [quick.replaceAll("quick", "later")]),
    hosts: [["x@away", ...HOSTS], ["x@away", ...HOSTS]],
  });
  assert.equal(await loop.visits(), "failed");
  assert.deepEqual(ground.rows("select count(*) from iterations"), ["2"]);
  assert.deepEqual(ground.opened.filter((host) => host === "x@away").length, 2);
  assert.deepEqual(sorted(ground.lines("deeds")).length, 9);
  const { reason } = await loop.row();
  assert.match(reason ?? "", /failed twice in the same way: "quick" on x@away: x@away cannot be reached: no route/);
  assert.deepEqual(ground.rows("select distinct status from actions where host = 'x@away'"), ["skipped"]);
});

Deno.test("runLoop() works on as many hosts at once as it may, and no more", async () => {
  await using ground = new Machines();
  const hosts = Array.from({ length: 9 }, (_, at) => `h${at}@m${at}`);
  let [now, most] = [0, 0];
  await using loop = await ground.loop("one", {
    playbook: plays([`{name: file, copy: {content: x, dest: "DIR/{{ inventory_hostname }}"}}`]),
    hosts: [hosts],
    world: () => ({ forks: 4 }),
    shell: (shell) => ({
      ...bound(shell),
      run: async (argv, options, signal) => {
        most = Math.max(most, ++now);
        try {
          return await shell.run(argv, options, signal);
        } finally {
          now--;
        }
      },
    }),
  });
  assert.equal(await loop.visits(), "completed");
  assert.equal(most, 4);
});

Deno.test("runLoop() takes facts that are on record, and gathers anew what a change may have made wrong, or what is too old", async () => {
  const gathered: string[] = [];
  const counting = (shell: Shell, host: string): Shell => ({
    ...bound(shell),
    run: (argv, options, signal) => {
      if (argv[2]?.includes("uname -")) gathered.push(host);
      return shell.run(argv, options, signal);
    },
  });
  const facts = (task: string) => `- hosts: localhost\n  gather_facts: true\n  tasks:\n    - ${task}\n`;
  const told = facts(`assert: {that: "ansible_facts.kernel is defined"}`);
  const makes = facts(`{copy: {content: x, dest: DIR/x}, when: inventory_hostname == "a@a"}`);
  await using ground = new Machines();
  const hosts = [["a@a", "b@b"], ["a@a", "b@b"]];
  await using quiet = await ground.loop("quiet", { playbook: told + told, hosts, shell: counting });
  assert.equal(await quiet.visits(), "completed");
  assert.deepEqual(gathered.splice(0).toSorted(), ["a@a", "b@b"]);
  assert.deepEqual(ground.rows("select count(*) from hosts where facts_at is not null"), ["2"]);

  await using changing = await ground.loop("changing", {
    playbook: makes + told,
    hosts,
    shell: counting,
    options: { once: true },
  });
  assert.equal(await changing.visits(), "completed");
  // Again on the host that was changed, in the second play.
  assert.deepEqual(gathered.splice(0).toSorted(), ["a@a", "a@a", "b@b"]);

  ground.remove("x");
  await using old = await ground.loop("old", {
    playbook: told + makes,
    hosts,
    shell: counting,
    options: { factsMs: 0 },
  });
  assert.equal(await old.visits(), "completed");
  assert.equal(gathered.length, 8, "two plays on two hosts in two passes");
});
