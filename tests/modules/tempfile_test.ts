import assert from "node:assert/strict";
import { tempfileModule } from "../../src/modules/tempfile.ts";
import { Stage } from "./stage.ts";

const tempfile = tempfileModule();

for (const words of [["sh"], ["bash"], ["busybox", "sh"]]) {
  Deno.test(`tempfile makes another file and folder each time, for its owner alone (${words.join(" ")})`, async () => {
    await using stage = await Stage.open(words);
    const made: string[] = [];
    for (const state of ["file", "file", "directory", "directory"]) {
      const { plan, result } = await stage.run(tempfile, {
        state,
        path: stage.path(""),
        prefix: "it's ",
        suffix: ".$x",
      });
      assert.equal(plan.kind === "change" && plan.cannotTell, true);
      const path = String(result.path);
      made.push(path.slice(stage.folder.length + 1));
      assert.match(path, /\/it's [A-Za-z0-9]{8}\.\$x$/);
      const info = await Deno.lstat(path);
      assert.equal(info.isDirectory, state === "directory");
      assert.equal(info.mode! & 0o7777, state === "directory" ? 0o700 : 0o600);
      assert.equal(result.mode, state === "directory" ? "0700" : "0600");
      assert.equal(result.state, state);
    }
    assert.equal(new Set(made).size, 4);
    assert.deepEqual(stage.names(), made.sort());
  });
}

Deno.test("tempfile makes nothing in a dry run, and does not overwrite", async () => {
  await using stage = await Stage.open();
  const plan = await stage.check(tempfile, { path: stage.folder });
  assert.equal(plan.kind, "change");
  assert.deepEqual(stage.names(), []);
});

Deno.test("tempfile takes the host's temporary folder", async () => {
  await using stage = await Stage.open();
  const { result } = await stage.run(tempfile, {});
  await Deno.remove(String(result.path));
  const folder = Deno.env.get("TMPDIR") ?? Deno.env.get("TEMP") ?? Deno.env.get("TMP") ?? "/tmp";
  assert.ok(String(result.path).startsWith(`${folder}/ansible.`), String(result.path));
});
