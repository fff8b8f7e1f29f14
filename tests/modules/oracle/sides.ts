// The two sides of the oracle: Ansible in one Python process, ours through a real shell.
import assert from "node:assert/strict";
import type { JsonObject } from "../../../src/model/json.ts";
import type { Plan } from "../../../src/model/plan.ts";
import type { Module } from "../../../src/ports/module.ts";
import { fromPlain } from "../../../src/templates/value.ts";
import type { Stage } from "../stage.ts";
import { type Person, type Placed, prepare, startedAs, tree } from "./ground.ts";
import type { Turn } from "./scenario.ts";

/** What a side answered in the three turns, and its folder at the end. */
export interface Answers {
  results: Record<Turn, JsonObject>;
  tree: string[];
}

const TURNS: Turn[] = ["check", "run", "again"];

/** All calls by Ansible, as the person if there is one. */
export async function theirs(calls: (Placed & { module: string })[], person?: Person): Promise<Answers[]> {
  for (const call of calls) await prepare(call, person);
  const told = await asked(calls, person);
  return told.map((results, at) => ({ results, tree: tree(calls[at]?.folder ?? "") }));
}

/** What Ansible answers to calls in the three turns; with `room` they are made in the room of that first process. */
export async function asked(
  calls: (Pick<Placed, "params" | "vars" | "folder"> & { module: string; room?: number })[],
  person?: Person,
): Promise<Answers["results"][]> {
  const lines = calls.map(({ module, params, vars, folder, room }, at) =>
    JSON.stringify({ at, module, params, vars: vars ?? {}, folder, turns: TURNS, room: room ?? 0 })
  );
  const driver = new URL("ansible_side.py", import.meta.url).pathname;
  const process = new Deno.Command("/usr/bin/python3", {
    args: [driver],
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
    ...startedAs(person),
    env: { ...startedAs(person).env, ANSIBLE_NOCOLOR: "1", LC_ALL: "C.UTF-8" },
  }).spawn();
  const writer = process.stdin.getWriter();
  const fed = writer.write(new TextEncoder().encode(`${lines.join("\n")}\n`)).then(() => writer.close());
  const output = await process.output();
  await fed;
  assert.equal(output.code, 0, new TextDecoder().decode(output.stderr));
  const told: JsonObject[] = new TextDecoder().decode(output.stdout).trim().split("\n").map((line) => JSON.parse(line));
  assert.equal(told.length, calls.length);
  return told.map(({ told }) => told as Answers["results"]);
}

/** What ours answered, and what its turns left: check mode must leave the folder as it was. */
export interface OurAnswers extends Answers {
  /** The plan could not tell whether it is needed. */
  cannotTell: boolean;
  /** The folder before, and after check mode and the run. */
  before: string[];
  checked: string[];
  ran: string[];
}

/** One call by us; the person is who the stage's shell is, where that is not who runs the tests. */
export async function ours(stage: Stage, module: Module, call: Placed & { person?: Person }): Promise<OurAnswers> {
  await prepare(call, call.person);
  const before = tree(call.folder);
  const vars = Object.fromEntries(Object.entries(call.vars ?? {}).map(([name, value]) => [name, fromPlain(value)]));
  stage.places = ["templates", "files", "."].map((name) => `${call.folder}/${name}`);
  const check = await stage.check(module, call.params, vars);
  const checked = tree(call.folder);
  const { plan, result } = await stage.run(module, call.params, vars);
  const ran = tree(call.folder);
  const again = await stage.run(module, call.params, vars);
  return {
    results: { check: check.result, run: result, again: again.result },
    tree: tree(call.folder),
    cannotTell: [check, plan, again.plan].some(blind),
    ...{ before, checked, ran },
  };
}

function blind(plan: Plan): boolean {
  return plan.kind === "change" && plan.cannotTell === true;
}
