// The playbook of what was done by a run in words: walked again, it finds nothing to change.
import assert from "node:assert/strict";
import { everyLesson, playbookOut } from "../../src/app/playbook_out.ts";
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

Deno.test("playbookOut() says why it could not write, and ends nothing", async () => {
  using ground = new Ground(UNUSED);
  ground.write("file", "");
  let told: string | null = null;
  await ground.visit({
    work: async (_lease, { world, signals }) => {
      const out = { path: `${ground.folder}/file/site.yml`, goal: "g", secrets: [] };
      told = await everyLesson([{ learn: () => Promise.resolve("one") }, playbookOut(out, world, signals.signal)])
        .learn([]);
      return { kind: "paused", reason: "" };
    },
  });
  assert.match(told ?? "", /^one\nNo playbook of what was done could be written: Cannot write .*\/file\/site\.yml: /);
});
