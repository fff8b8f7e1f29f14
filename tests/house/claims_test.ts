import assert from "node:assert/strict";
import { checkClaims } from "./claims.ts";

const claims = (text: string) =>
  checkClaims({
    page: "README.md",
    text,
    paths: new Set(["src", "src/cli", "tests", "tests/crash", "tests/crash/sweep_test.ts"]),
    tests: new Map([["tests/crash/sweep_test.ts", 'Deno.test("f() survives", g);']]),
  }).map(({ line, message }) => `${line} ${message}`);

Deno.test("checkClaims() passes paths and tests that are there", () => {
  assert.deepEqual(claims('See `src/cli/`, `tests/crash` and\n`tests/crash/sweep_test.ts`: "f() survives"'), []);
});

Deno.test("checkClaims() finds a path that is gone and a quoted test that is gone", () => {
  assert.deepEqual(claims("\nSee `src/attic/`."), ["2 names src/attic/, which is not there"]);
  assert.deepEqual(claims('`tests/crash/sweep_test.ts`: "f() flies"'), [
    '1 quotes a test "f() flies" that is not in tests/crash/sweep_test.ts',
  ]);
});
