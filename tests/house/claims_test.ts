import assert from "node:assert/strict";
import { checkClaims, checkPromises } from "./claims.ts";

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

Deno.test("checkClaims() reads titles that are broken over lines, and several of one file", () => {
  const page = (title: string) =>
    `- **Kept.** See\n  \`tests/crash/sweep_test.ts\`: "f()\n  survives", "${title}".\n- next`;
  assert.deepEqual(claims(page("f() survives")), []);
  assert.deepEqual(claims(page("f() flies")), ['1 quotes a test "f() flies" that is not in tests/crash/sweep_test.ts']);
});

Deno.test("checkClaims() finds a link to a page that is not there, as seen from its own folder", () => {
  assert.deepEqual(claims("[here](src/cli), [there](docs/x.md#a)"), ["1 links to docs/x.md, which is not there"]);
});

Deno.test("checkPromises() finds a promise that names no test", () => {
  const text =
    "# Promises\n\nKept, each with its test:\n\n- **A.** `tests/a_test.ts`.\n- **B** is\n  so.\n\nNot yet:\n\n- C.\n";
  assert.deepEqual(checkPromises("README.md", text).map(({ line, message }) => `${line} ${message}`), [
    "6 promises without a test: - **B** is so.",
  ]);
});
