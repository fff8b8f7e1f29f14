// Modules of the Ansible that is installed here, picked by chance, the same ones all day: each is told whole, or refused with a sentence.
import assert from "node:assert/strict";
import { controllerAnsible } from "../../src/ansible/controller_ansible.ts";
import { parse } from "../../src/modules/frame/parameters.ts";
import type { Json, JsonObject } from "../../src/model/json.ts";
import type { Parameter } from "../../src/ports/module.ts";
import { seedOfToday } from "../fakes/seed.ts";

const HOW_MANY = 200;

/** The same numbers for the same seed (mulberry32). */
function chance(seed: number): () => number {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** A value that a parameter takes. */
function valueOf({ type, choices, elements, options = {} }: Parameter): Json {
  const simple: Record<string, Json> = { int: 1, float: 1, bool: true, list: [], dict: needed(options), jsonarg: "{}" };
  const one = (of: Parameter["type"]): Json => choices?.[0] ?? simple[of] ?? "x";
  return type === "list" ? elements === "dict" ? [] : [one(elements ?? "str")] : one(type);
}

/** What must be given. */
function needed(parameters: Record<string, Parameter>): JsonObject {
  const required = Object.entries(parameters).filter(([, each]) => each.required);
  return Object.fromEntries(required.map(([key, each]) => [key, valueOf(each)]));
}

Deno.test(`controllerAnsible() tells ${HOW_MANY} modules of any collection whole, or says why not`, async () => {
  const seed = seedOfToday();
  await using ansible = controllerAnsible();
  const listed = await ansible.list();
  assert("modules" in listed);
  const random = chance(seed);
  const names = Array.from(
    { length: HOW_MANY },
    () => listed.modules[Math.floor(random() * listed.modules.length)]!.name,
  );
  let refused = 0;
  for (const [name, found] of await ansible.describe([...new Set(names)])) {
    const where = `${name} (SEED=${seed})`;
    if ("refusal" in found) {
      assert.match(found.refusal, /^[A-Z].{20,}/, where);
      refused++;
      continue;
    }
    const { doc } = found;
    assert(doc.summary.length > 0 && /^[\s\S]+\n$/.test(doc.example), where);
    const parameters = Object.entries(doc.parameters);
    assert(parameters.every(([, { description }]) => typeof description === "string"), where);
    // What it is told to need is enough, and nothing else is taken.
    const problems = parse(doc, needed(doc.parameters)).problems.filter(({ parameter }) => parameter !== null);
    assert.deepEqual(problems, [], where);
    assert.match(
      parse(doc, { "no-such-parameter": 1 }).problems[0]?.message ?? "",
      /has no parameter 'no-such-parameter'/,
      where,
    );
  }
  // Network devices' are done on the controller.
  assert(refused < HOW_MANY / 2, `${refused} of ${HOW_MANY} were refused (SEED=${seed})`);
});
