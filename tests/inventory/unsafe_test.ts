// Texts that an inventory marks as unsafe are no templates, wherever they come from.
import assert from "node:assert/strict";
import { readInventory } from "../../src/inventory/read_inventory.ts";
import { templateValue } from "../../src/templates/template.ts";
import { memoryFiles } from "../fakes/memory_files.ts";

const SAID = "{{ x }} {% if %} {# #}";

const SOURCES: [what: string, files: Record<string, string>][] = [
  ["YAML", { "/i/h.yml": `all:\n  hosts:\n    h1:\n      v: !unsafe "${SAID}"\n` }],
  ["YAML's lists", { "/i/h.yml": `all:\n  hosts:\n    h1: {l: !unsafe ["${SAID}"]}\n` }],
  ["JSON", { "/i/h.json": `{"g": {"hosts": {"h1": {"v": {"__ansible_unsafe": "${SAID}"}}}}}` }],
  ["a file of variables", { "/i/h": "h1\n", "/i/host_vars/h1": `v: !unsafe "${SAID}"\n` }],
];

for (const [what, files] of SOURCES) {
  Deno.test(`Inventory.variables of ${what} give an unsafe text as it is, and fill in what is not`, () => {
    const variables = readInventory([Object.keys(files)[0]!], { files: memoryFiles(files) }).variables("h1");
    const scope = { get: () => "filled in", names: () => ["x"] };
    const value = templateValue(variables.get("v") ?? variables.get("l")!, scope);
    assert.deepEqual(value, variables.has("v") ? SAID : [SAID]);
  });
}

Deno.test("Inventory.variables leave an unsafe text without braces untouched", () => {
  const files = memoryFiles({ "/i/h.yml": "all:\n  hosts:\n    h1: {v: !unsafe '100% } {x}', n: !unsafe 5}\n" });
  const variables = readInventory(["/i/h.yml"], { files }).variables("h1");
  assert.deepEqual([variables.get("v"), variables.get("n")], ["100% } {x}", "5"]);
});
