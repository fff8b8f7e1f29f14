// The flags of a goal in words in the real program, with a program as its model: each changes the outcome.
import assert from "node:assert/strict";
import { Ground } from "./program.ts";
import { Typing } from "./typing.ts";

/** It answers its first question with `reply.1`, and so on; `reply.last` where there is none; and keeps what it read. */
const MODEL = `#!/bin/sh
n=$(( $(cat DIR/asked 2>/dev/null || echo 0) + 1 ))
echo $n > DIR/asked
cat > DIR/read.$n
cat DIR/reply.$n 2>/dev/null || cat DIR/reply.last
`;

const SPENT = { tokens_in: 1000, tokens_out: 100, cost_usd: 0.5 };
const PAGE = { reasoning: "no page", actions: [{ module: "copy", params: { dest: "DIR/page", content: "hello\n" } }] };
const DONE = { reasoning: "the page is there", converged: true };

/** A folder with a model that gives these replies, one after another, the last for ever. */
function ground(...replies: object[]): Ground {
  const made = new Ground();
  const model = made.write("model.sh", MODEL);
  Deno.chmodSync(model, 0o755);
  replies.forEach((reply, at) => {
    const text = JSON.stringify({ reply, ...SPENT });
    made.write(`reply.${at + 1}`, text);
    made.write("reply.last", text);
  });
  return made;
}

/** `run "the page is there"` with the model of the ground. */
async function pursue(on: Ground, ...flags: string[]) {
  return await on.run("run", "the page is there", "--model", "command-json:./model.sh", ...flags);
}

function asked(on: Ground): number {
  return Number(on.lines("asked")[0] ?? 0);
}

/** The brief of the n-th question. */
function brief(on: Ground, n: number): string {
  return JSON.parse(on.lines(`read.${n}`).join("\n")).brief;
}

Deno.test("run --model brings a goal about, and history and show --brief tell how", async () => {
  using on = ground(PAGE, DONE);
  const { code, stdout, stderr } = await pursue(on);
  assert.equal(code, 0, stderr);
  assert.deepEqual([on.lines("page"), asked(on)], [["hello"], 2]);
  const model = `command-json:${on.folder}/model.sh`;
  assert.match(stdout, /^localhost : ok=1 changed=1 /m);
  assert.match(stdout, /^converged in 2 passes, 1 change made: the page is there$/m);
  assert.match(stdout, /^decisions: 2 by the model; 2 calls, 2,200 tokens, \$1\.0000$/m);
  assert.ok(stderr.includes(`asking ${model} …\n${model} answered in `), stderr);
  assert.match(
    stderr,
    /decided by the model: 1 action\n {4}no page\n {2}1\. \[localhost\] copy dest=.*\/page content=hello$/m,
  );
  const history = (await on.run("history", "the-page-is-there")).stdout;
  assert.ok(history.includes(`model ${model}`), history);
  const { envelope } = await on.json("show", "1", "--brief", "1");
  const { calls, spent } = envelope["data"] as { calls: { brief: string; reply: string }[]; spent: object };
  assert.equal(calls.length, 1);
  assert.ok(calls[0]!.brief.includes("the page is there"));
  assert.deepEqual(JSON.parse(calls[0]!.reply).reasoning, "no page");
  assert.deepEqual(spent, { calls: 1, lost: 0, tokensIn: 1000, tokensOut: 100, costUsd: 0.5 });
});

Deno.test("run -f takes the goal from a file, and reads it anew when a run starts", async () => {
  using on = ground({ reasoning: "no", blocked: "not like this" }, DONE);
  on.write("goal.md", "the page says hello\n");
  const { code, stderr } = await on.run("run", "-f", "goal.md", "--model", "command-json:./model.sh");
  assert.equal(code, 4, stderr);
  assert.ok(brief(on, 1).includes("the page says hello"));
  on.write("goal.md", "the page says goodbye\n");
  assert.equal((await on.run("retry", "goal")).code, 0);
  assert.equal((await on.run("resume", "goal")).code, 0);
  assert.ok(brief(on, 2).includes("the page says goodbye"));
  assert.match((await on.run("status", "goal")).stdout, /^desired state +goal\.md$/m);
});

Deno.test("run --environment and --observe reach the brief", async () => {
  using on = ground(DONE);
  on.write("looks.yml", "- name: the_page\n  stat: {path: DIR/page}\n");
  const { code, stderr } = await pursue(on, "--environment", "staging-7", "--observe", "looks.yml");
  assert.equal(code, 0, stderr);
  assert.match(brief(on, 1), /staging-7/);
  assert.match(brief(on, 1), /the_page/);
});

Deno.test("run --rules-dir decides at no cost, and --model none needs no more", async () => {
  using on = ground(DONE);
  await Deno.mkdir(`${on.folder}/mine`);
  on.write(
    "mine/page.yml",
    `name: page
goal: the page is there
observe:
  - name: page
    stat: {path: DIR/page}
when: not page.stat.exists
actions:
  - copy: {dest: DIR/page, content: "by rule\\n"}
`,
  );
  const { code, stdout, stderr } = await on.run("run", "the page is there", "--rules-dir", "mine", "--model", "none");
  assert.equal(code, 0, stderr);
  assert.deepEqual([on.lines("page"), asked(on)], [["by rule"], 0]);
  assert.match(stderr, /^decided by rule page: 1 action$/m);
  assert.match(stdout, /^decisions: \d by rules; no call to a model$/m);
  const { stdout: history } = await on.run("history", "1");
  assert.match(history, /rule page/);
});

Deno.test("run --policy denies, and what it denies reaches no host", async () => {
  using on = ground(PAGE, { reasoning: "it is forbidden", blocked: "I may not copy" });
  on.write("policy.yml", "rules:\n  - decision: deny\n    match: {module: copy}\n    reason: hands off\n");
  const { code, stdout, stderr } = await pursue(on, "--policy", "policy.yml");
  assert.deepEqual([code, on.lines("page"), asked(on)], [4, [], 2], stderr);
  assert.match(stderr, /denied: \[localhost\] => .*hands off/);
  assert.match(stdout, /^blocked: .*I may not copy.*$/m);
  const { stdout: history } = await on.run("history", "1", "--actions");
  assert.match(history, /copy +deny +denied/);
});

Deno.test("run --budget-usd, --budget-tokens and --budget-calls end a run as failed before the next question", async () => {
  const more = { reasoning: "more", observe: [{ name: "x", module: "stat", params: { path: "/" } }] };
  for (
    const [flag, most] of [["--budget-usd", "0.75"], ["--budget-tokens", "1500"], ["--budget-calls", "2"]] as const
  ) {
    using on = ground(more);
    const { code, stdout, stderr } = await pursue(on, flag, most);
    assert.deepEqual([code, asked(on)], [1, 2], stderr);
    assert.ok(stdout.includes(`(${flag} ${most})`), stdout);
  }
});

Deno.test("run --model-price says what tokens cost, whatever the model says", async () => {
  using on = ground(DONE);
  const { stdout } = await pursue(on, "--model-price", "3/15");
  assert.match(stdout, /1 call, 1,100 tokens, \$0\.0045$/m);
});

Deno.test("run --yes approves what is asked for, on record; without it a human is asked", async () => {
  const gone = { reasoning: "away", actions: [{ module: "file", params: { path: "DIR/old", state: "absent" } }] };
  {
    using on = ground(gone, DONE);
    on.write("old", "old\n");
    const { code, stdout } = await pursue(on);
    assert.deepEqual([code, on.lines("old")], [3, ["old"]]);
    assert.match(stdout, /question: .*\n {4}1\. localhost: file path=.* state=absent\n.*asked because: /);
    const no = await on.run("respond", "1", "no: not today");
    assert.match(no.stdout, /^question 1 is answered: no, because: not today$/m);
    assert.equal((await on.run("resume", "1")).code, 0);
    assert.deepEqual(on.lines("old"), ["old"]);
    assert.match(brief(on, 2), /not today/);
  }
  using on = ground(gone, DONE);
  on.write("old", "old\n");
  assert.equal((await pursue(on, "--yes")).code, 0);
  assert.deepEqual(on.lines("old"), []);
  assert.match((await on.run("prompts", "--all")).stdout, /answered "yes" by --yes/);
});

Deno.test("run --state-file and --playbook-out write what is kept in mind and what was done", async () => {
  using on = ground({ ...PAGE, state_ops: [{ op: "add_resource", name: "page-1", data: { size: 6 } }] }, DONE);
  const { code, stderr } = await pursue(on, "--state-file", "state.json", "--playbook-out", "done.yml");
  assert.equal(code, 0, stderr);
  assert.match(on.lines("state.json").join(" "), /"page-1"/);
  assert.match(on.lines("done.yml").join(" "), /copy: .*dest: .*\/page/);
  const show = (await on.run("show", "1")).stdout;
  assert.match(show, /\nresources\n.*\n.*page-1 .*size=6/);
  assert.match(show, /^decisions +2 by the model; 2 calls/m);
});

Deno.test("run --secret puts a value where no record has it, and refuses one that is not there", async () => {
  using on = ground({ reasoning: "no page", actions: [{ module: "copy", params: { dest: "DIR/page" } }] }, DONE);
  on.write("secret", "canary-4711\n");
  assert.equal((await pursue(on, "-s", "copy.content=NO_SUCH_VARIABLE_HERE")).code, 2);
  assert.equal(asked(on), 0);
  const bound = ["-s", `copy.content=file:${on.folder}/secret`, "--rules-dir", "rules"];
  const { code, stdout, stderr } = await pursue(on, ...bound);
  assert.equal(code, 0, stderr);
  assert.match(stdout + stderr, /No rule could be proposed: a secret value, or its checksum, would stand in it/);
  assert.deepEqual(on.lines("page"), ["canary-4711"]);
  const record = await on.run("history", "1", "--actions", "-o", "json");
  const read = await on.run("show", "1", "--brief", "2", "-o", "json");
  assert.ok(!`${record.stdout}${read.stdout}${stderr}`.includes("canary-4711"));
});

Deno.test("run --dry-run exits 5 and does nothing of what was decided", async () => {
  using on = ground(PAGE, DONE);
  const { code, stdout, stderr } = await pursue(on, "--dry-run");
  assert.deepEqual([code, on.lines("page")], [5, []], stderr);
  assert.match(stdout, /^\+hello$/m);
  assert.match(stdout, /^dry run: 1 change would be made/m);
});

Deno.test("run asks a question of the model's, and takes an answer in own words", async () => {
  using on = ground({ reasoning: "which?", ask: { question: "Which port?", options: ["80", "8080"] } }, DONE);
  const first = await on.json("run", "the page is there", "--model", "command-json:./model.sh");
  const { prompts, decided } = (first.envelope as { data: { prompts: { text: string }[]; decided: object[] } }).data;
  assert.deepEqual([first.code, prompts.map(({ text }) => text)], [3, ["Which port?"]]);
  assert.deepEqual(decided, [{ pass: 1, by: "model", decision: "ask", reasoning: "which?", actions: 0 }]);
  assert.equal((await on.run("respond", "1", "9")).code, 2);
  assert.equal((await on.run("respond", "1", "81", "please")).code, 0);
  assert.equal((await on.run("resume", "1")).code, 0);
  assert.match(brief(on, 2), /81 please/);
});

Deno.test("submit puts a goal on record with its model, and resume works it", async () => {
  using on = ground(PAGE, DONE);
  const submitted = await on.run("submit", "the page is there", "--model", "command-json:./model.sh", "--name", "p");
  assert.deepEqual([submitted.code, asked(on)], [0, 0], submitted.stderr);
  const { stdout } = await on.run("status", "p");
  assert.match(stdout, /^desired state +the page is there$/m);
  assert.match(stdout, /^model +command-json:.*\/model\.sh$/m);
  assert.match(stdout, /^decisions +nothing decided; no call to a model$/m);
  assert.equal((await on.run("resume", "p")).code, 0);
  assert.deepEqual(on.lines("page"), ["hello"]);
  const logs = (await on.run("logs", "p")).stdout;
  assert.match(logs, /asks command-json:.*\n.*answered: .* 1,000 tokens in, 100 out, \$0\.5000$/m);
});

Deno.test("run in a terminal asks in place: own words to a question, no with a reason, yes to what is shown", async () => {
  const gone = (name: string) => ({ module: "file", params: { path: `DIR/${name}`, state: "absent" } });
  using on = ground(
    { reasoning: "which?", ask: { question: "Which page?", options: ["old", "new"] } },
    { reasoning: "away", actions: [gone("old")] },
    { reasoning: "then the other", actions: [gone("other")] },
    DONE,
  );
  on.write("old", "old\n");
  on.write("other", "other\n");
  await using run = await Typing.of(on, "run", "the page is there", "--model", "command-json:./model.sh");
  await run.answer("Type one of them, or your own words (Ctrl-D leaves the question open): ", "the blue one");
  await run.answer("Type one of them (Ctrl-D leaves the question open): ", "no");
  await run.answer("Why, for whoever decides next (Enter: no reason): ", "it is still read");
  const questions = () => run.out.split("leaves the question open").length - 1;
  await run.until("the second approval", () => questions() === 3);
  await run.answer("/other state=absent", "y");
  assert.equal((await run.ended()).code, 0);
  assert.deepEqual([on.lines("old"), on.lines("other"), asked(on)], [["old"], [], 4]);
  assert.match(brief(on, 2), /the blue one/);
  assert.match(brief(on, 3), /it is still read/);
  assert.match(run.out, /asked because: it removes something/);
});
