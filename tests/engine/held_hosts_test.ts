import assert from "node:assert/strict";
import type { Next } from "../../src/model/loop.ts";
import { ScriptedDecider } from "../fakes/scripted_decider.ts";
import { words } from "../fakes/words.ts";
import { Machines, plays, poll } from "./machines.ts";

/** A task that writes when it begins and ends; `wait` names a file that it waits for in between. */
function task(loop: string, machine: string, { wait = "", n = 1 } = {}): string {
  // Not for ever: a test that fails has to end, too.
  const until = wait === ""
    ? ":"
    : `i=0; until [ -e DIR/${wait} ] || [ $i -gt 10000 ]; do i=$((i+1)); sleep 0.01; done`;
  const marks = `DIR/marks-${machine}`;
  return `{name: ${loop} ${machine} ${n}, shell: "echo begin ${loop} >> ${marks}; ${until}; echo end ${loop} >> ${marks}"}`;
}

const marks = (...loops: string[]) => loops.flatMap((loop) => [`begin ${loop}`, `end ${loop}`]);
const inTheWay = (next: Next) => next.kind === "again" ? [next.waitsFor, next.reason] : next.kind;

Deno.test("two loops never act on one machine at once, whatever they call it: the second waits for the first one's pass to end", async () => {
  await using ground = new Machines();
  await using one = await ground.loop("one", {
    playbook: plays([task("one", "m", { wait: "go" }), task("one", "m", { n: 2 })]),
    hosts: [["web1@m"]],
  });
  await using two = await ground.loop("two", {
    playbook: plays([task("two", "m"), task("two", "m", { n: 2 })]),
    hosts: [["www@m"]],
  });
  const first = one.visits();
  await poll("the first deed", () => ground.lines("marks-m").length > 0);
  for (let times = 0; times < 3; times++) {
    const next = await two.visit();
    assert.deepEqual(inTheWay(next), [1, "waits for loop 1 (one), at work on www@m"]);
    const { status, waitsFor, reason } = await two.row();
    assert.deepEqual([status, waitsFor, reason], ["waiting", 1, "waits for loop 1 (one), at work on www@m"]);
  }
  assert.deepEqual(ground.rows("select * from iterations where loop_id = 2"), []);
  assert.deepEqual(ground.rows("select kind from events where loop_id = 2 and kind like 'iteration%'"), []);
  ground.write("go");
  await two.turn();
  assert.equal(await two.visits(() => two.turn()), "completed");
  assert.equal(await first, "completed");
  assert.deepEqual(ground.lines("marks-m"), marks("one", "one", "two", "two"));
});

Deno.test("a loop leases all machines of a play before its first deed there, or none", async () => {
  await using ground = new Machines();
  const waits = task("one", "b", { wait: "go" });
  await using one = await ground.loop("one", { playbook: plays([waits]), hosts: [["db@b"]] });
  // It has work on the first of its machines only; the second is the play's, too.
  await using two = await ground.loop("two", {
    playbook: plays([`{name: two, shell: echo two >> DIR/deeds, when: inventory_hostname == "x@a"}`]),
    hosts: [["x@a", "y@b"]],
  });
  const first = one.visits();
  await poll("the first deed", () => ground.lines("marks-b").length > 0);
  assert.deepEqual(inTheWay(await two.visit()), [1, "waits for loop 1 (one), at work on y@b"]);
  assert.deepEqual(ground.rows("select machine, loop_id from host_leases where loop_id is not null"), ["b 1"]);
  assert.deepEqual(ground.lines("deeds"), []);
  ground.write("go");
  await two.turn();
  assert.equal(await two.visits(() => two.turn()), "completed");
  assert.equal(await first, "completed");
  assert.deepEqual(ground.lines("deeds"), ["two"]);
  assert.deepEqual(ground.rows("select machine, loop_id from host_leases where loop_id is not null"), []);
});

Deno.test("a decision waits for its machines without being made again, and its waiting leaves no rows", async () => {
  await using ground = new Machines();
  const action = (host: string) => ({
    host,
    module: "shell",
    params: { cmd: `echo two ${host} >> ${ground.folder}/deeds` },
    name: host,
    task: null,
  });
  const decider = new ScriptedDecider(({ run }) =>
    run.some(({ decision }) => decision !== null)
      ? { kind: "converged", reasoning: "all is there" }
      : { kind: "act", reasoning: "two hosts", actions: [action("x@a"), action("y@b")] }
  );
  const playbook = plays([task("one", "b", { wait: "go" })]);
  await using one = await ground.loop("one", { playbook, hosts: [["db@b"]] });
  await using two = await ground.loop("two", {
    playbook,
    hosts: [[]],
    world: () => ({ decides: words(decider, { hosts: ["x@a", "y@b"] }) }),
  });
  const first = one.visits();
  await poll("the first deed", () => ground.lines("marks-b").length > 0);
  for (let times = 0; times < 4; times++) {
    assert.deepEqual(inTheWay(await two.visit()), [1, "waits for loop 1 (one), at work on y@b"]);
    assert.deepEqual(ground.rows("select n, phase from iterations where loop_id = 2"), ["1 unfinished"]);
    assert.deepEqual(ground.rows("select count(*) from events where loop_id = 2 and kind like 'iteration%'"), ["2"]);
  }
  assert.deepEqual(ground.lines("deeds"), []);
  ground.write("go");
  await two.turn();
  assert.equal(await two.visits(() => two.turn()), "completed");
  assert.equal(await first, "completed");
  assert.deepEqual(ground.lines("deeds"), ["two x@a", "two y@b"]);
  assert.equal(decider.asked.length, 2);
});

Deno.test("two loops that need two machines in opposite order both converge, and never meet on one", async () => {
  await using ground = new Machines();
  await using one = await ground.loop("one", {
    playbook: plays([task("one", "a", { wait: "marks-b" })], [task("one", "b")]),
    hosts: [["x@a"], ["y@b"]],
  });
  await using two = await ground.loop("two", {
    playbook: plays([task("two", "b", { wait: "marks-a" })], [task("two", "a")]),
    hosts: [["q@b"], ["p@a"]],
  });
  let met = 0;
  const visits = (loop: typeof one) =>
    loop.visits(async (next) => {
      if (next.waitsFor !== undefined) met++;
      await loop.turn();
    });
  assert.deepEqual(await Promise.all([visits(one), visits(two)]), ["completed", "completed"]);
  assert.ok(met >= 1, "neither was in the other's way");
  assert.deepEqual(ground.lines("marks-a"), marks("one", "two"));
  assert.deepEqual(ground.lines("marks-b"), marks("two", "one"));
});

Deno.test("a loop looks again after it has got a machine: what another has made meanwhile is not made again", async () => {
  await using ground = new Machines();
  const playbook = plays([`{name: make, shell: echo made >> DIR/made, args: {creates: DIR/made}}`]);
  const looked = Promise.withResolvers<void>();
  const go = Promise.withResolvers<void>();
  await using one = await ground.loop("one", { playbook, hosts: [["web1@m"]] });
  await using two = await ground.loop("two", {
    playbook,
    hosts: [["www@m"]],
    world: ({ hosts }) => ({
      hosts: {
        take: async (wanted) => {
          looked.resolve();
          await go.promise;
          return await hosts.take(wanted);
        },
      },
    }),
  });
  const second = two.visits(() => two.turn());
  await looked.promise;
  assert.deepEqual(ground.lines("made"), []);
  assert.equal(await one.visits(), "completed");
  go.resolve();
  assert.equal(await second, "completed");
  assert.deepEqual(ground.lines("made"), ["made"]);
  assert.deepEqual(
    ground.rows("select iterations.loop_id from actions join iterations on iterations.id = iteration_id"),
    ["1"],
  );
});

for (const quick of [false, true]) {
  const what = quick ? "a quick script" : "a command";
  Deno.test(`${what} that a worker sends only after its lease ran out is refused by the machine, and nothing of it is done`, async () => {
    await using ground = new Machines();
    const sending = Promise.withResolvers<void>();
    const awake = Promise.withResolvers<void>();
    let asleep = true;
    const deed = quick
      ? `{name: one, copy: {dest: DIR/late, content: late}}`
      : `{name: one, shell: echo one >> DIR/deeds, args: {executable: /bin/sh}}`;
    await using one = await ground.loop("one", {
      playbook: plays([deed.replace(", args: {executable: /bin/sh}", "")]),
      hosts: [["web1@m"]],
      shell: (shell) =>
        new Proxy(shell, {
          get: (_, property) => {
            const value = Reflect.get(shell, property);
            if (property !== "run") return typeof value === "function" ? value.bind(shell) : value;
            return async (...[argv, options, signal]: Parameters<typeof shell.run>) => {
              if (options?.receipt !== undefined && asleep) {
                assert.equal(options.quick === true, quick);
                asleep = false;
                sending.resolve();
                await awake.promise;
              }
              return await shell.run(argv, options, signal);
            };
          },
        }),
    });
    await using two = await ground.loop("two", {
      playbook: plays([`{name: two, shell: "test ! -e DIR/late && echo two >> DIR/deeds"}`]),
      hosts: [["www@m"]],
    });
    const lease = await one.claim(10_000);
    const late = one.work(lease);
    await sending.promise;
    assert.deepEqual(inTheWay(await two.visit()), [1, "waits for loop 1 (one), at work on www@m"]);
    ground.ahead += 20_000;
    assert.equal(await two.visits(), "completed");
    awake.resolve();
    await late;
    const [refused] = ground.rows("select status, result from actions where name = 'one' order by id");
    assert.match(refused!, /^skipped .*Not started: another loop has the machine now/);
    // It is told, takes the machine itself when it may, and does its work once.
    assert.equal((await one.row()).status, "running");
    assert.deepEqual(ground.lines("deeds"), quick ? ["two"] : ["two", "one"]);
    assert.deepEqual(ground.lines("late"), quick ? ["late"] : []);
    assert.deepEqual(
      ground.rows("select status from actions where name = 'one' order by id"),
      ["skipped", "completed"],
    );
  });
}

Deno.test("a loop that has got a machine waits for a command that a dead worker of another loop left running there", async () => {
  await using ground = new Machines();
  await using one = await ground.loop("one", {
    playbook: plays([task("one", "m", { wait: "go" })]),
    hosts: [["web1@m"]],
  });
  await using two = await ground.loop("two", { playbook: plays([task("two", "m")]), hosts: [["www@m"]] });
  const running = one.work(await one.claim(10_000)).catch((error) => error);
  await poll("the first deed", () => ground.lines("marks-m").length > 0);
  ground.ahead += 20_000;
  const busy = "waits for an earlier command that still runs on www@m";
  for (let times = 0; times < 2; times++) {
    const next = await two.visit();
    assert.deepEqual(inTheWay(next), [undefined, busy]);
    // Not walked in place: status says why it waits.
    assert.ok(next.kind === "again" && next.afterMs > 1000);
    assert.equal((await two.row()).reason, busy);
  }
  assert.deepEqual(ground.rows("select * from iterations where loop_id = 2"), []);
  assert.deepEqual(ground.rows("select loop_id from host_leases where loop_id = 2"), []);
  ground.write("go");
  await running;
  assert.equal(await two.visits(() => two.turn()), "completed");
  assert.deepEqual(ground.lines("marks-m"), marks("one", "two"));
});

Deno.test("a machine that cannot be reached, or that will not be held, keeps nobody from the others", async () => {
  await using ground = new Machines();
  await using one = await ground.loop("one", {
    playbook: plays([`{name: one, shell: "echo {{ inventory_hostname }} >> DIR/deeds"}`]),
    hosts: [["x@away", "y@b", "z@full"]],
  });
  ground.write("receipts-full", "a file where a folder should be");
  assert.equal(await one.visits(), "failed");
  assert.deepEqual(ground.lines("deeds"), ["y@b"]);
  assert.deepEqual(ground.rows("select machine from host_leases order by 1"), ["b", "full"]);
  const results = ground.rows(
    "select distinct host || ' ' || json_extract(result, '$.msg') from actions where status = 'skipped'",
  );
  assert.match(
    results.sort().join("\n"),
    /^x@away x@away cannot be reached.*\nz@full Not started: its receipt cannot be written/s,
  );
});

Deno.test("a machine that has booted in the middle of a pass is another one, and is leased anew", async () => {
  await using ground = new Machines();
  let boots = 1;
  await using one = await ground.loop("one", {
    playbook: plays([`{name: before, shell: echo 1 >> DIR/deeds}`, `{name: after, shell: echo 2 >> DIR/deeds}`]),
    hosts: [["web1@m"]],
    shell: (shell) =>
      new Proxy(shell, {
        get: (_, property) => {
          if (property === "machine") return `boot${boots}`;
          if (property === "forget") return () => Promise.resolve();
          const value = Reflect.get(shell, property);
          if (property !== "run") return typeof value === "function" ? value.bind(shell) : value;
          return async (...given: Parameters<typeof shell.run>) => {
            const result = await shell.run(...given);
            if (given[1]?.receipt !== undefined) boots++;
            return result;
          };
        },
      }),
  });
  assert.equal(await one.visits(), "completed");
  assert.deepEqual(ground.rows("select machine, token from host_leases order by 1"), ["boot1 1", "boot2 1"]);
  assert.deepEqual(ground.lines("deeds"), ["1", "2"]);
});
