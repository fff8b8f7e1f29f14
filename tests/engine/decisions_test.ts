import assert from "node:assert/strict";
import { restModules } from "../../src/app/modules_here.ts";
import { observe } from "../../src/engine/observe.ts";
import type { World } from "../../src/engine/world.ts";
import type { Action } from "../../src/model/action.ts";
import type { Decision } from "../../src/model/decision.ts";
import { HostUnreachable, ModelUnavailable } from "../../src/model/errors.ts";
import type { Brief, Decider } from "../../src/ports/decider.ts";
import { FakeTime } from "../fakes/fake_time.ts";
import { ScriptedDecider } from "../fakes/scripted_decider.ts";
import { words } from "../fakes/words.ts";
import { ending, Ground, type Visit } from "./ground.ts";

const UNUSED = "- hosts: localhost\n  gather_facts: false\n  tasks: []\n";

function shell(cmd: string, more: Partial<Action> = {}): Action {
  return { host: "localhost", module: "shell", params: { cmd }, name: cmd.split(" ")[1] ?? cmd, task: null, ...more };
}

/** A visit by a decider that says these things one after another, by what the run shows. */
function deciding(script: (brief: Brief) => Decision): Visit & { asked: Brief[] } {
  const decider = new ScriptedDecider(script);
  return { world: () => ({ decides: words(decider) }), asked: decider.asked };
}

const decisions = ({ run }: Brief) => run.filter(({ decision }) => decision !== null).length;
const DONE: Decision = { kind: "converged", reasoning: "all is there" };

// Who asks for a module that nobody knows has asked the Ansible that is installed here.
Deno.test.afterEach(restModules);

Deno.test("runLoop() skips the rest of a decision after an action that failed, and asks again", async () => {
  using ground = new Ground(UNUSED);
  const actions = [
    shell(`echo one >> ${ground.folder}/deeds`),
    shell("exit 3"),
    shell(`echo three >> ${ground.folder}/deeds`),
  ];
  const visit = deciding((brief) =>
    decisions(brief) === 0 ? { kind: "act", reasoning: "three things", actions } : DONE
  );
  assert.equal(ending(await ground.visit(visit)), "completed: all is there");
  assert.deepEqual(ground.rows("select status from actions order by id").map(({ status }) => status), [
    "completed",
    "failed",
    "skipped",
  ]);
  assert.deepEqual(ground.deeds(), ["one"]);
  assert.equal(visit.asked.length, 2);
});

Deno.test("runLoop() carries a decision on after a human stopped it, without asking again", async () => {
  using ground = new Ground(UNUSED);
  const actions = ["one", "two", "three"].map((name) => shell(`echo ${name} >> ${ground.folder}/deeds`));
  const visit = deciding((brief) =>
    decisions(brief) === 0 ? { kind: "act", reasoning: "three things", actions } : DONE
  );
  const stop = new AbortController();
  const hear: Visit["hear"] = ({ kind }) => kind === "action started" && stop.abort();
  assert.equal(ending(await ground.visit({ ...visit, stop: stop.signal, hear })), "stopped");
  assert.deepEqual(ground.deeds(), ["one"]);
  assert.equal(ending(await ground.visit(visit)), "completed: all is there");
  assert.deepEqual(ground.deeds(), ["one", "two", "three"]);
  // Once for the actions, once to hear that all is there.
  assert.equal(visit.asked.length, 2);
});

Deno.test("runLoop() leaves an action pending whose look a human ended", async () => {
  using ground = new Ground(UNUSED);
  const actions = [shell(`echo one >> ${ground.folder}/deeds; touch ${ground.folder}/x`, {
    params: {
      cmd: `echo one >> ${ground.folder}/deeds; touch ${ground.folder}/x`,
      creates: `${ground.folder}/x`,
    },
  })];
  const visit = deciding((brief) => decisions(brief) === 0 ? { kind: "act", reasoning: "a thing", actions } : DONE);
  const [stop, signal] = [new AbortController(), new AbortController()];
  const next = await ground.visit({
    ...visit,
    stop: stop.signal,
    signal: signal.signal,
    world: (usual, lease) => ({
      ...visit.world!(usual, lease),
      shells: {
        get: (host) => {
          stop.abort();
          signal.abort();
          return usual.shells.get(host);
        },
        drop: (host) => usual.shells.drop(host),
      },
    }),
  });
  assert.equal(ending(next), "stopped");
  assert.deepEqual(ground.rows("select status from actions"), [{ status: "pending" }]);
  assert.equal(ending(await ground.visit(visit)), "completed: all is there");
  assert.deepEqual(ground.deeds(), ["one"]);
});

Deno.test("runLoop() takes the looks that a decision asks for, and pauses for its questions", async () => {
  using ground = new Ground(UNUSED);
  ground.write("there", "");
  const probe = { name: "there", host: "localhost", module: "stat", params: { path: `${ground.folder}/there` } };
  const questions = [{ kind: "question" as const, text: "go on?", options: ["yes", "no"], about: null }];
  const script: Decision[] = [
    { kind: "look", reasoning: "", probes: [probe] },
    { kind: "ask", reasoning: "", questions },
    { kind: "blocked", reasoning: "no way" },
  ];
  const visit = deciding((brief) => script[decisions(brief)]!);
  assert.equal(ending(await ground.visit(visit)), "paused: go on?");
  assert.equal(JSON.stringify(visit.asked[1]?.observations).includes('"exists":true'), true);
  await ground.answer("yes");
  assert.equal(ending(await ground.visit(visit)), "blocked: no way");
});

Deno.test("runLoop() skips an action on a host that cannot be reached", async () => {
  using ground = new Ground(UNUSED);
  const actions = [shell("true"), shell("echo two")].map((action) => ({
    ...action,
    params: { ...action.params, creates: "/nowhere" },
  }));
  const AWAY_NOW: Decision = { kind: "blocked", reasoning: "nobody is there" };
  const visit = deciding((brief) => decisions(brief) === 0 ? { kind: "act", reasoning: "", actions } : AWAY_NOW);
  const next = await ground.visit({
    ...visit,
    world: (usual, lease) => ({ ...visit.world!(usual, lease), shells: AWAY }),
  });
  assert.equal(ending(next), "blocked: nobody is there");
  assert.deepEqual(ground.rows("select status, json_extract(result, '$.unreachable') u from actions order by id"), [
    { status: "skipped", u: 1 },
    { status: "skipped", u: null },
  ]);
});

Deno.test("runLoop() believes no decision that says the goal is reached while a host does not answer", async () => {
  using ground = new Ground(UNUSED);
  const visit = deciding(() => DONE);
  const next = await ground.visit({
    ...visit,
    world: (usual, lease) => ({ ...visit.world!(usual, lease), shells: AWAY }),
  });
  assert.match(ending(next), /^failed: stuck: the goal was said to be reached 2 times.*localhost did not answer/);
});

Deno.test("runLoop() believes a decision that says the goal is reached only where what was done is still so", async () => {
  using ground = new Ground(UNUSED);
  const dest = `${ground.folder}/conf`;
  const write: Action = {
    host: "localhost",
    module: "copy",
    params: { dest, content: "one\n" },
    name: "conf",
    task: null,
  };
  const spoil = shell(`echo two >> ${dest}`);
  const visit = deciding((brief) => {
    const unproven = brief.run.flatMap(({ observations }) => observations.unproven ?? []);
    if (decisions(brief) === 0) return { kind: "act", reasoning: "both", actions: [write, spoil] };
    if (unproven.length === 1 && decisions(brief) === 2) {
      return { kind: "act", reasoning: "it was spoilt", actions: [write] };
    }
    return DONE;
  });
  assert.equal(ending(await ground.visit(visit)), "completed: all is there");
  assert.equal(ground.read("conf"), "one\n");
  const claims = ground.rows(
    "select converged, observations from iterations where json_extract(decision, '$.kind') = 'converged'",
  );
  assert.deepEqual(claims.map(({ converged }) => converged), [0, 1]);
  assert.match(String(claims[0]!["observations"]), /conf.{1,4} on localhost is not so any more/);
});

Deno.test("runLoop() believes no decision that says the goal is reached while what was decided last was not done", async () => {
  using ground = new Ground(UNUSED);
  const dest = `${ground.folder}/conf`;
  const write: Action = {
    host: "localhost",
    module: "copy",
    params: { dest, content: "one\n" },
    name: "conf",
    task: null,
  };
  const visit = deciding((brief) => {
    const acted = brief.run.filter(({ decision }) => decision?.kind === "act").length;
    const unproven = brief.run.flatMap(({ observations }) => observations.unproven ?? []);
    if (acted === 0) return { kind: "act", reasoning: "both", actions: [shell("exit 3"), write] };
    if (unproven.length === 1 && acted === 1) return { kind: "act", reasoning: "it was skipped", actions: [write] };
    return DONE;
  });
  assert.equal(ending(await ground.visit(visit)), "completed: all is there");
  assert.equal(ground.read("conf"), "one\n");
  const [first] = ground.rows(
    "select observations from iterations where json_extract(decision, '$.kind') = 'converged'",
  );
  assert.match(String(first!["observations"]), /conf.{1,4} on localhost was decided and skipped, and is not so/);
});

Deno.test("runLoop() ends a question to the model when the time of the run is used up", async () => {
  using ground = new Ground(UNUSED, { maxMs: 60_000 });
  const time = new FakeTime();
  const decider: Decider = {
    decide: (_brief, _talk, signal) => endedBy(signal, time),
    plan: () => Promise.reject(new Error("nobody plans")),
  };
  const next = await ground.visit({ world: () => ({ decides: words(decider) }), time });
  assert.equal(ending(next), `failed: ${SPENT}`);
  assert.deepEqual(ground.passes(), [TIME_UP]);
});

Deno.test("runLoop() ends the planning of a goal when the time of the run is used up", async () => {
  using ground = new Ground(UNUSED, { maxMs: 60_000, mode: "incremental" });
  const time = new FakeTime();
  const decider: Decider = {
    decide: () => Promise.reject(new Error("nobody decides")),
    plan: (_brief, _talk, signal) => endedBy(signal, time),
  };
  const next = await ground.visit({ world: () => ({ decides: words(decider) }), time });
  assert.equal(ending(next), `failed: ${SPENT}`);
  assert.deepEqual(ground.passes(), [TIME_UP]);
});

Deno.test("runLoop() counts the time of questions that nobody answered, and keeps what was seen before them", async () => {
  using ground = new Ground(UNUSED, { maxMs: 60_000 });
  const time = new FakeTime();
  const decider: Decider = {
    decide: () => {
      time.stall(25_000);
      return Promise.reject(new ModelUnavailable("nobody answers", 0));
    },
    plan: () => Promise.reject(new Error("nobody plans")),
  };
  const next = await ground.visit({ world: () => ({ decides: words(decider) }), returns: 20, time });
  assert.match(ending(next), /^failed: spent: worked for 1 min 15 s .*--max-time/);
  const seen = ground.rows(
    "select json_extract(observations, '$.looks.localhost.root.stat.isdir') as there from iterations",
  );
  assert.deepEqual(seen.map(({ there }) => there), [1, 1, 1]);
});

Deno.test("runLoop() does the same on several hosts side by side, and skips the rest where one of them fails", async () => {
  using ground = new Ground(UNUSED);
  const on = (host: string, cmd: string): Action => ({ ...shell(cmd), host, name: `${host} ${cmd.split(" ")[0]}` });
  // The second one of them fails, whichever that is.
  const cmd = `echo deed >> ${ground.folder}/deeds; mkdir ${ground.folder}/mine`;
  const visit = deciding((brief) =>
    decisions(brief) === 0
      ? { kind: "act", reasoning: "", actions: [on("one", cmd), on("two", cmd), on("one", "echo late")] }
      : { kind: "blocked", reasoning: "done" }
  );
  const here: Visit["world"] = (usual, lease) => ({
    ...visit.world!(usual, lease),
    entrances: { ...usual.entrances, to: (host) => ({ way: { host, connection: "local" } }) },
  });
  await ground.visit({ ...visit, world: here });
  const [first, second, third] = ground.rows("select status, started_at, completed_at from actions order by id");
  assert(first!["completed_at"]! >= second!["started_at"]! && second!["completed_at"]! >= first!["started_at"]!);
  assert.equal(ground.deeds().filter((line) => line === "deed").length, 2);
  assert.deepEqual([first!["status"], second!["status"]].sort(), ["completed", "failed"]);
  assert.equal(third!["status"], "skipped");
});

Deno.test("observe() tells what each module sees and would change, changes nothing, and says who cannot be reached", async () => {
  using ground = new Ground(UNUSED);
  const path = `${ground.folder}/new`;
  const probes = [
    { name: "folder", host: "localhost", module: "stat", params: { path: ground.folder } },
    { name: "file", host: "localhost", module: "copy", params: { content: "x\n", dest: path } },
    { name: "unknown", host: "localhost", module: "copi", params: {} },
  ];
  let seen: Awaited<ReturnType<typeof observe>> = { looks: {} };
  let away: typeof seen = { looks: {} };
  await ground.visit({
    work: async (_lease, { world, signals }) => {
      seen = await observe(probes, world, signals.signal);
      away = await observe(probes.slice(0, 1), { ...world, shells: AWAY }, signals.signal);
      return { kind: "paused", reason: "" };
    },
  });
  const { folder, file, unknown } = seen.looks["localhost"] as Record<string, Record<string, unknown>>;
  assert.equal((folder!["stat"] as Record<string, unknown>)["isdir"], true);
  assert.equal(file!["changed"], true);
  assert.equal((file!["diff"] as { after: string }[])[0]!.after, "x\n");
  assert.match(String(unknown!["msg"]), /copi.*copy/);
  assert.deepEqual(ground.names(), ["site.yml"]);
  assert.deepEqual(away.looks["localhost"], {
    folder: { changed: false, unreachable: true, msg: "localhost is away" },
  });
});

const AWAY: World["shells"] = {
  get: () => Promise.reject(new HostUnreachable("localhost is away")),
  drop: () => {},
};

const SPENT = "spent: worked for 1 min without converging, 1 min is the most it may take (--max-time)";
const TIME_UP = "unfinished: the time of the run is used up (--max-time)";

/** A question that lasts until it is ended: after a minute, for the first one. */
async function endedBy(signal: AbortSignal, time: FakeTime): Promise<never> {
  assert.equal(time.monotonic(), 0, "it was asked again");
  await time.advance(60_000);
  signal.throwIfAborted();
  throw new Error("nobody ended the question");
}
