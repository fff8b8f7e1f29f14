// A goal in words in the real program, planned: the plan is printed, kept, declined with a comment, confirmed, and worked step by step.
import assert from "node:assert/strict";
import { Ground } from "./program.ts";

/** A model that plans two steps (in the order that a comment asks for), makes the page of the step that it is asked about, and keeps what it read. */
const MODEL = `#!/bin/sh
n=$(( $(cat DIR/asked 2>/dev/null || echo 0) + 1 ))
echo $n > DIR/asked
cat > DIR/read.$n
goal=$(sed -n '/^## The goal$/{n;p;}' DIR/read.$n | head -1)
page() { echo '{"reasoning": "no page", "actions": [{"module": "copy", "host": "localhost", "params": {"dest": "DIR/'$1'", "content": "x"}}]}'; }
if grep -q '"increments"' DIR/read.$n; then
  if grep -q 'two comes first' DIR/read.$n
  then echo '{"reasoning": "as asked", "increments": [{"desired_state": "page two"}, {"desired_state": "page one"}]}'
  else echo '{"reasoning": "in order", "increments": [{"desired_state": "page one"}, {"desired_state": "page two"}]}'
  fi
  exit
fi
for name in one two; do
  case $goal in *"page $name"*|*"both pages"*) [ -f DIR/$name ] || { page $name; exit; } ;; esac
done
echo '{"reasoning": "there", "converged": true}'
`;

async function ground(): Promise<Ground> {
  const on = new Ground();
  await Deno.chmod(on.write("model.sh", MODEL), 0o755);
  return on;
}

const MODE = ["--model", "command:./model.sh"];

function increments(on: Ground): unknown[] {
  return on.query("select n, desired_state, status from increments order by n").map((row) => Object.values(row));
}

Deno.test("plan shows the steps of a goal and makes no database; run --plan-file works exactly these", async () => {
  using on = await ground();
  const planned = await on.run("plan", "both pages", ...MODE, "--out", "plan.json");
  assert.equal(planned.code, 0, planned.stderr);
  assert.match(planned.stdout, /^plan for both pages\n\n {2}1\. page one\n {2}2\. page two\n\nwhy: in order\n/);
  await assert.rejects(Deno.stat(on.db), Deno.errors.NotFound);
  const plan = JSON.parse(on.lines("plan.json").join("\n"));
  plan.increments.reverse();
  on.write("plan.json", JSON.stringify(plan));
  const { code, stderr } = await on.run("run", "--plan-file", "plan.json", ...MODE, "--yes");
  assert.equal(code, 0, stderr);
  assert.deepEqual(increments(on), [[1, "page two", "completed"], [2, "page one", "completed"]]);
  assert.deepEqual([on.lines("one"), on.lines("two")], [["x"], ["x"]]);
  // Planned once, before; then two questions a step, and one about the whole.
  assert.deepEqual(on.lines("asked"), ["6"]);
});

Deno.test("run --mode incremental asks about its plan, plans anew for a comment, and goes on after a yes", async () => {
  using on = await ground();
  const first = await on.run("run", "both pages", "--mode", "incremental", ...MODE);
  assert.equal(first.code, 3, first.stderr);
  assert.match(first.stdout, /Confirm this plan \(sha256:[0-9a-f]{64}\):\n *1\. page one\n *2\. page two/);
  const open = () => String(on.query("select id from prompts where status = 'pending'")[0]?.["id"]);
  assert.equal((await on.run("respond", open(), "no", "--comment", "two comes first")).code, 0);
  const second = await on.run("resume", "1");
  assert.equal(second.code, 3, second.stderr);
  assert.match(second.stdout, / *1\. page two\n *2\. page one/);
  assert.deepEqual([increments(on), on.lines("asked")], [[], ["2"]]);
  assert.equal((await on.run("respond", open(), "yes")).code, 0);
  const done = await on.run("resume", "1");
  assert.equal(done.code, 0, done.stderr);
  assert.deepEqual(increments(on), [[1, "page two", "completed"], [2, "page one", "completed"]]);
  assert.match((await on.run("show", "1")).stdout, /page two/);
  assert.equal((await on.run("verify")).code, 0);
});
