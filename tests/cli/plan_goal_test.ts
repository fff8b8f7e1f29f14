// plan and --plan-file for goals in words.
import assert from "node:assert/strict";
import type { GoalPlan } from "../../src/model/increment.ts";
import { run } from "./scripted_app.ts";

const PLAN: GoalPlan = {
  version: 1,
  goal: "nginx runs",
  reasoning: "one after the other\u001b[2J",
  increments: [{ n: 1, name: "nginx is installed" }, { n: 2, name: "nginx answers" }],
  hash: `sha256:${"a".repeat(64)}`,
};

Deno.test("plan asks for the steps of a goal in words, prints them, and touches no database", async () => {
  const { exit, out, err, asked } = await run(["plan", "nginx runs", "--model", "command:think"], {
    planGoal: ({ desiredState, options }) => {
      assert.deepEqual([desiredState, options.model], ["nginx runs", "command:think"]);
      return PLAN;
    },
  });
  assert.deepEqual([exit, asked.opened, err()], [0, [], ""]);
  assert.equal(
    out(),
    `plan for nginx runs

  1. nginx is installed
  2. nginx answers

why: one after the other\\x1b[2J

${PLAN.hash}
to keep it: add --out plan.json; asked again, the model may say something else
`,
  );
});

Deno.test("plan --out says how to carry it out, on the same hosts and with the same model", async () => {
  const argv = [
    "plan",
    "nginx runs",
    "-i",
    "web hosts",
    "-l",
    "web1",
    "--model",
    "command:./think -v",
    "--out",
    "p.json",
  ];
  const { out } = await run(argv, { planGoal: () => PLAN }, {
    texts: new Map([["/home/me/web hosts", "web1"]]),
  });
  assert.match(
    out(),
    /^to carry it out: .* run --plan-file p\.json -i 'web hosts' -l web1 --model 'command:\.\/think -v'$/m,
  );
});

Deno.test("run --plan-file takes goal and steps from a file that plan --out wrote, edited or not", async () => {
  const texts = new Map<string, string>();
  const made = await run(["-o", "json", "plan", "nginx runs", "--out", "plan.json"], { planGoal: () => PLAN }, {
    texts,
  });
  assert.deepEqual(JSON.parse(made.out()).data, PLAN);
  assert.deepEqual(JSON.parse(texts.get("/home/me/plan.json") ?? ""), PLAN);
  for (const words of [[], ["nginx runs"]]) {
    const { asked, err } = await run(["run", ...words, "--plan-file", "plan.json"], {}, { texts });
    const [submission] = asked.submissions;
    assert.deepEqual(
      [submission?.mode, submission?.desiredState, submission?.options.steps],
      ["incremental", "nginx runs", ["nginx is installed", "nginx answers"]],
      err(),
    );
  }
  texts.set("/home/me/plan.json", JSON.stringify({ ...PLAN, increments: PLAN.increments.slice(1) }));
  const edited = await run(["run", "--plan-file", "plan.json", "--yes"], {}, { texts });
  assert.deepEqual(edited.asked.submissions[0]?.options.steps, ["nginx answers"]);
  assert.equal(edited.asked.submissions[0]?.options.yes, true);
});

Deno.test("run --plan-file refuses the plan for another goal, and for what is no goal", async () => {
  const texts = new Map([["/home/me/plan.json", JSON.stringify(PLAN)]]);
  const cases: [string[], RegExp][] = [
    [["run", "apache runs", "--plan-file", "plan.json"], /--plan-file is the plan for another goal: nginx runs/],
    [
      ["run", "-f", "site.yml", "--plan-file", "plan.json"],
      /is a plan for a goal in words, and .*site\.yml is a playbook/,
    ],
  ];
  for (const [argv, message] of cases) {
    const { exit, err, asked } = await run(argv, {}, { texts });
    assert.deepEqual([exit, asked.submissions], [2, []]);
    assert.match(err(), message);
  }
});

Deno.test("plan says why there is none, and refuses flags that are about doing", async () => {
  const none = await run(["plan", "nginx runs"], {
    planGoal: () => ({ kind: "done", status: "blocked", reason: "the model says no" }),
  });
  assert.equal(none.exit, 2);
  assert.match(none.err(), /There is no plan: the model says no/);
  const nobody = await run(["plan", "nginx runs", "--model", "none"], { planGoal: () => PLAN });
  assert.deepEqual([nobody.exit, nobody.out()], [2, ""]);
  assert.match(nobody.err(), /worked out by a model, and --model none asks nobody\nName one: --model/);
  for (const flag of [["--yes"], ["--playbook-out", "x.yml"]]) {
    const refused = await run(["plan", "nginx runs", ...flag], { planGoal: () => PLAN });
    assert.equal(refused.exit, 2);
    assert.match(refused.err(), new RegExp(`${flag[0]} is for run: a plan changes nothing`));
  }
});
