// The playbook of what was done by a run in words: walked again, it finds nothing to change.
import assert from "node:assert/strict";
import { playbookOut } from "../../src/app/playbook_out.ts";
import { everyLesson } from "../../src/app/run_lessons.ts";
import type { ActionRow } from "../../src/ports/archive.ts";
import { ending, Ground } from "../engine/ground.ts";
import { deeds, runInWords, UNUSED } from "./playbook_out_runs.ts";

Deno.test("playbookOut() writes what holds, and it finds nothing to change when it is run", async () => {
  using ground = new Ground(UNUSED);
  ground.write("gone", "");
  const text = await runInWords(ground, deeds(ground));
  // The first content was changed by later actions: to write it again would undo them.
  assert.match(text, /# This was done, and does not hold any more \(.*\/site\/conf.*\):\n {4}# - name: copy/);
  assert.match(
    text,
    /# This ran, and would run each time:.*\n {4}# - name: shell \{ \{ it }}\n {4}# {3}shell:\n.*echo plain/,
  );
  assert.deepEqual(ground.deeds(), ["plain", "marked"]);
  using again = new Ground(text);
  assert.equal(ending(await again.visit()), "completed: converged");
  assert.deepEqual(again.actions(), []);
  assert.deepEqual(ground.deeds(), ["plain", "marked"]);
});

const ROW: ActionRow = {
  id: 1,
  iteration: 1,
  n: 1,
  host: "localhost",
  delegate: null,
  way: null,
  module: "file",
  params: { path: "/", state: "directory" },
  name: null,
  task: null,
  item: null,
  status: "completed",
  verdict: "allow",
  rc: null,
  stdout: null,
  stderr: null,
  changed: false,
  diff: null,
  result: null,
  attempt: 1,
  startedAt: null,
  completedAt: null,
};

Deno.test("playbookOut() says why it could not write, writes nothing of nothing, and ends nothing", async () => {
  using ground = new Ground(UNUSED);
  ground.write("file", "");
  const told: (string | null)[] = [];
  await ground.visit({
    work: async (_lease, { world, signals }) => {
      const out = (path: string, past: ActionRow[]) => {
        const terms = { path: `${ground.folder}/${path}`, goal: "g", secrets: [], past: () => Promise.resolve(past) };
        return playbookOut(terms, world, signals.signal);
      };
      const lessons = everyLesson([{ learn: () => Promise.resolve("one") }, out("file/site.yml", [ROW])]);
      told.push(await lessons.learn([]));
      // A quiet run leaves what an earlier one has written.
      told.push(await out("file", []).learn([]), await out("other.yml", [{ ...ROW, host: null }]).learn([]));
      return { kind: "paused", reason: "" };
    },
  });
  assert.match(
    told[0] ?? "",
    /^one\nNo playbook of what was done could be written: Cannot write .*\/file\/site\.yml: /,
  );
  const nothing = (path: string) =>
    `No playbook is written to ${ground.folder}/${path}: this loop has done nothing that could stand in it`;
  assert.deepEqual(told.slice(1), [nothing("file"), nothing("other.yml")]);
  assert.deepEqual([ground.read("file"), ground.read("other.yml")], ["", undefined]);
});
