// A plan made, looked at, confirmed and carried out by the program itself; and the ways in which it must not be.
import assert from "node:assert/strict";
import { checkEnd } from "../crash/invariants.ts";
import { Ground } from "./program.ts";

const SITE = `
- name: database
  hosts: localhost
  gather_facts: false
  tasks:
    - name: configuration
      copy: {content: "one\\n", dest: DIR/db.conf}
    - name: create it
      shell: echo created >> DIR/deeds
- name: web
  hosts: localhost
  gather_facts: false
  tasks:
    - import_tasks: web.yml
`;

function site(): Ground {
  const ground = new Ground();
  ground.write("site.yml", SITE);
  ground.write("web.yml", "- name: pages\n  shell: echo pages >> DIR/deeds\n");
  return ground;
}

Deno.test("plan --out, run --plan-file --yes: exactly that plan is carried out, play by play", async () => {
  using ground = site();
  const made = await ground.json("plan", "-f", "site.yml", "--out", "plan.json");
  assert.equal(made.code, 0);
  assert.deepEqual(JSON.parse(await Deno.readTextFile(`${ground.folder}/plan.json`)), made.envelope["data"]);
  assert.throws(() => Deno.statSync(ground.db), Deno.errors.NotFound);
  const { code, envelope } = await ground.json("run", "--plan-file", "plan.json", "--yes");
  assert.deepEqual([code, (envelope["data"] as { status: string }).status], [0, "completed"]);
  assert.deepEqual(ground.lines("deeds"), ["created", "pages"]);
  assert.deepEqual(ground.query("select n, desired_state, status, is_fix from increments").map((row) => ({ ...row })), [
    { n: 1, desired_state: "database", status: "completed", is_fix: 0 },
    { n: 2, desired_state: "web", status: "completed", is_fix: 0 },
  ]);
  assert.deepEqual(ground.query("select id from prompts"), []);
  checkEnd(ground.db, 1);
});

Deno.test("run --plan-file refuses a playbook that has changed since, also in a file that it imports", async () => {
  using ground = site();
  assert.equal((await ground.run("plan", "-f", "site.yml", "--out", "plan.json")).code, 0);
  ground.write("web.yml", "- name: pages\n  shell: echo other >> DIR/deeds\n");
  const { code, stderr } = await ground.run("run", "--plan-file", "plan.json", "--yes");
  assert.equal(code, 2);
  assert.match(stderr, /plan\.json is not the plan of site\.yml as it is now: web\.yml has changed/);
  assert.throws(() => Deno.statSync(ground.db), Deno.errors.NotFound);
});

Deno.test("run --mode incremental asks, exits 3 where nobody can answer, and goes on once somebody has, elsewhere", async () => {
  using ground = site();
  const asked = await ground.run("run", "-f", "site.yml", "--mode", "incremental");
  assert.equal(asked.code, 3);
  assert.match(asked.stdout + asked.stderr, /Confirm this plan \(sha256:[0-9a-f]{64}\)/);
  assert.deepEqual(ground.lines("deeds"), []);
  // Nobody runs it now, and nobody says yes by going on.
  assert.equal((await ground.run("resume", "1", "--non-interactive")).code, 3);
  assert.deepEqual(ground.lines("deeds"), []);
  assert.equal((await ground.run("respond", "1", "yes")).code, 0);
  assert.equal((await ground.run("resume", "1", "--non-interactive")).code, 0);
  assert.deepEqual(ground.lines("deeds"), ["created", "pages"]);
  checkEnd(ground.db, 1);
});

Deno.test("a plan that is declined ends its loop, and nothing was done", async () => {
  using ground = site();
  assert.equal((await ground.run("run", "-f", "site.yml", "--mode", "incremental")).code, 3);
  assert.equal((await ground.run("respond", "1", "no")).code, 0);
  const { code, stdout, stderr } = await ground.run("resume", "1", "--non-interactive");
  assert.equal(code, 1);
  assert.match(stdout + stderr, /the plan was declined/);
  assert.deepEqual(ground.lines("deeds"), []);
  // A new run asks anew.
  assert.equal((await ground.run("retry", "1")).code, 0);
  assert.equal((await ground.run("resume", "1", "--non-interactive")).code, 3);
  assert.equal((await ground.run("respond", "2", "yes")).code, 0);
  assert.equal((await ground.run("resume", "1", "--non-interactive")).code, 0);
  assert.deepEqual(ground.lines("deeds"), ["created", "pages"]);
  assert.deepEqual(ground.query("select run, n, status from increments order by id").map((row) => ({ ...row })), [
    { run: 1, n: 1, status: "pending" },
    { run: 1, n: 2, status: "pending" },
    { run: 2, n: 1, status: "completed" },
    { run: 2, n: 2, status: "completed" },
  ]);
});

Deno.test("submit --mode incremental --yes confirms the plan as it was: another one is asked about when the run begins", async () => {
  using ground = site();
  assert.equal((await ground.run("submit", "-f", "site.yml", "--mode", "incremental", "--yes")).code, 0);
  ground.write("site.yml", SITE.replace("echo created", "echo something else"));
  assert.equal((await ground.run("resume", "1", "--non-interactive")).code, 3);
  assert.deepEqual(ground.lines("deeds"), []);
  assert.equal(ground.query("select id from prompts where kind = 'plan' and status = 'pending'").length, 1);
});

Deno.test("examples/incremental.yml: planned, confirmed, and left as it is by a second run", async () => {
  using ground = new Ground();
  const example = new URL("../../examples/incremental.yml", import.meta.url).pathname;
  const root = `${ground.folder}/release`;
  Deno.env.set("SITE_ROOT", root);
  try {
    assert.equal((await ground.run("plan", "-f", example, "--out", "plan.json")).code, 0);
    assert.equal((await ground.run("run", "--plan-file", "plan.json", "--yes")).code, 0);
    assert.equal(await Deno.readTextFile(`${root}/live/index.html`), "<h1>Index</h1>\n");
    const again = await ground.json("run", "--plan-file", "plan.json", "--yes");
    assert.deepEqual([again.code, (again.envelope["data"] as { changes: number }).changes], [0, 0]);
    assert.equal(await Deno.readTextFile(`${root}/shared/log`), "live\n");
  } finally {
    Deno.env.delete("SITE_ROOT");
  }
});
