// Tables of cron: any table and call beside Ansible's own class.
import assert from "node:assert/strict";
import fc from "fast-check";
import { CronTable, jobLine } from "../../src/modules/cron/cron_table.ts";
import { seedOfToday } from "../fakes/seed.ts";
import { askPython } from "./ask_python.ts";

const LINES = [
  ...["#Ansible: a", "#Ansible: a", "#Ansible: b", "#Ansible: None", "#Ansible: ", "#Ansible:a", "# a"],
  ...["* * * * * u x", "* * * * * u x", "* * * * * u y", "#* * * * * u x", "@daily u x", "", " "],
  ...["A=1", 'A="x"', "B=2", "A =1", "AB=1", " A=1", "x y=1", "="],
];
const anyCall = fc.record({
  lines: fc.array(fc.constantFrom(...LINES), { maxLength: 10 }),
  ends: fc.constantFrom("\n", "\n", "", "\n\n"),
  name: fc.constantFrom("a", "A", "b", "None", "c d"),
  job: fc.constantFrom("x", "y", "z", "\nx\n"),
  present: fc.boolean(),
  env: fc.boolean(),
  beside: fc.constantFrom({}, {}, { after: "A" }, { before: "B" }, { after: "Z" }),
  // Ansible takes the last line for the one above the first.
}).filter(({ lines }) =>
  !/^#Ansible: /.test(lines.findLast((line) => line !== "") ?? "") || !/^[*@#].* u /.test(lines[0] ?? "")
);

Deno.test("CronTable makes of any table what Ansible's cron makes of it", async () => {
  const seed = seedOfToday();
  const calls = fc.sample(anyCall, { numRuns: 3000, seed }).map(({ lines, ends, beside, ...call }) => ({
    ...call,
    ...(call.env ? { ...beside, job: call.job.trim() } : {}),
    beside: call.env ? beside : {},
    text: lines.length === 0 ? "" : `${lines.join("\n")}${ends}`,
  }));
  const answers = await askPython("cron_side.py", calls);
  if (answers === undefined) return;
  for (const [at, { text, name, job, present, env, beside }] of calls.entries()) {
    const table = new CronTable(text, { shown: false });
    const line = jobLine({ when: "* * * * *", user: "u", job, disabled: false });
    const changed = env
      ? present ? table.setVariable(name, job, beside) : table.removeVariable(name)
      : present
      ? table.setJob(name, line)
      : table.removeJob(name);
    const ours = changed === undefined
      ? { missing: true }
      : { changed, text: table.text, jobs: table.jobs, envs: table.variables };
    assert.deepEqual(ours, answers[at], `seed ${seed}: ${JSON.stringify(calls[at])}`);
  }
});
