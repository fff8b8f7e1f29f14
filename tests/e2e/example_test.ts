// What the README shows: the example converges, a second run changes nothing, and a dry run says what would change.
import assert from "node:assert/strict";
import { Ground } from "./program.ts";

const EXAMPLE = new URL("../../examples/site.yml", import.meta.url).pathname;

interface Data {
  status: string;
  changes: number;
  passes: number;
  recap: { localhost: { changed: number; failed: number } };
  diffs?: { header: string; before: string; after: string }[];
}

Deno.test("examples/site.yml: dry run, run, second run, record", async () => {
  using ground = new Ground();
  const root = `${ground.folder}/site`;
  Deno.env.set("SITE_ROOT", root);
  try {
    const dry = await ground.json("run", "-f", EXAMPLE, "--dry-run");
    assert.equal(dry.code, 5);
    const would = dry.envelope["data"] as Data;
    assert(would.changes > 0 && would.diffs!.some(({ after }) => after.includes("User-agent")), JSON.stringify(would));
    await assert.rejects(Deno.stat(root), Deno.errors.NotFound);
    assert.deepEqual(ground.query("select id from actions"), [], "a dry run writes no action");

    const first = await ground.json("run", "-f", EXAMPLE);
    assert.equal(first.code, 0);
    const done = first.envelope["data"] as Data;
    assert.deepEqual([done.status, done.passes, done.changes > 0], ["completed", 2, true]);
    assert.match(await Deno.readTextFile(`${root}/public/robots.txt`), /^User-agent: \*\nAllow: \/\n$/);

    const second = await ground.json("run", "-f", EXAMPLE);
    assert.equal(second.code, 0);
    assert.deepEqual([(second.envelope["data"] as Data).changes, (second.envelope["data"] as Data).passes], [0, 1]);
    assert.match((await ground.run("run", "-f", EXAMPLE)).stdout, /nothing to change/);
    assert.equal((await ground.run("run", "-f", EXAMPLE, "--dry-run")).code, 0);

    const key = (await Deno.readTextFile(`${root}/state/session.key`)).trim();
    const history = await ground.run("history", "2", "--actions");
    assert.match(history.stdout, /Robots may read everything/);
    assert.doesNotMatch(history.stdout, new RegExp(key.replaceAll(/[+/]/g, ".")));
  } finally {
    Deno.env.delete("SITE_ROOT");
  }
});
