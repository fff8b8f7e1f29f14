import assert from "node:assert/strict";
import { secretsOf } from "../../src/cli/secret_flags.ts";

Deno.test("secretsOf() names files and programs of this folder from the root on, and leaves everything else as typed", () => {
  const typed = [
    "uri.body=TOKEN",
    "uri.body=env:TOKEN",
    "uri.body=file:keys/a",
    "uri.body=file:/run/a=b",
    "uri.body=file:",
    "uri.body=command:./say it",
    "uri.body=command:../say",
    "uri.body=command:vault read ./x",
    "no form at all",
  ];
  assert.deepEqual(secretsOf(typed, "/srv"), [
    "uri.body=TOKEN",
    "uri.body=env:TOKEN",
    "uri.body=file:/srv/keys/a",
    "uri.body=file:/run/a=b",
    "uri.body=file:",
    "uri.body=command:/srv/./say it",
    "uri.body=command:/srv/../say",
    "uri.body=command:vault read ./x",
    "no form at all",
  ]);
});
