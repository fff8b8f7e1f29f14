// What looks tell of hosts: who answered, who could not be reached, of whom nothing is known.
import assert from "node:assert/strict";
import { HostUnreachable } from "../../src/model/errors.ts";
import { heardOf } from "../../src/engine/heard_of.ts";
import { ScriptedDecider } from "../fakes/scripted_decider.ts";
import { words } from "../fakes/words.ts";
import { Ground } from "./ground.ts";

const UNUSED = "- hosts: localhost\n  gather_facts: false\n  tasks: []\n";

Deno.test("heardOf() tells who answered and who did not, and nothing of whom no look was let through to", () => {
  const refused = { changed: false, failed: true, msg: "Not looked at: no shells here" };
  const looks = {
    here: { root: { changed: false }, who: refused },
    failing: { who: { changed: false, failed: true, rc: 1, msg: "non-zero return code" } },
    away: { root: { changed: false }, who: { changed: false, unreachable: true, msg: "connection refused" } },
    unknown: { who: refused },
    unasked: {},
  };
  const answered = { error: null };
  assert.deepEqual(heardOf({ looks }), { here: answered, failing: answered, away: { error: "connection refused" } });
  assert.deepEqual(heardOf({}), {});
});

Deno.test("runLoop() notes of a goal's hosts whether they answered, also where nothing was to be done", async () => {
  using ground = new Ground(UNUSED);
  const decides = words(new ScriptedDecider(() => ({ kind: "blocked", reasoning: "enough" })), {
    hosts: ["localhost", "far"],
  });
  await ground.visit({
    world: (usual) => ({
      decides,
      entrances: { ...usual.entrances, to: (host) => ({ way: { host, connection: "local" } }) },
      shells: {
        get: (entrance) =>
          entrance.way.host === "far"
            ? Promise.reject(new HostUnreachable("far cannot be reached: no route"))
            : usual.shells.get(entrance),
        drop: (entrance) => usual.shells.drop(entrance),
      },
    }),
  });
  assert.deepEqual(
    ground.rows("select hostname, status, last_error, seen_at is null unseen from hosts order by hostname"),
    [
      { hostname: "far", status: "unreachable", last_error: "far cannot be reached: no route", unseen: 1 },
      { hostname: "localhost", status: "reachable", last_error: null, unseen: 0 },
    ],
  );
});
