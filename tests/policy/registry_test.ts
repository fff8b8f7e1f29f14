import assert from "node:assert/strict";
import { modules } from "../../src/modules/registry.ts";
import { startsOf } from "../../src/policy/called.ts";
import { classOf } from "../../src/policy/module_class.ts";
import { isFree } from "../../src/policy/module_names.ts";
import { otherNames } from "../../src/policy/parameter_names.ts";
import { action } from "../fakes/records.ts";

Deno.test("classOf() knows every module that there is", () => {
  const known = modules();
  for (const name of known.names()) {
    const kind = classOf(name);
    assert(kind !== undefined, `${name} is in no class: write it into src/policy/module_class.ts`);
    assert.equal(classOf(`ansible.builtin.${name}`), kind);
    const { doc } = known.get(name)!;
    if (doc.freeForm === "cmd") assert.equal(kind, "free", name);
    // A pause waits, wherever.
    if (doc.deedOnController && name !== "pause") assert.equal(kind, "controller", name);
    if (doc.controllerOnly) assert(kind === "reads" || kind === "record", `${name}: ${kind}`);
    assert.equal(isFree(name), kind === "free", name);
  }
});

Deno.test("otherNames() has all names of each parameter by which a policy may match", () => {
  const known = modules();
  for (const module of known.names()) {
    for (const [name, { aliases = [] }] of Object.entries(known.get(module)!.doc.parameters)) {
      const all = [name, ...aliases];
      for (const each of all) {
        const others = all.filter((other) => other !== each);
        const missing = others.filter((other) => !otherNames(module, each).includes(other));
        assert.deepEqual(missing, [], `${module}.${each}: write them into src/policy/parameter_names.ts`);
      }
    }
  }
});

Deno.test("startsOf() looks at each parameter that starts programs", () => {
  const starting = /^(validate$|.*_cmd$|command|executable|extra_opts|fact_path|cmd$|argv$|.*_command$)/;
  const known = modules();
  const seen = new Set<string>();
  for (const module of known.names()) {
    for (const [name, { type }] of Object.entries(known.get(module)!.doc.parameters)) {
      // The one of command has no effect.
      if (!starting.test(name) || module === "command" && name === "executable") continue;
      seen.add(name);
      const value = type === "list" ? ["--to-command=victim"] : "victim %s";
      const { list, unsure } = startsOf(action({ module, params: { [name]: value } })) ?? { list: [] };
      const isSeen = unsure !== undefined ||
        list.some(({ words }) => words.some(({ text }) => text.includes("victim")));
      assert(isSeen, `${module}.${name} may start a program: see src/policy/called.ts`);
    }
  }
  assert(["validate", "extra_opts", "fact_path", "executable", "cmd", "argv"].every((name) => seen.has(name)));
});
