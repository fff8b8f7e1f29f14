// The oracle itself: it sees what differs, and takes no excuse that explains nothing.
import assert from "node:assert/strict";
import { caseOf } from "./case.ts";
import { compareCheck } from "./check_mode.ts";
import { compareRuns } from "./compare.ts";
import { Ground } from "./ground.ts";
import { judgeCase } from "./judge_case.ts";
import type { Recording } from "./recording.ts";
import type { Run } from "./told.ts";

const ONE = caseOf(
  "one",
  `# once: its passes are another test's affair
- hosts: localhost
  connection: local
  gather_facts: false
  tasks:
    - name: made
      copy: { content: x, dest: made }
      register: made
`,
);

function runOf(changes: Partial<Run> = {}): Run {
  const result = { changed: true, mode: "0644", size: 1 };
  return {
    ended: "converged",
    recap: { ok: 1, changed: 1, failed: 0, unreachable: 0, skipped: 0, ignored: 0, rescued: 0 },
    tasks: [{
      name: "made",
      module: "copy",
      handler: false,
      results: [{ outcome: "changed", ignored: false, result }],
    }],
    tree: { made: { type: "file", mode: "0644", owner: "me:mine", content: "x" } },
    registered: { made: result },
    output: "",
    ...changes,
  };
}

const keysOf = (ours: Run) => compareRuns(ONE, { ours, theirs: runOf() }).map(({ key }) => key);

Deno.test("compareRuns() finds nothing where two runs are alike", () => assert.deepEqual(keysOf(runOf()), []));

Deno.test("compareRuns() names a path, an outcome, a key, the recap and what is registered", () => {
  const [task] = runOf().tasks;
  const [told] = task!.results;
  const leaf = runOf().tree["made"]!;
  const with_ = (changes: object) => runOf({ tasks: [{ ...task!, results: [{ ...told!, ...changes }] }] });
  assert.deepEqual(keysOf(runOf({ tree: { made: { ...leaf, mode: "0600" } } })), ["tree:made.mode"]);
  assert.deepEqual(keysOf(runOf({ tree: { made: { ...leaf, content: "y" } } })), ["tree:made.content"]);
  assert.deepEqual(keysOf(runOf({ tree: {} })), ["tree:made"]);
  assert.deepEqual(keysOf(runOf({ tree: { ...runOf().tree, more: leaf } })), ["tree:more"]);
  assert.deepEqual(keysOf(with_({ outcome: "ok" })), ["made"]);
  assert.deepEqual(keysOf(with_({ ignored: true })), ["made"]);
  assert.deepEqual(keysOf(with_({ result: { changed: true, mode: "0600", size: 1 } })), ["made.mode"]);
  assert.deepEqual(keysOf(with_({ result: { changed: true, mode: "0644" } })), ["made.size"]);
  assert.deepEqual(keysOf(runOf({ recap: { ...runOf().recap, changed: 0 } })), ["recap.changed"]);
  assert.deepEqual(keysOf(runOf({ tasks: [] })), ["tasks"]);
  assert.deepEqual(keysOf(runOf({ registered: null })), ["registered"]);
  assert.deepEqual(keysOf(runOf({ registered: { made: { changed: false, mode: "0644", size: 1 } } })), [
    "registered.made.changed",
  ]);
  assert.deepEqual(keysOf(runOf({ ended: "failed" })), ["ended"]);
});

Deno.test("compareCheck() does not let check mode say ok of what the run changed, nor show another diff", () => {
  const diff = [{ header: "made", before: "", after: "x" }];
  const said = (outcome: string, after: string): Run => {
    const [task] = runOf().tasks;
    const told = { ...task!.results[0]!, outcome, diff: [{ ...diff[0]!, after }] };
    return runOf({ tasks: [{ ...task!, results: [told] }] });
  };
  const compared = (check: Run) =>
    compareCheck(ONE, { check, run: said("changed", "x"), theirs: check }).map(({ key }) => key);
  assert.deepEqual(compared(said("changed", "x")), []);
  assert.deepEqual(compared(said("ok", "x")), ["check:made"]);
  assert.deepEqual(compared(said("changed", "y")), ["check:made.diff"]);
  assert.deepEqual(compared(runOf({ tasks: [] })), ["check:made", "check:made"]);
});

Deno.test("judgeCase() takes no excuse that explains nothing, and tells what it cannot explain", async () => {
  const run = await ours();
  const theirs: Recording = { of: "", run, check: run };
  assert.deepEqual(await judgeCase(ONE, theirs), []);
  const excused = caseOf("one", `# differs: tree:made: no reason\n${ONE.playbook}`);
  assert.deepEqual(await judgeCase(excused, theirs), [
    '"# differs: tree:made" explains nothing any more: take it out',
  ]);
  const other = { ...theirs, run: { ...run, tree: {} } };
  assert.match((await judgeCase(ONE, other)).join(), /^tree:made/);
  assert.deepEqual(await judgeCase(excused, other), []);
});

async function ours(): Promise<Run> {
  await using ground = new Ground(ONE);
  return await (await ground.tree("them")).ours("once");
}
