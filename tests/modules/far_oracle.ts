// Scenarios of the oracle on a far host: the same calls by Ansible on this machine, and by us over ssh.
import assert from "node:assert/strict";
import type { JsonObject } from "../../src/model/json.ts";
import { modules } from "../../src/modules/registry.ts";
import type { FarHost } from "./far_stage.ts";
import { type Person, placed } from "./oracle/ground.ts";
import { compare, honest } from "./oracle/judge.ts";
import type { Scenario, Suite } from "./oracle/scenario.ts";
import { type OurAnswers, ours, theirs } from "./oracle/sides.ts";
import { moduleOf, readSuite, suiteNames } from "./oracle/suites.ts";

/** One scenario with the suite that it is of. */
export interface Chosen {
  suite: Suite;
  /** The suite's file. */
  file: string;
  scenario: Scenario;
}

/** Every scenario of every suite. */
export async function allScenarios(): Promise<Chosen[]> {
  const all: Chosen[] = [];
  for (const file of suiteNames) {
    const suite = await readSuite(file);
    // What a room is for would be done to this machine.
    if (suite.room !== undefined) continue;
    all.push(...suite.scenarios.map((scenario) => ({ suite, file, scenario })));
  }
  return all;
}

/** Whether a user who is not root may prepare it: he gives no file away. */
export function anybodyMay({ scenario: { before = "" } }: Chosen): boolean {
  return !/\b(chown|chgrp|mknod|mount)\b/.test(before);
}

/** What came of it. */
export interface Judged {
  /** What is wrong, as sentences; empty where everything is as Ansible has it. */
  complaints: string[];
  /** Scenarios that the host refused to both, for want of rights: what they left and said beyond that is each one's own. */
  refused: string[];
}

/** Tries scenarios; `person` is who does it on both sides. */
export async function judgeFar(host: FarHost, chosen: readonly Chosen[], person: Person): Promise<Judged> {
  await using stage = await host.stage(person);
  await using opened = new AsyncDisposableStack();
  const words = new Map<Suite, Record<string, string>>();
  for (const { suite } of chosen) {
    if (suite.open === undefined || words.has(suite)) continue;
    words.set(suite, opened.use(await suite.open()).words);
  }
  for (const side of ["side-a", "side-b"]) {
    await Deno.mkdir(stage.path(side));
    await Deno.chown(stage.path(side), person.uid, person.gid);
  }
  const call = (side: string, { suite, scenario }: Chosen, n: number) =>
    placed(scenario, stage.path(`${side}/${n}`), words.get(suite) ?? {});
  const nameOf = ({ file, scenario }: Chosen) => scenario.module ?? moduleOf(file);
  const asked = theirs(chosen.map((one, n) => ({ ...call("side-a", one, n), module: nameOf(one) })), person);
  const registry = modules();
  const answer = async () => {
    const all: OurAnswers[] = [];
    for (const [n, one] of chosen.entries()) {
      const module = registry.get(nameOf(one));
      assert.ok(module !== undefined, `there is no module ${nameOf(one)}`);
      all.push(await ours(stage, module, { ...call("side-b", one, n), person }));
    }
    return all;
  };
  const [asks, answers] = await Promise.all([asked, answer()]);
  assert.equal(asks.length, answers.length);
  const judged: Judged = { complaints: [], refused: [] };
  for (const [n, one] of chosen.entries()) {
    const [their, our] = [asks[n]!, answers[n]!];
    const name = `${one.file}: ${one.scenario.name}`;
    const refusal = person.uid !== 0 && isRefusal(their.results.run);
    if (refusal) judged.refused.push(name);
    try {
      if (refusal) assert.ok(isRefusal(our.results.run), `not refused: ${JSON.stringify(our.results.run)}`);
      else {
        const keys = one.scenario.alike ?? one.suite.alike ?? [];
        const folders = ["side-a", "side-b"].map((side) => stage.path(`${side}/${n}`));
        compare(one.scenario, keys, { their, our, folders });
        honest(one.scenario, our);
      }
    } catch (error) {
      if (!(error instanceof assert.AssertionError)) throw error;
      judged.complaints.push(`${name}: ${error.message}`);
    }
  }
  return judged;
}

/** Whether the system denied it. */
function isRefusal({ failed, msg }: JsonObject): boolean {
  return failed === true && /Operation not permitted|Permission denied|chgrp failed|Errno 13?\]/.test(String(msg));
}
