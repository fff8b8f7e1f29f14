// Differences as Ansible's modules tell them, as ours; and looks of modules that cannot look.
import assert from "node:assert/strict";
import { ansibleModule } from "../../src/ansible/ansible_module.ts";
import { diffsOf } from "../../src/ansible/runner_diff.ts";
import type { Json } from "../../src/model/json.ts";
import type { Diff } from "../../src/model/plan.ts";
import { modules } from "../../src/modules/registry.ts";
import type { Shell } from "../../src/ports/shell.ts";
import { callOn } from "./odd.ts";

const one = (header: string, before: string, after: string): Diff[] => [{ header, before, after }];
const CASES: [what: string, told: Json | undefined, found: Diff[]][] = [
  ["nothing", undefined, []],
  ["what is no difference", ["x", 3, null, { before: "a", after: "a" }], []],
  ["texts", { before: "a\n", after: "b\n", before_header: "/x (old)", after_header: "/x" }, one("/x", "a\n", "b\n")],
  [
    "mappings, keys in order",
    { before: {}, after: { b: 1, a: [null] } },
    one(
      "name",
      "{}\n",
      '{\n    "a": [\n        null\n    ],\n    "b": 1\n}\n',
    ),
  ],
  ["several", [{ before: "", after: "x" }, { before: "y" }], [...one("name", "", "x"), ...one("name", "y", "")]],
  [
    "a drawn one",
    { prepared: "--- a/f\n+++ b/f\n@@ -1,2 +1,2 @@\n same\n-old\n+new\n" },
    one(
      "name",
      "same\nold\n",
      "same\nnew\n",
    ),
  ],
  [
    "a drawing of another kind",
    { prepared: "The following packages:\n  x\n" },
    one(
      "name",
      "",
      "The following packages:\n  x\n",
    ),
  ],
  ["what cannot be shown", { dst_binary: 1, before: "", after: "" }, one("name", "", "(the old content is binary)\n")],
];

for (const [what, told, found] of CASES) {
  Deno.test(`diffsOf() reads ${what}`, () => assert.deepEqual(diffsOf(told, "name"), found));
}

Deno.test("ansibleModule() cannot tell what a module without check mode would do, and asks no host", async () => {
  const { doc } = modules().get("ping")!;
  const pack = () => Promise.reject(new Error("nothing is packed"));
  const module = ansibleModule({ name: "a.b.blind", doc, supportsCheckMode: false, pack });
  const nobody = new Proxy({} as Shell, { get: (_, name) => assert.fail(`${String(name)} was asked for`) });
  const call = callOn(nobody, {});
  const plan = await module.look({ ...call, shell: () => Promise.reject(new Error("no shell")) });
  assert.deepEqual(plan, { kind: "change", diff: [], commands: [], result: { changed: true }, cannotTell: true });
  const dry = await module.look({ ...call, checkMode: true });
  const msg = "remote module (a.b.blind) does not support check mode";
  assert.deepEqual(dry.result, { changed: false, skipped: true, msg });
});
