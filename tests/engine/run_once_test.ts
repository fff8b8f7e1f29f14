// What is done once for all hosts, when the host that does it goes away: it is done on no other one.
import assert from "node:assert/strict";
import { breaking } from "./breaking_shells.ts";
import { Machines, poll } from "./machines.ts";

const HOSTS = ["a@a", "b@b", "c@c"];
const until = `i=0; until [ -e DIR/go ] || [ $i -gt 10000 ]; do i=$((i+1)); sleep 0.01; done`;
const deed = (name: string, rest = "") =>
  `    - {name: ${name}, shell: "echo begin {{ inventory_hostname }} >> DIR/deeds; ${until}; echo end {{ inventory_hostname }} >> DIR/deeds"${rest}}\n`;
const play = (tasks: string, rest = "") => `- hosts: localhost\n  gather_facts: false\n${rest}  tasks:\n${tasks}`;
const after = `    - {name: after, shell: "echo after {{ inventory_hostname }} {{ said.rc }} >> DIR/deeds"}\n`;
const once = play(deed("once", ", run_once: true, register: said") + after);

Deno.test("runLoop() does what runs once for all on no other host when its host goes away under it, and adopts its end for all", async () => {
  await using ground = new Machines();
  await using loop = await ground.loop("one", {
    playbook: once,
    hosts: [HOSTS],
    shell: breaking(ground, "a@a", () => ground.down.add("a")),
  });
  for (let times = 0; times < 3; times++) assert.equal((await loop.visit()).kind, "again");
  assert.deepEqual(ground.lines("deeds"), ["begin a@a"]);
  ground.write("go");
  await poll("its end", () => ground.lines("deeds").length === 2);
  assert.equal((await loop.visit()).kind, "again", "the machine is still away");
  ground.down.clear();
  assert.equal(await loop.visits(), "completed");
  assert.deepEqual(
    ground.lines("deeds").toSorted(),
    ["begin a@a", "end a@a", ...HOSTS.map((host) => `after ${host} 0`)].toSorted(),
  );
});

Deno.test("runLoop() takes what ran once for all as done when its host is away in a later pass", async () => {
  await using ground = new Machines();
  ground.write("go");
  await using loop = await ground.loop("one", {
    playbook: once + play(`    - {copy: {content: x, dest: "DIR/made"}, when: inventory_hostname == "b@b"}\n`),
    hosts: [HOSTS, HOSTS],
    world: ({ journal }) => ({
      journal: new Proxy(journal, {
        get: (target, name) => {
          const method = Reflect.get(target, name).bind(target);
          if (name !== "closeIteration") return method;
          return async (...given: unknown[]) => {
            await method(...given);
            ground.down.add("a");
            shells.drop();
          };
        },
      }),
    }),
  });
  const shells = { drop: () => loop.drop("a@a") };
  assert.equal(await loop.visits(), "failed");
  assert.deepEqual(ground.lines("deeds").filter((line) => !line.startsWith("after")), ["begin a@a", "end a@a"]);
});

Deno.test("runLoop() does once a batch what runs once, however often the pass is taken", async () => {
  await using ground = new Machines();
  ground.write("go");
  await using loop = await ground.loop("one", {
    playbook: play(deed("once", ", run_once: true"), "  serial: 1\n"),
    hosts: [HOSTS],
  });
  assert.equal(await loop.visits(), "completed");
  assert.deepEqual(ground.lines("deeds"), HOSTS.flatMap((host) => [`begin ${host}`, `end ${host}`]));
});
