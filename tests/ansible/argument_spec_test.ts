// What a module's own argument spec refuses, beside what Ansible's ArgumentSpecValidator refuses.
import assert from "node:assert/strict";
import fc from "fast-check";
import { moduleDoc } from "../../src/ansible/module_doc.ts";
import type { Json, JsonObject } from "../../src/model/json.ts";
import { parse } from "../../src/modules/frame/parameters.ts";

type Call = [spec: JsonObject, params: JsonObject];

async function ansibleOn(calls: readonly Call[]): Promise<string[][]> {
  const script = new URL("argument_spec.py", import.meta.url).pathname;
  const child = new Deno.Command("/usr/bin/python3", {
    args: [script],
    stdin: "piped",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(JSON.stringify(calls)));
  await writer.close();
  return JSON.parse(new TextDecoder().decode((await child.output()).stdout));
}

function oursOn([spec, params]: Call): string[] {
  const doc = moduleDoc({ name: "thing", doc: null, examples: null, returns: null, spec });
  return parse(doc, params).problems.map(({ message }) => message.replace(/^thing: /, ""));
}

const argument_spec = {
  state: { type: "str", default: "present", choices: ["present", "absent"] },
  path: { type: "path", aliases: ["dest"] },
  mode: { type: "raw" },
  size: { type: "int", choices: [1, 2, 4] },
  tags: { type: "list", elements: "str", choices: ["a", "b"] },
  disk: {
    type: "dict",
    options: {
      name: { type: "str", required: true },
      size: { type: "int" },
      kind: { choices: ["ssd", "hdd"], default: "ssd" },
    },
  },
  disks: { type: "list", elements: "dict", options: { name: { type: "str", required: true } } },
};

/** Ansible's sentence for each, which ours has, too. */
const REFUSED: Record<string, [more: JsonObject, params: JsonObject, sentence: string]> = {
  "what is required where another has a value": [
    { required_if: [["state", "absent", ["path", "mode"]]] },
    { state: "absent", path: "/x" },
    "state is absent but all of the following are missing: mode",
  ],
  "what is required by a default": [
    { required_if: [["state", "present", ["path"]]] },
    {},
    "state is present but all of the following are missing: path",
  ],
  "one of several that are required": [
    { required_if: [["state", "present", ["path", "mode"], true]] },
    {},
    "state is present but any of the following are missing: path, mode",
  ],
  "what belongs together": [
    { required_together: [["path", "mode"]] },
    { dest: "/x" },
    "parameters are required together: path, mode",
  ],
  "what another one needs": [
    { required_by: { path: ["mode", "size"] } },
    { path: "/x" },
    "missing parameter(s) required by 'path': mode, size",
  ],
  "what excludes each other": [
    { mutually_exclusive: [["path", "mode"]] },
    { path: "/x", mode: "0644" },
    "parameters are mutually exclusive: path|mode",
  ],
  "all of which one is required": [
    { required_one_of: [["path", "mode"]] },
    {},
    "one of the following is required: path, mode",
  ],
  "a choice that there is not": [{}, { size: 3 }, "value of size must be one of: 1, 2, 4, got: 3"],
  "an element that is none of the choices": [
    {},
    { tags: ["a", "c"] },
    "value of tags must be one or more of: a, b. Got no match for: c",
  ],
  "what a mapping lacks": [{}, { disk: { size: 1 } }, "missing required arguments: name"],
  "what an item of a list lacks": [{}, { disks: [{ name: "a" }, {}] }, "missing required arguments: name"],
  "a choice within a mapping": [
    {},
    { disk: { name: "a", kind: "tape" } },
    "value of kind must be one of: ssd, hdd, got: tape",
  ],
};

for (const [title, [more, params, sentence]] of Object.entries(REFUSED)) {
  Deno.test(`parse() refuses by a module's spec, as Ansible does: ${title}`, async () => {
    const call: Call = [{ argument_spec, ...more }, params];
    const [theirs] = await ansibleOn([call]);
    assert.match(theirs!.join("\n"), new RegExp(sentence.replaceAll(/[.|()[\]]/g, "\\$&")));
    const ours = oursOn(call);
    assert.equal(ours.length, theirs!.length, ours.join("\n"));
    assert(ours[0]!.startsWith(sentence), ours[0]);
  });
}

Deno.test("moduleDoc() takes a name that stands where a list of names should for a list of one, as Ansible does", async () => {
  const params = { path: "/x", mode: "0644" };
  const calls: Call[] = [
    [{ argument_spec, mutually_exclusive: ["path", "mode"] }, params],
    [{ argument_spec, required_one_of: ["path", "tags"] }, params],
  ];
  // Its sentence spells the name.
  assert.deepEqual(await ansibleOn(calls), [[], ["one of the following is required: t, a, g, s"]]);
  assert.deepEqual(calls.map(oursOn), [[], ["one of the following is required: tags"]]);
});

const NAMES = ["a", "b", "c", "d"];
const some = fc.subarray(NAMES, { minLength: 2 });
const parameter = fc.record({
  type: fc.constantFrom("str", "int", "bool", "list"),
  required: fc.constantFrom(false, false, true),
  default: fc.constantFrom<Json>(null, null, null, 1),
  choices: fc.constantFrom<Json>(null, null, ["1", "2"]),
}).map(({ type, required, default: usual, choices }): JsonObject => ({
  type,
  ...(required ? { required } : usual === null ? {} : { default: type === "list" ? ["1"] : type === "str" ? "1" : 1 }),
  ...(choices === null || type === "bool" ? {} : { choices: type === "int" ? [1, 2] : choices }),
}));
const conditions = fc.record({
  mutually_exclusive: fc.array(some, { maxLength: 1 }),
  required_together: fc.array(some, { maxLength: 1 }),
  required_one_of: fc.array(some, { maxLength: 1 }),
  required_if: fc.array(
    fc.tuple(
      fc.constantFrom(...NAMES),
      fc.constantFrom<Json>("1", 1, true),
      fc.subarray(NAMES, { minLength: 1 }),
      fc.boolean(),
    ),
    { maxLength: 2 },
  ),
  required_by: fc.dictionary(fc.constantFrom(...NAMES), fc.subarray(NAMES, { minLength: 1 }), { maxKeys: 1 }),
}, { requiredKeys: [] });
const values = fc.constantFrom<Json>("1", 1, "2", 3, "x", true, ["1"], ["1", "3"], { k: 1 });
const call = fc.tuple(
  fc.record({ a: parameter, b: parameter, c: parameter, d: parameter }),
  conditions,
  fc.dictionary(fc.constantFrom(...NAMES), values, { maxKeys: 4 }),
).map(([spec, more, params]): Call => [{ argument_spec: { ...spec }, ...(more as JsonObject) }, { ...params }]);

Deno.test("parse() refuses the same calls as Ansible's own check, whatever a spec demands", async () => {
  const calls = fc.sample(call, 600);
  const theirs = await ansibleOn(calls);
  let [refused, taken] = [0, 0];
  for (const [at, each] of calls.entries()) {
    const ours = oursOn(each);
    assert.equal(
      ours.length > 0,
      theirs[at]!.length > 0,
      JSON.stringify({ call: each, ours, theirs: theirs[at] }, null, 1),
    );
    if (ours.length > 0) refused++;
    else taken++;
  }
  assert(refused > 50 && taken > 15, `${refused} refused, ${taken} taken`);
});
