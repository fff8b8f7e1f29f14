// kill -9 in the middle of a run, then resume: what ran on is found, what was cut is asked about, nothing runs twice.
import assert from "node:assert/strict";
import { checkEnd } from "../crash/invariants.ts";
import { Ground } from "./program.ts";
import { Watched } from "./watched.ts";

const SITE = `
- hosts: localhost
  gather_facts: false
  tasks:
    - name: before
      shell: echo before >> DIR/deeds
    - name: long
      shell: echo begun >> DIR/deeds; until [ -e DIR/go ] || [ ! -e DIR ]; do sleep 0.02; done; echo long >> DIR/deeds
      register: long
    - name: after
      shell: echo after-{{ long.rc }}-{{ long.changed }} >> DIR/deeds
      when: long.changed
`;

/** Starts the program and kills it with -9 once the long command runs. */
async function killInTheMiddle(ground: Ground): Promise<void> {
  ground.write("site.yml", SITE);
  const child = ground.command("run", "-f", "site.yml").spawn();
  await ground.until("the long command", () => ground.lines("deeds").includes("begun"));
  child.kill("SIGKILL");
  assert.equal((await child.output()).signal, "SIGKILL");
  const running = ground.query("select name from actions where status = 'running'");
  assert.deepEqual(running.map((row) => row["name"]), ["long"]);
}

/** Starts the program, and waits for the long command. */
async function atWork(ground: Ground): Promise<Watched> {
  ground.write("site.yml", SITE);
  const run = new Watched(ground.command("run", "-f", "site.yml"));
  await run.until("the long command", () => ground.lines("deeds").includes("begun"));
  return run;
}

/** Sends a signal, and waits until it was heard: two that come at once may be one, and what is done meanwhile may come first. */
async function told(run: Watched, signal: Deno.Signal): Promise<void> {
  run.signal(signal);
  await run.until("word of the signal", () => /press Ctrl-C again|send SIGTERM/.test(run.err));
}

/** Ends the command's whole process group, as a reboot would. */
function killCommand(ground: Ground): void {
  const [loop] = ground.query("select uid from loops");
  const folder = `${ground.folder}/.ftl2/${loop!["uid"]}`;
  const claim = [...Deno.readDirSync(folder)].map(({ name }) => name).filter((name) => name.endsWith(".claim"))
    .toSorted((a, b) => Number.parseInt(b) - Number.parseInt(a))[0]!;
  const [pid] = Deno.readTextFileSync(`${folder}/${claim}`).split(" ");
  const { success } = new Deno.Command("kill", { args: ["-KILL", "--", `-${pid}`] }).outputSync();
  assert(success, `no process group ${pid}`);
}

Deno.test("resume finds a command that ran on after kill -9, waits for it and takes its result", async () => {
  using ground = new Ground();
  await killInTheMiddle(ground);
  const resumed = ground.command("resume", "1", "--non-interactive").spawn();
  await ground.until(
    "the loop is taken over",
    () => Number(ground.query("select lease_token t from loops")[0]!["t"]) > 1,
  );
  ground.write("go", "");
  const { code, stdout } = await resumed.output();
  const said = new TextDecoder().decode(stdout);
  assert.equal(code, 0, said);
  assert.match(said, /^converged in 2 passes: 1 change made, 2 more before it was taken up again$/m);
  assert.deepEqual(ground.lines("deeds"), ["before", "begun", "long", "after-0-True"]);
  checkEnd(ground.db, 1);
});

Deno.test("status says at once that a process was killed, and what to type", async () => {
  using ground = new Ground();
  await killInTheMiddle(ground);
  const { stdout } = await ground.run("status", "1");
  assert.match(stdout, /^why +its worker (ended without a word|went away): .* resume 1$/m);
  assert.match(stdout, /^worked on by +nobody: /m);
});

Deno.test("resume asks about a command that was cut off, and exits 3 where nobody can answer", async () => {
  using ground = new Ground();
  await killInTheMiddle(ground);
  killCommand(ground);
  const paused = await ground.json("resume", "1", "--non-interactive");
  assert.equal(paused.code, 3);
  assert.match(JSON.stringify(paused.envelope), /long.*interrupted|interrupted.*long/);
  assert.deepEqual(ground.lines("deeds"), ["before", "begun"]);
  const history = await ground.run("history", "1", "--actions");
  assert.match(history.stdout, /long.*interrupted|interrupted.*long/);
  const again = await ground.run("resume", "1", "--non-interactive");
  assert.equal(again.code, 3, "an open question stays open");
  ground.write("go", "");
  const { code, stderr } = await ground.run("resume", "1", "--on-interrupted", "rerun", "--non-interactive");
  assert.equal(code, 0, stderr);
  assert.deepEqual(ground.lines("deeds"), ["before", "begun", "begun", "long", "after-0-True"]);
  const attempts = ground.query("select attempt, status from actions where name = 'long' order by id");
  assert.deepEqual(attempts.map((row) => ({ ...row })), [
    { attempt: 1, status: "interrupted" },
    { attempt: 2, status: "completed" },
  ]);
  checkEnd(ground.db, 1);
});

Deno.test("resume --on-interrupted done goes on as if the command had ended well", async () => {
  using ground = new Ground();
  await killInTheMiddle(ground);
  killCommand(ground);
  const { code, stderr } = await ground.run("resume", "1", "--on-interrupted", "done", "--non-interactive");
  assert.equal(code, 0, stderr);
  assert.deepEqual(ground.lines("deeds"), ["before", "begun", "after-0-True"]);
  checkEnd(ground.db, 1);
});

Deno.test("resume goes on with the playbook that the run began with, whatever became of the file", async () => {
  using ground = new Ground();
  await killInTheMiddle(ground);
  await Deno.remove(`${ground.folder}/site.yml`);
  ground.write("go", "");
  const { code, stderr } = await ground.run("resume", "1", "--non-interactive");
  assert.equal(code, 0, stderr);
  assert.deepEqual(ground.lines("deeds"), ["before", "begun", "long", "after-0-True"]);
});

Deno.test("resume refuses a loop that a live process works on", async () => {
  using ground = new Ground();
  ground.write("site.yml", SITE);
  const child = ground.command("run", "-f", "site.yml").spawn();
  await ground.until("the long command", () => ground.lines("deeds").includes("begun"));
  const refused = await ground.run("resume", "1", "--non-interactive");
  assert.notEqual(refused.code, 0);
  assert.match(refused.stderr, /being worked on/);
  ground.write("go", "");
  assert.equal((await child.output()).code, 0);
});

Deno.test("Ctrl-C lets the running action end, keeps the loop, and resume goes on with it", async () => {
  using ground = new Ground();
  await using run = await atWork(ground);
  await told(run, "SIGINT");
  ground.write("go", "");
  assert.equal((await run.ended()).code, 130);
  assert.deepEqual(ground.lines("deeds"), ["before", "begun", "long"]);
  assert.equal(ground.query("select status from loops")[0]!["status"], "paused");
  const { code, stderr } = await ground.run("resume", "1", "--non-interactive");
  assert.equal(code, 0, stderr);
  assert.deepEqual(ground.lines("deeds"), ["before", "begun", "long", "after-0-True"]);
});

Deno.test("a second Ctrl-C ends the running command too, and it is interrupted on record", async () => {
  using ground = new Ground();
  await using run = await atWork(ground);
  await told(run, "SIGINT");
  run.signal("SIGINT");
  assert.equal((await run.ended()).code, 130);
  assert.deepEqual(ground.query("select status from actions where name = 'long'").map((row) => row["status"]), [
    "interrupted",
  ]);
  ground.write("go", "");
  const { code, stderr } = await ground.run("resume", "1", "--on-interrupted", "rerun", "--non-interactive");
  assert.equal(code, 0, stderr);
  assert.deepEqual(ground.lines("deeds"), ["before", "begun", "begun", "long", "after-0-True"]);
});

const ENDS: [title: string, signals: Deno.Signal[]][] = [
  ["a terminal that is closed, as a shell and the system both tell it,", ["SIGHUP", "SIGHUP"]],
  ["a machine that goes down, as its init system tells it,", ["SIGTERM"]],
];
for (const [title, signals] of ENDS) {
  Deno.test(`${title} ends no action and pauses nothing`, async () => {
    using ground = new Ground();
    await using run = await atWork(ground);
    for (const signal of signals) await told(run, signal);
    ground.write("go", "");
    assert.equal((await run.ended()).code, 130);
    assert.deepEqual(ground.query("select status, suspended_by from loops").map((row) => ({ ...row })), [
      { status: "pending", suspended_by: null },
    ]);
    const { code, stderr } = await ground.run("resume", "1", "--non-interactive");
    assert.equal(code, 0, stderr);
    assert.deepEqual(ground.lines("deeds"), ["before", "begun", "long", "after-0-True"]);
  });
}
