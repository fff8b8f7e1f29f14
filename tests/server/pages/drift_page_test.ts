// Drift: from what to what, where and since when, and what put it right.
import assert from "node:assert/strict";
import { PageStage } from "../page_stage.ts";
import { fillRecord } from "./full_record.ts";
import { read, textOf } from "./reader.ts";

Deno.test("driftPage() says what drift is where none was found", async () => {
  await using stage = await PageStage.open();
  assert.match((await read(stage.world, "/drift")).text, /No drift was found .*submit -f FILE --mode continuous/);
});

Deno.test("driftPage() has open ones first, then those that were put right, each with its difference", async () => {
  await using stage = await PageStage.open();
  fillRecord(stage, (mark) => mark);
  stage.scratch.raw().exec("UPDATE drifts SET action_id = 1 WHERE id = 2");
  const page = await read(stage.world, "/drift");
  const [open, corrected] = page.all("article").map(textOf);
  assert.match(page.text, /^Drift .*Open .*Put right /);
  assert.match(
    open!,
    /^drift \(\{"item":"item"\}\) openon host, by loop loop, drift module first seen 5 min ago, .*not put right yet/,
  );
  assert.match(open!, /diff header ?\+1 −1 .*removed: before .*added: after/);
  assert.match(corrected!, /put right 4 min ago by action 1/);
});

Deno.test("driftPage() keeps to a loop or a host that is named, and says what is not on record", async () => {
  await using stage = await PageStage.open();
  fillRecord(stage, (mark) => mark);
  stage.scratch.raw().exec("UPDATE drifts SET diff = NULL");
  assert.match(
    (await read(stage.world, "/drift?host=host&loop=1")).text,
    /on host .*of loop 1 .*What it was is not on record/,
  );
  assert.match((await read(stage.world, "/drift?host=nobody")).text, /No drift there/);
  await assert.rejects(read(stage.world, "/drift?loop=x"), { name: "InputError" });
});
