// The same calls by ansible's own executor and by the warm Python on a host: the same results, the same files. The scenarios are those that our own
// modules are compared by, and some of collections that nothing of ours does.
import assert from "node:assert/strict";
import type { Module } from "../../src/ports/module.ts";
import { GROUND, groundOf, oursInRoom, theirsInRooms } from "../modules/oracle/in_rooms.ts";
import { placed } from "../modules/oracle/ground.ts";
import { compare } from "../modules/oracle/judge.ts";
import type { Scenario, Suite } from "../modules/oracle/scenario.ts";
import { ours, theirs } from "../modules/oracle/sides.ts";
import { noOracle, readSuite } from "../modules/oracle/suites.ts";
import { Stage } from "../modules/stage.ts";
import { noRoom } from "../rooms/room.ts";
import { packed } from "./odd.ts";
import { COLLECTIONS } from "./runner_scenarios.ts";

/** Every which scenario of a suite is taken, and of which module it is. */
const SUITES: [file: string, module: string, every: number][] = [
  ["file.json", "ansible.builtin.file", 5],
  ["lineinfile.json", "ansible.builtin.lineinfile", 5],
  ["replace.json", "ansible.builtin.replace", 5],
  ["blockinfile.json", "ansible.builtin.blockinfile", 5],
  ["stat.json", "ansible.builtin.stat", 3],
  ["slurp.json", "ansible.builtin.slurp", 2],
  ["getent.json", "ansible.builtin.getent", 2],
  ["find.json", "ansible.builtin.find", 5],
  ["ini_file.json", "community.general.ini_file", 5],
];
const IN_ROOMS: [file: string, module: string, every: number][] = [
  ["group.json", "ansible.builtin.group", 4],
  ["user.json", "ansible.builtin.user", 16],
  ["cron.json", "ansible.builtin.cron", 8],
  ["sysctl.json", "ansible.posix.sysctl", 8],
  ["authorized_key.json", "ansible.posix.authorized_key", 8],
  ["known_hosts.json", "ansible.builtin.known_hosts", 8],
];

/** What is compared, without what is ours to differ in. */
interface Compared {
  scenario: Scenario;
  module: string;
  keys: string[];
}

function some(suite: Suite, module: string, every: number): Compared[] {
  return suite.scenarios
    .filter((scenario, at) => at % every === 0 && (scenario.module ?? module) === module)
    .map(({ differs: _, ...scenario }) => ({ scenario, module, keys: keysOf(scenario, suite, module) }));
}

/** Where nothing is to be done, the result is that of check mode, which this one says next to nothing in. */
function keysOf(scenario: Scenario, suite: Suite, module: string): string[] {
  return module === "ansible.builtin.known_hosts" ? [] : scenario.alike ?? suite.alike ?? [];
}

async function modulesOf(all: Compared[]): Promise<Map<string, Module>> {
  const names = [...new Set(all.map(({ module }) => module))];
  const made = await packed(...names);
  return new Map(names.map((name, at) => [name, made[at]!]));
}

const ignore = await noOracle() !== undefined;

Deno.test({ name: "ansibleModule() does in folders what Ansible does", ignore }, async (t) => {
  await using stage = await Stage.open();
  const all: Compared[] = COLLECTIONS;
  for (const [file, module, every] of SUITES) all.push(...some(await readSuite(file), module, every));
  const made = await modulesOf(all);
  const call = (side: string, at: number) => placed(all[at]!.scenario, stage.path(`${side}/${at}`), {});
  const their = await theirs(all.map(({ module }, at) => ({ ...call("side-a", at), module })));
  for (const [at, { scenario, module, keys }] of all.entries()) {
    const our = await ours(stage, made.get(module)!, call("side-b", at));
    await t.step(`${module}: ${scenario.name}`, () => {
      const folders = ["side-a", "side-b"].map((side) => stage.path(`${side}/${at}`));
      compare(scenario, keys, { their: their[at]!, our, folders });
      assert.deepEqual(our.checked, our.before, "a look has changed something");
    });
  }
  assert.ok(all.length >= 80, `${all.length} compared`);
});

Deno.test(
  { name: "ansibleModule() does in rooms what Ansible does", ignore: ignore || noRoom() !== undefined },
  async (t) => {
    let compared = 0;
    for (const [file, module, every] of IN_ROOMS) {
      const suite = await readSuite(file);
      const calls = some(suite, module, every);
      const made = await modulesOf(calls);
      await using there = await suite.open?.() ?? { words: {}, [Symbol.asyncDispose]: () => Promise.resolve() };
      const terms = suite.room ?? {};
      const { words } = there;
      await using ground = await groundOf(terms);
      const their = await theirsInRooms({ scenarios: calls, terms, words }, ground);
      for (const [at, { scenario, keys }] of calls.entries()) {
        const our = await oursInRoom(made.get(module)!, scenario, { terms, words, ground });
        await t.step(`${module}: ${scenario.name}`, () => {
          compare(scenario, keys, { their: their[at]!, our, folders: [GROUND, GROUND] });
          assert.deepEqual(our.checked, our.before, "a look has changed something");
          compared++;
        });
      }
    }
    assert.ok(compared >= 40, `${compared} compared`);
  },
);
