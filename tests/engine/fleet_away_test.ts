// Hosts that are away, flap, boot, or refuse, in runs of every kind.
import assert from "node:assert/strict";
import { ReceiptRefused, ShellBroken } from "../../src/model/errors.ts";
import type { Shell } from "../../src/ports/shell.ts";
import { bound, breaking } from "./breaking_shells.ts";
import { type LoopOnMachines, Machines, plays, poll } from "./machines.ts";

const HOSTS = ["a@a", "b@b", "c@c"];
const until = `i=0; until [ -e DIR/go ] || [ $i -gt 10000 ]; do i=$((i+1)); sleep 0.01; done`;
const slow =
  `{name: slow, shell: "echo begin {{ inventory_hostname }} >> DIR/deeds; ${until}; echo end {{ inventory_hostname }} >> DIR/deeds"}`;
const deed = (name: string) => `{name: ${name}, shell: "echo ${name} {{ inventory_hostname }} >> DIR/deeds"}`;
const everywhere = (...names: string[]) => names.flatMap((name) => HOSTS.map((host) => `${name} ${host}`)).toSorted();
const lost = (ground: Machines) => () => {
  ground.down.add("b");
  ground.write("go");
};

Deno.test("runLoop() fails no increment for a host that is away in the middle of a deed, and goes on with it when it is back", async () => {
  await using ground = new Machines();
  await using loop = await ground.loop("one", {
    playbook: plays([slow], [deed("second")]),
    hosts: [HOSTS, HOSTS],
    mode: "incremental",
    shell: breaking(ground, "b@b", lost(ground)),
  });
  assert.equal(await loop.visits(), "paused");
  const [plan] = await loop.store.archive.prompts({ loop: loop.id, open: true });
  await loop.store.queue.answer(plan!.id, "yes", "test");
  for (let times = 0; times < 6; times++) assert.equal((await loop.visit()).kind, "again");
  assert.deepEqual(ground.rows("select n, status from increments order by n"), ["1 running", "2 pending"]);
  ground.down.clear();
  assert.equal(await loop.visits(), "completed");
  assert.deepEqual(ground.lines("deeds").toSorted(), everywhere("begin", "end", "second"));
  assert.deepEqual(ground.rows("select status from increments"), ["completed", "completed"]);
});

for (const options of [{ once: true }, { maxMs: 60_000 }]) {
  Deno.test(`runLoop() waits for a host that is away in the middle of a deed with ${JSON.stringify(options)}, too`, async () => {
    await using ground = new Machines();
    await using loop = await ground.loop("one", {
      playbook: plays([slow, deed("next")]),
      hosts: [HOSTS],
      options,
      shell: breaking(ground, "b@b", lost(ground)),
    });
    for (let times = 0; times < 3; times++) assert.equal((await loop.visit()).kind, "again");
    ground.down.clear();
    assert.equal(await loop.visits(), "completed");
    assert.deepEqual(ground.lines("deeds").toSorted(), everywhere("begin", "end", "next"));
  });
}

Deno.test("runLoop() finds in a dry run what would be changed on the hosts that answer, and fails for the one that does not", async () => {
  await using ground = new Machines();
  await using loop = await ground.loop("one", {
    playbook: plays([`{name: made, copy: {content: x, dest: "DIR/made-{{ inventory_hostname }}"}}`, deed("next")]),
    hosts: [["x@away", ...HOSTS]],
    options: { dryRun: true },
  });
  assert.equal(await loop.visits(), "failed");
  assert.match((await loop.row()).reason ?? "", /^"made" on x@away: x@away cannot be reached/);
  assert.deepEqual(ground.lines("deeds"), []);
  assert.deepEqual(ground.rows("select host, status from actions"), []);
  assert.deepEqual(ground.rows("select hostname, status from hosts order by 1"), [
    "a@a reachable",
    "b@b reachable",
    "c@c reachable",
    "x@away unreachable",
  ]);
});

/** The host's session dies whenever a command under a receipt is to start, before it starts. */
function neverStarting(broken: string, times: number) {
  let broke = 0;
  return async (shell: Shell, host: string): Promise<Shell> => {
    if (host !== broken || broke >= times) return shell;
    const { stdout } = await shell.run(["sh", "-c", "echo $$"]);
    return {
      ...bound(shell),
      run: async (argv, options, signal) => {
        if (options?.receipt !== undefined && broke < times) {
          broke++;
          Deno.kill(Number(stdout), "SIGKILL");
        }
        return await shell.run(argv, options, signal);
      },
    };
  };
}

Deno.test("runLoop() starts a deed whose connection broke twice before it in the next pass, and does it once", async () => {
  await using ground = new Machines();
  await using loop = await ground.loop("one", {
    playbook: plays([deed("one"), deed("two")]),
    hosts: [HOSTS],
    shell: neverStarting("b@b", 2),
  });
  assert.equal(await loop.visits(), "completed");
  assert.deepEqual(ground.lines("deeds").toSorted(), everywhere("one", "two"));
  const statuses = ground.rows("select status from actions where host = 'b@b' and name = 'one' order by id");
  assert.deepEqual(statuses, ["skipped", "skipped", "completed"]);
});

Deno.test("runLoop() gives up on one host what is interrupted there every time, and does everything on the others", async () => {
  await using ground = new Machines();
  const deadly = `{name: deadly, copy: {content: x, dest: "DIR/made-{{ inventory_hostname }}"}}`;
  let breaks = 0;
  await using loop = await ground.loop("one", {
    playbook: plays([deadly, deed("next")]),
    hosts: [HOSTS],
    shell: (shell, host) =>
      host !== "b@b" ? shell : {
        ...bound(shell),
        run: (argv, options, signal) => {
          if (options?.receipt === undefined) return shell.run(argv, options, signal);
          breaks++;
          return Promise.reject(new ShellBroken(`${host}'s session has ended`));
        },
        settle: () => Promise.resolve({ state: "interrupted" }),
      },
  });
  assert.equal(await loop.visits(), "failed");
  assert.equal(breaks, 5);
  assert.match((await loop.row()).reason ?? "", /"deadly" on b@b: It was interrupted 5 times in a row/);
  assert.deepEqual(ground.lines("deeds").toSorted(), ["next a@a", "next c@c"]);
});

Deno.test("runLoop() leaves to later what a host says that breaks at every question, and settles it once it answers", async () => {
  await using ground = new Machines();
  let flapping = true;
  let asked = 0;
  await using loop = await ground.loop("one", {
    playbook: plays([slow, deed("next")]),
    hosts: [HOSTS],
    shell: async (shell, host) => {
      const wrapped = await breaking(ground, "b@b", () => ground.write("go"))(shell, host);
      if (host !== "b@b") return wrapped;
      return {
        ...bound(wrapped),
        run: asked > 0 ? shell.run.bind(shell) : wrapped.run,
        settle: (receipt, signal) => {
          asked++;
          return flapping ? Promise.reject(new ShellBroken("b@b's session has ended")) : shell.settle(receipt, signal);
        },
      };
    },
  });
  const first = await loop.visit();
  assert.equal(first.kind === "again" && first.away, true);
  assert.ok(asked >= 4, `${asked} questions`);
  assert.deepEqual(ground.rows("select host, name from actions where status = 'running'"), ["b@b slow"]);
  flapping = false;
  assert.equal(await loop.visits(), "completed");
  assert.deepEqual(ground.lines("deeds").toSorted(), everywhere("begin", "end", "next"));
});

Deno.test("runLoop() pauses where a host cannot say what became of its deed, when the others have gone on, and goes on once it can", async () => {
  await using ground = new Machines();
  let full = true;
  await using loop = await ground.loop("one", {
    playbook: plays([slow, deed("next")]),
    hosts: [HOSTS],
    shell: async (shell, host) => {
      const wrapped = await breaking(ground, "b@b", () => ground.write("go"))(shell, host);
      if (host !== "b@b") return wrapped;
      return {
        ...bound(wrapped),
        run: ground.lines("deeds").includes("begin b@b") ? shell.run.bind(shell) : wrapped.run,
        settle: (receipt, signal) =>
          full ? Promise.reject(new ReceiptRefused("no room on b", "no room")) : shell.settle(receipt, signal),
      };
    },
  });
  assert.deepEqual(await loop.visit(), { kind: "paused", reason: "no room on b" });
  assert.deepEqual(ground.lines("deeds").filter((line) => line.startsWith("next")).toSorted(), [
    "next a@a",
    "next c@c",
  ]);
  full = false;
  assert.equal(await loop.visits(), "completed");
  assert.deepEqual(ground.lines("deeds").toSorted(), everywhere("begin", "end", "next"));
});

/** What is kept of a loop whose machine stays away. */
async function leftAway(ground: Machines): Promise<LoopOnMachines> {
  const loop = await ground.loop("one", {
    playbook: plays([slow, deed("next")]),
    hosts: [HOSTS],
    shell: breaking(ground, "b@b", lost(ground)),
  });
  const next = await loop.visit();
  assert.equal(next.kind === "again" && next.away, true);
  return loop;
}

Deno.test("a loop with an action whose host is away is paused, resumed, cancelled and retried, and runs it again only when asked", async () => {
  await using ground = new Machines();
  await using loop = await leftAway(ground);
  const { queue } = loop.store;
  await queue.suspend(loop.id, { by: "test", reason: "later", until: null });
  assert.equal((await loop.row()).status, "paused");
  await queue.resume(loop.id, "test");
  assert.equal((await loop.visit()).kind, "again");
  await queue.cancel(loop.id, "test", "enough");
  const statuses =
    "select status from actions where host = 'b@b' and name = 'slow' and status != 'skipped' order by id";
  assert.deepEqual(ground.rows(statuses), ["interrupted"]);
  await poll("b's end", () => ground.lines("deeds").includes("end b@b"));
  await queue.retry(loop.id, "test");
  ground.down.clear();
  // Another run: plain commands run once in it.
  assert.equal(await loop.visits(), "completed");
  assert.deepEqual(ground.lines("deeds").filter((line) => line.endsWith("b@b")), [
    "begin b@b",
    "end b@b",
    "begin b@b",
    "end b@b",
    "next b@b",
  ]);
  assert.deepEqual(ground.rows(statuses), ["interrupted", "completed"]);
});
