// A host that a decision has added, and named as it liked, gains nothing by its name.
import assert from "node:assert/strict";
import { readInventory } from "../../src/inventory/read_inventory.ts";
import type { Action } from "../../src/model/action.ts";
import { judge } from "../../src/policy/judge.ts";
import { parsePolicy } from "../../src/policy/parse_policy.ts";
import { memoryFiles } from "../fakes/memory_files.ts";

const files = memoryFiles({ "/hosts": "[dev]\ndev-1\n" });
const added = [{ name: "dev-2", vars: { ansible_host: "192.0.2.7" }, groups: ["dev"] }];
const inventory = readInventory(["/hosts"], { files, added });

function verdict(rule: string, host: string): string | undefined {
  const action: Action = { host, module: "shell", params: { cmd: "rm -rf /srv" }, name: "n", task: null };
  const groups = (name: string) => inventory.groupsOf(name);
  const terms = { by: "model", as: "deed", groups, added: (name: string) => inventory.isAdded(name) } as const;
  return judge([action], parsePolicy(`rules: [${rule}]`, "/policy.yml"), terms)[0]?.verdict;
}

Deno.test("isAdded() knows the hosts of sources from those that decisions have added", () => {
  assert.deepEqual(["dev-1", "dev-2", "localhost", "dev"].map((host) => inventory.isAdded(host)), [
    false,
    true,
    false,
    false,
  ]);
});

Deno.test("judge() lets nothing through on an added host by a rule that allows certain hosts or groups", () => {
  for (const host of ["dev", "dev-*", "[dev, x]", "dev-2"]) {
    const rule = `{ decision: allow, match: { module: shell, host: ${host} } }`;
    assert.equal(verdict(rule, "dev-2"), "ask", host);
    assert.equal(verdict(rule, "dev-1"), host === "dev-2" ? "ask" : "allow", host);
  }
  for (const rule of ["{ module: shell }", "{ module: shell, host: '*' }"]) {
    assert.equal(verdict(`{ decision: allow, match: ${rule} }`, "dev-2"), "allow", rule);
  }
});

Deno.test("judge() denies on an added host what it denies on hosts of its name and groups", () => {
  for (const host of ["dev", "dev-*", "dev-2"]) {
    assert.equal(verdict(`{ decision: deny, match: { host: ${host} } }`, "dev-2"), "deny", host);
  }
});
