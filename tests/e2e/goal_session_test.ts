// From plain words to hosts that are as wanted, and what it costs the day after: the whole way, with the real program.
import assert from "node:assert/strict";
import { checkEnd } from "../crash/invariants.ts";
import { noFarm } from "../sshd/farm.ts";
import { GOAL, GoalSession } from "./goal_session.ts";
import { Watched } from "./watched.ts";

const ignore = noFarm() !== undefined;

/** The first day: looks, a question, a denial, an approval, a failure, another approval, the end. */
async function firstDay(session: GoalSession): Promise<void> {
  const { ground, web } = session;
  const asked = await session.run("web");
  assert.equal(asked.code, 3, asked.stderr);
  assert.match(asked.stdout, /^paused: Which release\?$/m);
  assert.match((await ground.run("prompts")).stdout, /Which release\?\n +1\) 1\.2\n +2\) 1\.3/);
  assert.equal((await ground.run("respond", "1", "1.3")).code, 0);
  assert.deepEqual(ground.deeds, []);

  const denied = await ground.run("resume", "web");
  assert.equal(denied.code, 3, denied.stderr);
  assert.match(denied.stderr, /^denied: \[web1\] => denied by policy: processes of others run there$/m);
  // Shown in full: who, what, why, and the difference that the look predicts.
  const shown = (await ground.run("prompts")).stdout;
  for (const host of web.hosts) {
    assert.match(shown, new RegExp(`${host}: It runs: shell cmd=${ground.folder}/web start\\n +asked because: `));
    assert.match(
      shown,
      new RegExp(`${host}: ~/web/old.conf is gone: file .*\\n +asked because: it removes something[^]*?"absent"`),
    );
  }
  assert.match(shown, /\+service: as in .*\/web-1\.3\.tgz/);
  assert.deepEqual([ground.deeds, await web.answers()], [[], { web1: undefined, web2: undefined }]);
  for (const host of web.hosts) assert.ok((await Deno.stat(`${web.home(host)}/web/old.conf`)).isFile);
  assert.equal((await ground.run("respond", "2", "yes")).code, 0);

  const failed = await ground.run("resume", "web");
  assert.equal(failed.code, 3, failed.stderr);
  assert.match(failed.stderr, /^fatal: \[web2\]: FAILED! => [^]*?lock is there: an earlier release is being served$/m);
  assert.deepEqual(await web.answers(), { web1: "release=1.3\n", web2: undefined });
  assert.match(failed.stdout, /1\. web2: ~\/web\/lock is gone[^]*2\. web2: It runs/);
  assert.equal((await ground.run("respond", "3", "yes")).code, 0);

  const ended = await ground.run("resume", "web");
  assert.equal(ended.code, 0, ended.stderr);
  assert.match(ended.stdout, /^converged in 2 passes, 2 changes made/m);
  assert.match(ended.stdout, /^decisions: 6 by the model; 6 calls, 6,600 tokens/m);
  assert.match(ended.stderr, /^note: A rule is proposed, web-service-runs-web1-web2-1: /m);
  assert.deepEqual(await web.answers(), { web1: "release=1.3\n", web2: "release=1.3\n" });
  assert.deepEqual(ground.counted, { "start web1": 1, "start web2": 2 });
  assert.deepEqual(ground.lines("services"), ["web 1.3: web1 web2"]);
  assert.equal(session.calls, 6);
  checkEnd(ground.db, 1);
}

/** What people read of it afterwards. */
async function theRecord({ ground }: GoalSession): Promise<void> {
  const history = (await ground.run("history", "web", "--actions")).stdout;
  assert.match(history, /web1 +Nobody serves the old release +shell +deny +denied/);
  assert.match(history, /web2 +It runs +shell +ask +failed/);
  assert.match(history, /web2 +It runs +shell +ask +completed/);
  const { calls } = (await ground.json("show", "web", "--brief", "4")).envelope["data"] as {
    calls: { brief: string }[];
  };
  const [{ brief } = { brief: "" }] = calls;
  assert.match(brief, /## The goal\n {2}> the web service runs on web1 and web2/);
  assert.match(brief, /answer of a human:\n {2}> 1\.3/);
  assert.match(brief, /action 1 on "web1": denied[^]*\| .*processes of others run there/);
  assert.match((await ground.run("prompts", "--all")).stdout, /answered "yes"/);
}

/** What was proposed does nothing; once it is approved, it is asked first. */
async function approved(session: GoalSession): Promise<void> {
  const { ground, rules, calls } = session;
  assert.deepEqual(rules, ["web-service-runs-web1-web2-1", "web-service-runs-web1-web2-2"]);
  const listed = (await ground.run("rules", "list")).stdout;
  assert.match(listed, /web2-1 +proposed +never +.*would have fired 4 times in 6 decisions/);
  const before = await session.run("unapproved");
  assert.deepEqual([before.code, session.calls], [3, calls + 1], before.stderr);
  assert.equal((await ground.run("cancel", "unapproved")).code, 0);
  for (const rule of rules) {
    const { code, stdout, stderr } = await ground.run("rules", "approve", rule, "--yes");
    assert.equal(code, 0, stderr);
    assert.match(stdout, / is approved/);
  }
}

/** A run that costs nothing: exit code, no question, and whether something was changed. */
async function free(session: GoalSession, name: string, changes: RegExp): Promise<void> {
  const { calls, web } = session;
  const { code, stdout, stderr } = await session.run(name);
  assert.equal(code, 0, `${stdout}${stderr}`);
  assert.match(stdout, changes);
  assert.match(stdout, /^decisions: \d by rules; no call to a model$/m);
  assert.equal(session.calls, calls);
  assert.deepEqual(await web.answers(), { web1: "release=1.3\n", web2: "release=1.3\n" });
}

const OF_EVER =
  "iteration_id in (select i.id from iterations i join loops l on l.id = i.loop_id where l.name = 'ever')";

/** A loop for ever, worked by a worker: it is quiet, then something drifts. */
async function forEver(session: GoalSession): Promise<void> {
  const { ground, web, calls } = session;
  const everySecond = ["--name", "ever", "--mode", "continuous", "--interval", "1"];
  const told = await ground.run("submit", ...session.words, ...everySecond);
  assert.equal(told.code, 0, told.stderr);
  const runs = () => Number(ground.query("select run from loops where name = 'ever'")[0]?.["run"] ?? 0);
  await using worker = new Watched(ground.command("worker"));
  await worker.until("three quiet runs", () => runs() > 3);
  assert.deepEqual(ground.query(`select host, name from actions where ${OF_EVER}`), []);
  await web.drifts("web1");
  await worker.until("web1 to answer again", async () => await web.answer("web1") === "release=1.3\n");
  const from = runs();
  await worker.until("quiet again", () => runs() > from + 1);
  worker.signal("SIGTERM");
  assert.equal((await worker.ended()).code, 0, worker.err);
  assert.equal(session.calls, calls);
  const drift = (await ground.run("history", "ever", "--drift")).stdout;
  assert.match(
    drift,
    /^drift 1: \[web1\] It is configured[^]*-release=0\.9\n +\+release=1\.3\n[^]*^drift 2: \[web1\] It runs/m,
  );
  assert.match((await ground.run("status", "ever")).stdout, /^decisions +\d+ by rules; no call to a model$/m);
}

Deno.test({
  name:
    "run: a goal in words is reached on several hosts through a question, a denial, approvals and a failure; what was learned puts drift right at no cost",
  ignore,
  fn: async () => {
    await using session = await GoalSession.make();
    const { ground } = session;
    await firstDay(session);
    await theRecord(session);
    await approved(session);
    await free(session, "day-2", /^converged in 1 pass, nothing to change: /m);
    assert.deepEqual(ground.counted, { "start web1": 1, "start web2": 2 });
    await session.web.drifts("web2");
    await free(session, "day-3", /^converged in 2 passes, 2 changes made: /m);
    assert.deepEqual(ground.counted, { "start web1": 1, "start web2": 3 });
    await forEver(session);
    assert.deepEqual(ground.counted, { "start web1": 2, "start web2": 3 });
    const spent = (await ground.run("status", "--all")).stdout;
    assert.match(spent, /^goals in words: \d+ by rules, 7 by the model; 7 calls, /m);
    assert.equal((await ground.run("verify")).code, 0);
    assert.ok(session.server.asked.every(({ brief, protocol }) => protocol === "openai" && brief.includes(GOAL)));
  },
});
