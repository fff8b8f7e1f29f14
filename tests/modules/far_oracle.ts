// Scenarios of the oracle on a far host: the same calls by Ansible on this machine, and by us over ssh.
import assert from "node:assert/strict";
import { modules } from "../../src/modules/registry.ts";
import type { FarHost } from "./far_stage.ts";
import { type Person, placed } from "./oracle/ground.ts";
import { compare, honest } from "./oracle/judge.ts";
import type { Scenario, Suite } from "./oracle/scenario.ts";
import { type OurAnswers, ours, theirs } from "./oracle/sides.ts";
import { moduleOf } from "./oracle/suites.ts";

/** One scenario with the suite that it is of. */
export interface Chosen {
  suite: Suite;
  /** The suite's file. */
  file: string;
  scenario: Scenario;
}

/** Whether a user who is not root may prepare it: he gives no file away. */
export function anybodyMay({ scenario: { before = "" } }: Chosen): boolean {
  return !/\b(chown|chgrp|mknod|mount)\b/.test(before);
}

/** What is wrong, as sentences; empty where everything is as Ansible has it. `person` is who does it on both sides. */
export async function judgeFar(host: FarHost, chosen: readonly Chosen[], person?: Person): Promise<string[]> {
  await using stage = await host.stage(person);
  await using opened = new AsyncDisposableStack();
  const words = new Map<Suite, Record<string, string>>();
  for (const { suite } of chosen) {
    if (suite.open === undefined || words.has(suite)) continue;
    words.set(suite, opened.use(await suite.open()).words);
  }
  for (const side of ["side-a", "side-b"]) {
    await Deno.mkdir(stage.path(side));
    if (person !== undefined) await Deno.chown(stage.path(side), person.uid, person.gid);
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
      all.push(await ours(stage, module, { ...call("side-b", one, n), ...(person === undefined ? {} : { person }) }));
    }
    return all;
  };
  const [asks, answers] = await Promise.all([asked, answer()]);
  assert.equal(asks.length, answers.length);
  return chosen.flatMap((one, n) => {
    const keys = one.scenario.alike ?? one.suite.alike ?? [];
    const folders = ["side-a", "side-b"].map((side) => stage.path(`${side}/${n}`));
    try {
      compare(one.scenario, keys, { their: asks[n]!, our: answers[n]!, folders });
      honest(one.scenario, answers[n]!);
      return [];
    } catch (error) {
      if (!(error instanceof assert.AssertionError)) throw error;
      return [`${one.file}: ${one.scenario.name}: ${error.message}`];
    }
  });
}
