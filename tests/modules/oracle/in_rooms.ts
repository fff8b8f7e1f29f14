// The oracle in rooms: a call is made in a private copy of this machine on either side, and all that was written there is compared.
import assert from "node:assert/strict";
import type { Json } from "../../../src/model/json.ts";
import type { Plan } from "../../../src/model/plan.ts";
import { modules } from "../../../src/modules/registry.ts";
import type { Module } from "../../../src/ports/module.ts";
import { fromPlain } from "../../../src/templates/value.ts";
import { type Ground, openRoom, prepareRooms, type Room } from "../../rooms/room.ts";
import { Stage } from "../stage.ts";
import { placed } from "./ground.ts";
import { compare, honest } from "./judge.ts";
import type { RoomTerms, Scenario, Suite } from "./scenario.ts";
import { type Answers, asked, type OurAnswers } from "./sides.ts";

/** The folder of every scenario, `@`. */
export const GROUND = "/ground";
/** Rooms of one side at once: a room takes a dozen mounts. */
const AT_ONCE = 40;
/** Most scenarios of a suite in the gate: one takes half a second on either side. The slow suite has all of them. */
const IN_GATE = 12;
/** What both sides leave behind for themselves, and what tells the time or names a process. */
const ALWAYS = [
  ...["^/root/\\.(ansible|ftl2)", "^/tmp/", "^/var/log/", "^/var/cache/", "__pycache__", "^/var/tmp/"],
  // A lock that a test beside this one had on the machine's own accounts when the room looked: it is gone in the room.
  "^/etc/(passwd|group|shadow|gshadow|subuid|subgid)\\.lock ",
  ...["^/etc/ld\\.so\\.cache ", "^/var/lib/(systemd|sss)/", "^/root directory "],
];

/** A suite's scenarios with their module. */
export interface Calls {
  scenarios: { scenario: Scenario; module: string }[];
  terms: RoomTerms;
  words: Record<string, string>;
}

/** Prepares what all rooms of a suite begin with. */
export async function groundOf({ prepare = "" }: RoomTerms): Promise<Ground> {
  return await prepareRooms(`mkdir -p ${GROUND}; ${prepare}`);
}

/** All calls by Ansible, a room each. */
export async function theirsInRooms({ scenarios, terms, words }: Calls, ground: Ground): Promise<Answers[]> {
  const answers: Answers[] = [];
  const atOnce = terms.atOnce ?? AT_ONCE;
  for (let from = 0; from < scenarios.length; from += atOnce) {
    const some = scenarios.slice(from, from + atOnce);
    const rooms = await Promise.all(some.map(() => opened(terms, ground)));
    try {
      const calls = some.map(({ scenario, module }, at) => {
        const { params, vars } = placed(scenario, GROUND, words);
        const room = rooms[at]!.pid;
        return { module, params, folder: GROUND, room, ...(vars === undefined ? {} : { vars }) };
      });
      for (const [at, { scenario }] of some.entries()) await begin(scenario, rooms[at]!, words);
      const told = await asked(calls);
      for (const [at, results] of told.entries()) answers.push({ results, tree: await seen(rooms[at]!, terms) });
    } finally {
      for (const room of rooms) await room[Symbol.asyncDispose]();
    }
  }
  return answers;
}

/** One call by us, in a room. */
export async function oursInRoom(
  module: Module,
  scenario: Scenario,
  { terms, words, ground }: Pick<Calls, "terms" | "words"> & { ground: Ground },
): Promise<OurAnswers> {
  await using room = await opened(terms, ground);
  await begin(scenario, room, words);
  await using stage = await Stage.inRoom(room);
  const { params, vars: given = {} } = placed(scenario, GROUND, words);
  const vars = Object.fromEntries(
    Object.entries(given).map(([name, value]: [string, Json]) => [name, fromPlain(value)]),
  );
  const before = await seen(room, terms);
  const check = await stage.check(module, params, vars);
  const checked = await seen(room, terms);
  const { plan, result } = await stage.run(module, params, vars);
  const ran = await seen(room, terms);
  const again = await stage.run(module, params, vars);
  return {
    results: { check: check.result, run: result, again: again.result },
    tree: await seen(room, terms),
    cannotTell: [check, plan, again.plan].some((each: Plan) => each.kind === "change" && each.cannotTell === true),
    ...{ before, checked, ran },
  };
}

function opened({ unshare, init }: RoomTerms, ground: Ground): Promise<Room> {
  return openRoom({ ground, ...(unshare === undefined ? {} : { unshare }), ...(init === undefined ? {} : { init }) });
}

async function begin(scenario: Scenario, room: Room, words: Record<string, string>): Promise<void> {
  const { before } = placed(scenario, GROUND, words);
  if (before !== undefined) await room.sh(`cd ${GROUND}\n${before}`);
}

/** What was written in it, and what describes it. */
async function seen(room: Room, { ignore = [], describe }: RoomTerms): Promise<string[]> {
  const other = [...ALWAYS, ...ignore].map((each) => new RegExp(each));
  const lines = room.changed().filter((line) => !other.some((each) => each.test(line)));
  return describe === undefined ? lines : [...lines, await room.sh(`{ ${describe}\n} 2>&1 || :`)];
}

/** A suite whose scenarios have rooms: a step each; `whole`, or as many, spread over it, as the gate has time for. Throws AssertionError where too few are there. */
export async function compareInRooms(
  t: Deno.TestContext,
  { scenarios: written, room: terms = {}, atLeast, inGate = IN_GATE, alike = [] }: Suite,
  { module, words, whole = false }: { module: string; words: Record<string, string>; whole?: boolean },
): Promise<void> {
  assert.ok(written.length >= atLeast, `${written.length} scenarios, expected at least ${atLeast}`);
  const every = whole ? 1 : Math.ceil(written.length / inGate);
  const all = written.filter((_, at) => at % every === 0);
  await using ground = await groundOf(terms);
  const registry = modules();
  const scenarios = all.map((scenario) => ({ scenario, module: scenario.module ?? module }));
  const answerAll = async () => {
    const answers: OurAnswers[] = [];
    for (const { scenario, module } of scenarios) {
      const made = registry.get(module);
      assert.ok(made !== undefined, `there is no module ${module}`);
      answers.push(await oursInRoom(made, scenario, { terms, words, ground }));
    }
    return answers;
  };
  const [asks, answers] = await Promise.all([theirsInRooms({ scenarios, terms, words }, ground), answerAll()]);
  for (const [n, { scenario }] of scenarios.entries()) {
    await t.step(scenario.name, () => {
      compare(scenario, scenario.alike ?? alike, { their: asks[n]!, our: answers[n]!, folders: [GROUND, GROUND] });
      honest(scenario, answers[n]!);
    });
  }
}
