// The session of a goal in words under kill -9: asking, acting, and at commits everywhere.
import assert from "node:assert/strict";
import { say } from "../../scripts/say.ts";
import { type Deaths, Mortals, MOST_LIVES } from "./mortals.ts";
import { Watched } from "./watched.ts";

/** The first day and the next one, killed all the way. Returns where the deaths fell. */
export async function survives(deaths: Deaths): Promise<string[]> {
  await using mortals = await Mortals.make();
  const { session } = mortals;
  await mortals.reach("web", deaths);
  mortals.checkCalls(1);
  await mortals.checkWorld(1, { "start web1": 1, "start web2": 2 });
  const { calls } = session;
  for (const rule of session.rules) {
    assert.equal((await session.ground.run("rules", "approve", rule, "--yes")).code, 0);
  }
  await session.web.drifts("web2");
  await mortals.reach("day-2", deaths);
  assert.equal(session.calls, calls, "the day after, the model was asked");
  await mortals.checkWorld(2, { "start web1": 1, "start web2": 3 });
  const { by, when, every, from } = deaths;
  const counted = Object.entries(Object.groupBy(mortals.places, (place) => place));
  const places = counted.map(([place, deaths = []]) => `${deaths.length} ${place}`).join(", ");
  say(`${by}, dead ${when} every ${every} commits from ${from}: ${mortals.places.length} deaths: ${places}`);
  return mortals.places;
}

/** Every question is on its way when the process dies that asks it; then it is asked again, and answered. */
export async function diesAsking(): Promise<void> {
  let pid = 0;
  await using mortals = await Mortals.make(({ n }) => {
    if (n % 2 === 1) Deno.kill(pid, "SIGKILL");
  });
  const { session: { ground, words } } = mortals;
  for (let life = 0; mortals.status("web") !== "completed"; life++) {
    assert.ok(life < MOST_LIVES);
    const first = mortals.status("web") === undefined;
    const command = first ? ground.command("run", ...words, "--name", "web") : ground.command("resume", "web");
    await using run = new Watched(command);
    pid = run.pid;
    const { signal, code } = await run.ended();
    if (signal === "SIGKILL") mortals.check();
    else assert.equal(await mortals.answer(), code === 3, run.err);
  }
  assert.deepEqual([...new Set(mortals.places)], ['after "model asked", a question on its way']);
  const [sums] = ground.query("select count(*) c, sum(status = 'lost') lost from model_calls");
  assert.deepEqual({ ...sums }, { c: 12, lost: 6 });
  assert.equal(mortals.session.calls, 12);
  mortals.checkCalls(1);
  await mortals.checkWorld(1, { "start web1": 1, "start web2": 2 });
}

/** Hosts are in the middle of a command when the process dies that started it; the next one finds it running, and waits. */
export async function diesActing(): Promise<void> {
  await using mortals = await Mortals.make();
  const { session: { ground, words } } = mortals;
  const life = async (...args: string[]) => {
    await using run = new Watched(ground.command(...args));
    const { code } = await run.ended();
    assert.equal(await mortals.answer(), code === 3, run.err);
  };
  /** Killed when so many commands have begun; gone on with until they are found. */
  const killed = async (begun: number) => {
    ground.write("world/hold", "");
    await using victim = new Watched(ground.command("resume", "web"));
    await victim.until("commands at work", () => ground.deeds.length === begun);
    victim.signal("SIGKILL");
    await victim.ended();
    mortals.check();
    await using heir = new Watched(ground.command("resume", "web"));
    await heir.until("a command that runs on", () => heir.err.includes("runs on"));
    await Deno.remove(`${ground.folder}/world/hold`);
    const { code } = await heir.ended();
    assert.equal(await mortals.answer(), code === 3, heir.err);
  };
  await life("run", ...words, "--name", "web");
  await life("resume", "web");
  await killed(2);
  await killed(3);
  assert.deepEqual(mortals.places, [
    'after "action started", an action running',
    'after "action started", an action running',
  ]);
  const adopted = ground.query("select host, status from actions where adopted = 1 order by id");
  assert.deepEqual(adopted.map(({ host, status }) => `${host} ${status}`), [
    "web1 completed",
    "web2 failed",
    "web2 completed",
  ]);
  mortals.checkCalls(1);
  assert.equal(mortals.session.calls, 6);
  await mortals.checkWorld(1, { "start web1": 1, "start web2": 2 });
}
