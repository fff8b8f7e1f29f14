// Ways into machines that a step wants to change: several into one, some that nobody can go.
import assert from "node:assert/strict";
import { HeldHosts, lookUntilHeld } from "../../src/engine/held_hosts.ts";
import { Reached } from "../../src/engine/reached.ts";
import type { World } from "../../src/engine/world.ts";
import { CannotBecome } from "../../src/model/errors.ts";
import type { Entrance } from "../../src/model/way.ts";
import { enter } from "../fakes/entrances.ts";
import { ScriptedDecider } from "../fakes/scripted_decider.ts";
import { words } from "../fakes/words.ts";
import { bound } from "./breaking_shells.ts";
import { Machines, plays, poll } from "./machines.ts";

const HOSTS = ["a@a", "b@b", "c@c"];
const never = new AbortController().signal;
const deed = (name: string, rest = "") =>
  `{name: ${name}, shell: "echo ${name} {{ inventory_hostname }} >> DIR/deeds"${rest}}`;

Deno.test("runLoop() holds a machine once for all its names and all users, under one token", async () => {
  await using ground = new Machines();
  const holds: string[] = [];
  await using loop = await ground.loop("one", {
    playbook: plays([deed("first"), deed("second"), deed("third", ", delegate_to: other@a")]),
    hosts: [["a@a", "again@a", "b@b"]],
    shell: (shell, host) => ({
      ...bound(shell),
      hold: (hold, signal) => {
        holds.push(`${host} ${hold.token}`);
        return shell.hold(hold, signal);
      },
    }),
  });
  assert.equal(await loop.visits(), "completed");
  // The second pass only looks at records: plain commands run once a run.
  assert.deepEqual(holds.toSorted(), ["a@a 1", "again@a 1", "b@b 1", "other@a 1"]);
  assert.equal(ground.lines("deeds").length, 9);
  assert.deepEqual(ground.rows("select machine, token from host_leases order by 1"), ["a 1", "b 1"]);
});

Deno.test("runLoop() waits for a machine that is busy among many, and does nothing on the others meanwhile", async () => {
  await using ground = new Machines();
  const slow =
    `{name: slow, shell: "echo begin >> DIR/slow; ${`i=0; until [ -e DIR/go ] || [ $i -gt 10000 ]; do i=$((i+1)); sleep 0.01; done`}"}`;
  await using dead = await ground.loop("dead", { playbook: plays([slow]), hosts: [["b@b"]] });
  await using loop = await ground.loop("one", { playbook: plays([deed("one")]), hosts: [HOSTS] });
  const gone = dead.work(await dead.claim(1)).catch((error) => error);
  await poll("a command on b", () => ground.lines("slow").length > 0);
  ground.ahead = 60_000;
  const next = await loop.visit();
  assert.equal(next.kind === "again" && next.reason, "waits for an earlier command that still runs on b@b");
  assert.deepEqual(ground.lines("deeds"), []);
  assert.deepEqual(ground.rows("select machine from host_leases where loop_id = 2"), []);
  ground.write("go");
  await gone;
  assert.equal(await loop.visits(), "completed");
  assert.deepEqual(ground.lines("deeds").toSorted(), HOSTS.map((host) => `one ${host}`));
});

Deno.test("lookUntilHeld() ends where a deed wants a way that nobody can go and no look goes, and refuses that deed", async () => {
  const [open, shut] = [enter("open"), enter("shut")];
  const hosts = new HeldHosts(new Reached());
  const hold = { machine: "m", token: 1 };
  const told: Entrance[] = [];
  const world = {
    shells: {
      get: (entrance: Entrance) =>
        entrance === shut
          ? Promise.reject(new CannotBecome("nobody may"))
          : Promise.resolve({ machine: "m", hold: () => (told.push(entrance), Promise.resolve("free")) }),
      drop: () => {},
    },
    hosts: { take: () => Promise.resolve({ holds: new Map([["m", hold]]) }) },
  } as unknown as World;
  let looks = 0;
  const look = () => Promise.resolve(++looks);
  const seen = await lookUntilHeld(
    look,
    (looks) => ({ hosts: looks > 50 ? [] : [open, shut], all: () => [open] }),
    { hosts, world },
    never,
  );
  assert.equal(seen, 2);
  assert.deepEqual(told, [open]);
  assert.deepEqual(hosts.admissionTo(open), { hold });
  assert.match(hosts.admissionTo(shut).refusal?.message ?? "", /^shut cannot be entered$/);
});

Deno.test("runLoop() writes down how the hosts of a decision are entered, before anything is done there", async () => {
  await using ground = new Machines();
  const action = { host: "a@a", module: "shell", params: { cmd: `echo a >> ${ground.folder}/deeds` }, name: "a" };
  const decider = new ScriptedDecider(({ run }) =>
    run.some(({ decision }) => decision !== null)
      ? { kind: "converged", reasoning: "all is there" }
      : { kind: "act", reasoning: "one host", actions: [{ ...action, task: null }] }
  );
  const way = { host: "a@a", connection: "ssh" as const, user: "somebody" };
  const asked: string[] = [];
  await using loop = await ground.loop("one", {
    playbook: plays([deed("unused")]),
    hosts: [[]],
    world: () => ({
      decides: words(decider, { hosts: ["a@a"] }),
      entrances: {
        to: () => ({ way }),
        again: (recorded) => {
          asked.push(JSON.stringify(recorded));
          return { way: recorded };
        },
      },
    }),
  });
  assert.equal(await loop.visits(), "completed");
  assert.deepEqual(ground.rows("select way from actions").map((text) => JSON.parse(text)), [way]);
  assert.deepEqual([...new Set(asked)].map((text) => JSON.parse(text)), [way]);
});
