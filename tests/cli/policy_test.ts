// policy test and policy explain, as people type them.
import assert from "node:assert/strict";
import { loadModules } from "../../src/app.ts";
import { run } from "./scripted_app.ts";

const modules = await loadModules();

const POLICY = `rules:
  - { decision: deny, match: { program: rm }, reason: nothing is removed }
  - { decision: ask, match: { host: db }, reason: our data }
tests:
  - { expect: deny, module: shell, params: { cmd: "ls && sh -c 'rm x'" } }
  - { expect: ask, module: copy, params: { dest: /x, content: y }, groups: [db], by: playbook }
`;

const PATH = "/home/me/policy.yml";

/** Types a line where policy.yml has a text. */
function typed(policy: string, ...words: string[]) {
  return run(["policy", ...words], { modules }, { texts: new Map([[PATH, policy]]) });
}

Deno.test("policy test judges the tests of a policy, and ends with 1 where one comes out otherwise", async () => {
  const { out, exit } = await typed(POLICY, "test", "policy.yml");
  assert.equal(exit, 0);
  assert.match(
    out(),
    /^ok .*policy\.yml:5: deny shell cmd=ls && sh -c 'rm x' \(model, on localhost\)\nok .*\n.*2 rules, 2 of 2 tests/,
  );
  const bad = `${POLICY}  - { expect: deny, module: shell, params: uptime }\n`;
  const wrong = await typed(bad, "test", "policy.yml");
  assert.equal(wrong.exit, 1);
  assert.match(
    wrong.out(),
    /\nWRONG .*policy\.yml:7: deny shell cmd=uptime .*\n +allow, not deny: it only reads \(no rule is for it\)\n/,
  );
  const told = JSON.parse((await typed(bad, "test", "policy.yml", "-o", "json")).out());
  assert.deepEqual([told.ok, told.exit, told.data.rules], [false, 1, 2]);
  assert.deepEqual(told.data.tests.map(({ ok }: { ok: boolean }) => ok), [true, true, false]);
});

Deno.test("policy test names the place of a mistake, and what to write where there are no tests", async () => {
  const wrong = "rules:\n  - { decision: never, match: { module: x } }\n";
  const { err, exit } = await typed(wrong, "test", "policy.yml");
  assert.equal(exit, 2);
  assert.match(err(), /policy\.yml:2:17: A decision is deny, ask or allow, not "never"/);
  const none = "rules:\n  - { decision: deny, match: { module: x } }\n";
  const told = await typed(none, "test", PATH);
  assert.equal(told.exit, 0);
  assert.match(told.out(), /1 rule, and no tests: write "tests:"/);
  for (const words of [["test"], ["test", PATH, "more"], ["tst"], [], ["explain"]]) {
    assert.equal((await typed(none, ...words)).exit, 2, words.join(" "));
  }
});

Deno.test("policy explain names the verdict, the rule and what is started", async () => {
  const explain = (...words: string[]) => typed(POLICY, "explain", ...words);
  const told = await explain("--policy", "policy.yml", "shell", 'ls $x && env A=1 sh -c "rm -rf /srv"');
  assert.equal(told.exit, 0);
  assert.match(
    told.out(),
    /^deny: nothing is removed \(.*policy\.yml:2\)\nit starts:\n {2}ls …\n {2}env A=1 sh -c rm -rf \/srv\n/,
  );
  assert.match(told.out(), /\n {2}rm -rf \/srv\n/);
  const unsure = (await explain("--policy", "policy.yml", "shell", "$x")).out();
  assert.match(unsure, /^ask: nothing is removed .*\n.*\n.*\n {2}and perhaps more: which program/);
  assert.match((await explain("--by", "playbook", "shell", "reboot")).out(), /^allow: what a playbook says is allowed/);
  assert.match(
    (await explain("--as", "look", "command", "uptime")).out(),
    /^allow: a look that only reads .*[^]*\nit only reads\n$/,
  );
  assert.match(
    (await explain("--policy", "policy.yml", "--host", "db1", "--group", "db", "file", "path=/x")).out(),
    /^ask: our data/,
  );
  const json = JSON.parse((await explain("command", 'argv=["ls", "a b"]', "-o", "json")).out());
  assert.deepEqual([json.data.verdict, json.data.commands, json.data.notReading], ["allow", ["ls a b"], null]);
  const { err, exit } = await explain("file", "pth=/x");
  assert.equal(exit, 2);
  assert.match(err(), /"pth=\/x" is no parameter of file: its parameters are path/);
});

Deno.test("policy without a word names what can be done with one", async () => {
  const { err, exit } = await run(["policy"]);
  assert.equal(exit, 2);
  assert.match(err(), /not said what to do.*\nType ftl2-enterprise policy test FILE or .*policy explain MODULE/);
});
