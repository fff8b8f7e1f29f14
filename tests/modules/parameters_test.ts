import assert from "node:assert/strict";
import type { Json, JsonObject } from "../../src/model/json.ts";
import { parse } from "../../src/modules/frame/parameters.ts";
import { modules } from "../../src/modules/registry.ts";
import type { ModuleDoc, Parameter } from "../../src/ports/module.ts";

function docOf(parameters: Record<string, Parameter>, more: Partial<ModuleDoc> = {}): ModuleDoc {
  return { name: "thing", summary: "", parameters, returns: {}, example: "", ...more };
}

function converted(type: Parameter["type"], value: Json, more: Partial<Parameter> = {}): Json | string {
  const { params, problems } = parse(docOf({ x: { type, description: "", ...more } }), { x: value });
  return params === undefined ? problems.map(({ message }) => message).join() : params.raw("x");
}

const CONVERSIONS: [Parameter["type"], Json, Json][] = [
  ["bool", "Yes", true],
  ["bool", "off", false],
  ["bool", 1, true],
  ["bool", 0, false],
  ["bool", "T", true],
  ["bool", "maybe", "thing: argument 'x' is the text 'maybe' and cannot be converted to bool"],
  ["bool", 2, "thing: argument 'x' is the number '2' and cannot be converted to bool"],
  ["int", " 12 ", 12],
  ["int", "1_000", 1000],
  ["int", "1.5", "thing: argument 'x' is the text '1.5' and cannot be converted to int"],
  ["float", "1.5", 1.5],
  ["float", " -.5e1 ", -5],
  ["float", "0x10", "thing: argument 'x' is the text '0x10' and cannot be converted to float"],
  ["float", "", "thing: argument 'x' is the text '' and cannot be converted to float"],
  ["str", true, "True"],
  ["str", 12, "12"],
  ["str", 0.00001, "1e-05"],
  ["str", { a: [1, null, "it's"] }, `{'a': [1, None, "it's"]}`],
  ["path", "~/x", "~/x"],
  ["list", "a,b c", ["a", "b c"]],
  ["list", 5, ["5"]],
  ["list", { a: 1 }, "thing: argument 'x' is a dictionary '{'a': 1}' and cannot be converted to list"],
  ["dict", "a=1, b=2", { a: "1", b: "2" }],
  ["dict", '{"a": [1]}', { a: [1] }],
  ["dict", "nothing", "thing: argument 'x' is the text 'nothing' and cannot be converted to dict"],
  ["jsonarg", { a: [1, "ü"] }, '{"a": [1, "\\u00fc"]}'],
  ["raw", { a: 1 }, { a: 1 }],
];

for (const [type, given, expected] of CONVERSIONS) {
  Deno.test(`parse() reads ${JSON.stringify(given)} as ${type}`, () =>
    assert.deepEqual(converted(type, given), expected));
}

Deno.test("parse() converts elements of a list", () => {
  assert.deepEqual(converted("list", "1,2", { elements: "int" }), [1, 2]);
  assert.match(String(converted("list", ["1", "x"], { elements: "int" })), /element 2 of 'x'/);
});

Deno.test("parse() takes a choice that YAML read as a boolean", () => {
  assert.equal(converted("str", false, { choices: ["no", "always"] }), "no");
  assert.equal(
    converted("str", "never", { choices: ["no", "always"] }),
    "thing: value of x must be one of: no, always, got: never",
  );
});

Deno.test("parse() resolves aliases, fills defaults, and takes null for not given", () => {
  const doc = docOf({
    path: { type: "path", description: "", required: true, aliases: ["dest", "name"] },
    force: { type: "bool", description: "", default: false },
    mode: { type: "raw", description: "" },
  });
  const { params } = parse(doc, { dest: "/x", mode: null });
  assert.deepEqual([params!.text("path"), params!.flag("force"), params!.has("mode")], ["/x", false, false]);
  assert.deepEqual(parse(doc, { path: null }).problems, [
    { parameter: null, message: "thing: missing required arguments: path" },
  ]);
  assert.equal(parse(doc, { path: "/a", name: "/b" }).problems[0]?.parameter, "name");
});

Deno.test("parse() takes any name where any is taken, those of JavaScript's objects too", () => {
  const given = { toString: "x", constructor: 5, valueOf: null };
  const { params } = parse(docOf({}, { anyParameter: true }), given);
  assert.deepEqual(Object.keys(given).map((name) => params?.raw(name)), ["x", 5, null]);
});

Deno.test("modules().problems() names what was meant", () => {
  const { problems } = modules();
  const told = (name: string, params: JsonObject, templated: (value: Json) => boolean = () => false) =>
    problems(name, params, templated).map(({ message }) => message);
  assert.deepEqual(told("copi", {}), ["There is no module 'copi': did you mean 'copy'?"]);
  assert.match(
    told("ansible.builtin.pip", {})[0]!,
    /^The module 'ansible.builtin.pip' is not built yet: write "command"/,
  );
  assert.match(told("kubernetes", {})[0]!, /^There is no module 'kubernetes': `modules` lists those there are$/);
  assert.match(
    told("copy", { content: "x", dest: "/f", moed: "1" })[0]!,
    /^copy has no parameter 'moed': did you mean 'mode'\? It takes: src, content, dest, /,
  );
  assert.deepEqual(told("ansible.builtin.file", { path: "/f", state: "present" }), [
    "file: value of state must be one of: absent, directory, file, hard, link, touch, got: present",
  ]);
  assert.deepEqual(told("set_fact", { anything: 1 }), []);
  const isTemplate = (value: Json) => typeof value === "string" && value.includes("{{");
  assert.deepEqual(told("file", { path: "{{ p }}", state: "{{ s }}", force: "{{ f }}" }, isTemplate), []);
  assert.equal(told("file", { path: "{{ p }}", stat: "{{ s }}" }, isTemplate).length, 1);
});

Deno.test("modules() knows names with their collection, and says everything of each module", () => {
  const registry = modules();
  assert.equal(registry.get("ansible.builtin.copy"), registry.get("copy"));
  assert.equal(registry.get("ansible.legacy.command")?.name, "command");
  assert.equal(registry.get("toString"), undefined);
  const names =
    "archive assemble assert blockinfile command copy debug fail fetch file find get_url getent include_vars lineinfile pause " +
    "ping raw replace script set_fact setup shell slurp stat tempfile template unarchive uri wait_for";
  assert.deepEqual(
    registry.names().filter((name) => names.split(" ").includes(name)).toSorted(),
    names.split(" ").toSorted(),
  );
  for (const name of registry.names()) {
    const doc = registry.get(name)!.doc;
    assert.equal(doc.name, name);
    assert.ok(doc.summary !== "" && doc.example.includes(`${name}:`) && Object.keys(doc.returns).length > 0, name);
    for (const [key, { description }] of Object.entries(doc.parameters)) {
      assert.ok(description.length > 8, `${name}.${key}`);
    }
  }
});
