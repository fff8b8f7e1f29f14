import assert from "node:assert/strict";
import { InTurn } from "../../scripts/in_turn.ts";
import { ALONE, chunks } from "../../scripts/test_chunks.ts";
import { exitOf, failuresIn, readSummary, together } from "../../scripts/test_summary.ts";
import { slowestLines, timesIn } from "../../scripts/test_times.ts";
import { FROM_BUNDLE, FROM_SOURCE } from "../../scripts/tested_program.ts";

Deno.test("readSummary() reads counts in colour, with steps, and the skipped ones", () => {
  assert.deepEqual(readSummary("x ... ok (1ms)\n\nok | 6 passed | 0 failed (18ms)\n\n"), {
    passed: 6,
    failed: 0,
    ignored: 0,
  });
  const colours =
    "\n\x1b[0m\x1b[31mFAILED\x1b[0m | 12 passed (3 steps) | 2 failed (1 step) | 4 ignored \x1b[0m(1s)\x1b[0m\n";
  assert.deepEqual(readSummary(colours), { passed: 12, failed: 2, ignored: 4 });
});

Deno.test("failuresIn() has what is said of each failure, and nothing of a test that only prints", () => {
  const output =
    "a ... FAILED (1ms)\n\n\x1b[41m ERRORS \x1b[0m\n\na => ./a_test.ts:1:6\nerror: one is not two\n\n FAILURES \n\na => ./a_test.ts:1:6\n";
  assert.equal(failuresIn(output), "a => ./a_test.ts:1:6\nerror: one is not two");
  assert.equal(failuresIn("b ... ok\nERRORS\nok | 1 passed | 0 failed (1ms)\n"), "");
});

Deno.test("readSummary() takes the last line of counts, not one that a test printed", () => {
  assert.equal(readSummary("ok | 1 passed | 0 failed (1ms)\nFAILED | 2 passed | 3 failed (1ms)\n")?.failed, 3);
  assert.equal(readSummary("error: Type checking failed.\n"), undefined);
});

Deno.test("exitOf() keeps the tests' code, and fails where none ran or CI skipped some", () => {
  const summary = { passed: 1, failed: 0, ignored: 1 };
  assert.equal(exitOf(summary, { code: 0, skipsFail: false }), 0);
  assert.equal(exitOf(summary, { code: 0, skipsFail: true }), 1);
  assert.equal(exitOf({ ...summary, ignored: 0 }, { code: 0, skipsFail: true }), 0);
  assert.equal(exitOf(undefined, { code: 0, skipsFail: false }), 1);
  assert.equal(exitOf({ ...summary, failed: 1 }, { code: 7, skipsFail: false }), 7);
});

Deno.test("together() adds up, and knows nothing where one run has no counts", () => {
  const one = { passed: 1, failed: 2, ignored: 3 };
  assert.deepEqual(together([one, one]), { passed: 2, failed: 4, ignored: 6 });
  assert.equal(together([one, undefined]), undefined);
  assert.equal(together([]), undefined);
});

Deno.test("chunks() has every file once, slow folders first and in small portions", () => {
  const files = ["a", "b", "c"].flatMap((name) => [`tests/cli/${name}_test.ts`, `tests/crash/${name}_test.ts`]);
  const found = chunks(files);
  assert.deepEqual(found.flat().toSorted(), files.toSorted());
  assert.deepEqual(found.map(({ length }) => length), [2, 1, 3]);
  assert.match(found[0]![0]!, /crash/);
});

Deno.test("chunks() puts no file that starts the bundle beside one that starts the source, and the longest alone and first", () => {
  const files = ["tests/e2e/a_test.ts", "tests/e2e/example_test.ts", "tests/modules/ansible_oracle_test.ts"];
  assert.deepEqual(chunks(files), [[files[2]], [files[1]], [files[0]]]);
});

Deno.test("every file that chunks() and the gate name by its path is there", async () => {
  for (const file of [...ALONE, ...FROM_SOURCE, ...FROM_BUNDLE]) {
    await Deno.lstat(new URL(`../../${file}`, import.meta.url));
  }
});

Deno.test("timesIn() adds up each file's tests, and slowestLines() names the slowest first", () => {
  const output = `
running 2 tests from ./tests/cli/a_test.ts
one ... ok (45ms)
two ...'two' has been running for over (1m0s)
 FAILED (1m2s)
running 2 tests from ./tests/crash/b_test.ts
with steps ...
  a step ... ok (50s)
with steps ... ok (51s)
------- output -------
noise
----- output end -----
ignored ... ignored (0ms)
loud ... ok (279\u00b5s)
`;
  const files = timesIn(output);
  assert.deepEqual(files.map(({ file, tests }) => [file, tests]), [["tests/cli/a_test.ts", 2], [
    "tests/crash/b_test.ts",
    2,
  ]]);
  assert.deepEqual(files.map(({ seconds }) => Math.round(seconds * 1000)), [62_045, 51_000]);
  const portions = [{ files: ["tests/cli/a_test.ts", "tests/crash/b_test.ts"], seconds: 114, cpu: 20 }];
  const lines = slowestLines(files, portions).map((line) => line.trim());
  assert.deepEqual(lines.filter((line) => line.includes("_test.ts")), [
    "62.0 s  tests/cli/a_test.ts (2)",
    "51.0 s  tests/crash/b_test.ts (2)",
    "20.0 s   114.0 s  tests/cli/a_test.ts and 1 more",
  ]);
});

Deno.test("InTurn shows one speaker as it goes, and the next one's words after its end", () => {
  let seen = "";
  const turn = new InTurn((bytes) => seen += new TextDecoder().decode(bytes));
  const bytes = (text: string) => new TextEncoder().encode(text);
  const [one, two] = [turn.speaker(), turn.speaker()];
  two.say(bytes("2a "));
  one.say(bytes("1a "));
  assert.equal(seen, "1a ");
  one.done();
  assert.equal(seen, "1a 2a ");
  const three = turn.speaker();
  three.say(bytes("3a "));
  three.done();
  two.say(bytes("2b "));
  two.done();
  assert.equal(seen, "1a 2a 2b 3a ");
});
