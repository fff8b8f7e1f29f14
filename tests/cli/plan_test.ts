import assert from "node:assert/strict";
import type { IncrementPlan } from "../../src/model/increment.ts";
import { run } from "./scripted_app.ts";

const PLAN: IncrementPlan = {
  version: 1,
  file: "/home/me/site.yml",
  files: { "site.yml": "11", "web.yml": "22" },
  extraVars: [],
  increments: [
    { n: 1, name: "database", hosts: ["localhost"], tasks: ["configuration", "start\u001b[2J"] },
    { n: 2, name: "web", hosts: ["localhost"], tasks: ["pages"] },
  ],
  hash: `sha256:${"a".repeat(64)}`,
};

function planFile(given: Partial<IncrementPlan> = {}): Map<string, string> {
  return new Map([["/home/me/plan.json", JSON.stringify({ ...PLAN, ...given })]]);
}

Deno.test("plan prints the increments and the hash, and touches no database", async () => {
  const { exit, out, asked } = await run(["plan", "-f", "site.yml"], { plan: PLAN });
  assert.deepEqual([exit, asked.opened, asked.submissions], [0, [], []]);
  assert.equal(
    out(),
    `plan of site.yml

  1. database (localhost): 2 tasks
       configuration
       start\\x1b[2J

  2. web (localhost): 1 task
       pages

${PLAN.hash}
to carry it out: ftl2-enterprise run -f site.yml --mode incremental
`,
  );
});

Deno.test("plan --out writes the plan as run --plan-file reads it", async () => {
  const texts = new Map<string, string>();
  const made = await run(["-o", "json", "plan", "site.yml", "--out", "plan.json"], { plan: PLAN }, { texts });
  assert.equal(made.exit, 0);
  assert.deepEqual(JSON.parse(made.out()).data, PLAN);
  assert.deepEqual([...texts.keys()], ["/home/me/plan.json"]);
  const ran = await run(["run", "--plan-file", "plan.json", "--yes"], { plan: PLAN }, { texts });
  assert.equal(ran.exit, 0, ran.err());
  const [submission] = ran.asked.submissions;
  assert.deepEqual(
    [submission?.mode, submission?.options.file, submission?.options.confirmedPlan],
    ["incremental", "/home/me/site.yml", PLAN.hash],
  );
});

Deno.test("run --mode incremental confirms nothing by itself, and --yes exactly the plan that there is now", async () => {
  const asking = await run(["run", "-f", "site.yml", "--mode", "incremental"], { plan: PLAN });
  assert.deepEqual([asking.exit, asking.asked.submissions[0]?.options.confirmedPlan], [0, undefined]);
  const sure = await run(["run", "-f", "site.yml", "--mode", "incremental", "--yes"], { plan: PLAN });
  assert.equal(sure.asked.submissions[0]?.options.confirmedPlan, PLAN.hash);
  const shown = await run(["run", "--plan-file", "plan.json"], { plan: PLAN }, { texts: planFile() });
  assert.equal(shown.asked.submissions[0]?.options.confirmedPlan, undefined);
});

Deno.test("run --plan-file takes over the plan's tags", async () => {
  const tagged = { ...PLAN, tags: ["web"], skipTags: ["slow"] };
  const texts = planFile(tagged);
  const { asked, err } = await run(["run", "--plan-file", "plan.json", "--yes"], { plan: tagged }, { texts });
  const [submission] = asked.submissions;
  assert.deepEqual([submission?.options.tags, submission?.options.skipTags], [["web"], ["slow"]], err());
});

Deno.test("run --plan-file refuses a plan that is not the playbook's now, and says what differs", async () => {
  const other = `sha256:${"b".repeat(64)}`;
  const cases: [Partial<IncrementPlan>, RegExp][] = [
    [{ files: { ...PLAN.files, "web.yml": "33" }, hash: other }, /as it is now: web\.yml has changed\n/],
    [{ files: { "site.yml": "11" }, hash: other }, /web\.yml is new\n/],
    [{ files: { ...PLAN.files, "gone.yml": "1" }, hash: other }, /gone\.yml is gone\n/],
    [{ tags: ["a"], hash: other }, /the tags were a, now none/],
    [{ extraVars: ["x"], hash: other }, /the extra variables were x, now none/],
    [{ hash: other }, /the extra variables have other values/],
    [{ increments: PLAN.increments.slice(0, 1) }, /so it was edited/],
    [{ increments: PLAN.increments.slice(0, 1), hash: other }, /so it was edited/],
  ];
  for (const [given, sentence] of cases) {
    const argv = ["run", "-f", "site.yml", "--plan-file", "plan.json", "--yes"];
    const { exit, err, asked } = await run(argv, { plan: PLAN }, { texts: planFile(given) });
    assert.deepEqual([exit, asked.opened], [2, []], JSON.stringify(given));
    assert.match(err(), sentence);
    assert.match(err(), /Make it anew, and look at it: ftl2-enterprise plan -f site\.yml --out plan\.json/);
  }
});

Deno.test("run refuses what cannot be meant about plans, with a sentence, before the database is touched", async () => {
  const texts = new Map([...planFile(), ["/home/me/no.json", "[]"], ["/home/me/new.json", '{"version": 2}']]);
  texts.set("/home/me/new.json", JSON.stringify({ ...PLAN, version: 2 }));
  const cases: [string[], RegExp][] = [
    [["-f", "site.yml", "--yes"], /--yes approves .*, or a plan of increments, and here is neither/],
    [["-f", "site.yml", "--mode", "continuous", "--yes"], /here is neither/],
    [
      ["--plan-file", "plan.json", "--mode", "single"],
      /--plan-file holds a plan of increments, and with --mode single/,
    ],
    [["--plan-file", "plan.json", "--dry-run", "--yes"], /A dry run changes nothing: there is nothing to say yes to/],
    [["--plan-file", "plan.json", "--interval", "60"], /--interval is of no use with --mode incremental/],
    [
      ["--plan-file", "missing.json"],
      /missing\.json: There is no such plan: `plan -f site\.yml .* or `plan "GOAL" --out/,
    ],
    [["--plan-file", "no.json"], /no\.json: This is no plan of increments/],
    [["--plan-file", "new.json"], /new\.json: This plan was written by another version/],
  ];
  for (const [argv, sentence] of cases) {
    for (const command of ["run", "submit"]) {
      const { exit, err, asked } = await run([command, ...argv], { plan: PLAN }, { texts });
      assert.deepEqual([exit, asked.opened], [2, []], argv.join(" "));
      assert.match(err(), sentence, `${command} ${argv.join(" ")}`);
    }
  }
});
