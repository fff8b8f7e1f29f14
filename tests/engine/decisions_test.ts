import assert from "node:assert/strict";
import { observe } from "../../src/engine/observe.ts";
import type { World } from "../../src/engine/world.ts";
import type { Action } from "../../src/model/action.ts";
import type { Decision } from "../../src/model/decision.ts";
import { HostUnreachable } from "../../src/model/errors.ts";
import type { Brief } from "../../src/ports/decider.ts";
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
  const visit = deciding((brief) => decisions(brief) === 0 ? { kind: "act", reasoning: "", actions } : DONE);
  const next = await ground.visit({
    ...visit,
    world: (usual, lease) => ({ ...visit.world!(usual, lease), shells: AWAY }),
  });
  assert.equal(ending(next), "completed: all is there");
  assert.deepEqual(ground.rows("select status, json_extract(result, '$.unreachable') u from actions order by id"), [
    { status: "skipped", u: 1 },
    { status: "skipped", u: null },
  ]);
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
