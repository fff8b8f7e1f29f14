import assert from "node:assert/strict";
import type { JsonObject } from "../../src/model/json.ts";
import { archiveModule } from "../../src/modules/archive.ts";
import { commonRoot } from "../../src/modules/archives/archive_paths.ts";
import { lacking } from "./needs.ts";
import { Stage } from "./stage.ts";

const archive = archiveModule();
const ignore = lacking("tar", "gzip", "bzip2", "xz", "zip", "unzip");
const FILES = "mkdir -p 's/d/it'\\''s' s/empty; echo one >s/f; echo two >'s/d/it'\\''s/g'; : >s/-n; ";

async function shell(stage: Stage, script: string): Promise<string> {
  const made = await new Deno.Command("sh", { args: ["-c", script], cwd: stage.folder, stdin: "null" }).output();
  assert.equal(made.code, 0, new TextDecoder().decode(made.stderr));
  return new TextDecoder().decode(made.stdout);
}

for (const words of [["sh"], ["bash"], ["busybox", "sh"]]) {
  for (
    const [format, unpack] of [["gz", "tar xzf"], ["tar", "tar xf"], ["bz2", "tar xjf"], ["xz", "tar xJf"], [
      "zip",
      "unzip -q",
    ]]
  ) {
    Deno.test({
      name: `archive writes ${format} that holds what is there, and leaves it (${words.join(" ")})`,
      ignore,
      fn: async () => {
        await using stage = await Stage.open(words);
        await shell(stage, FILES);
        const params = { path: [stage.path("s")], dest: stage.path("a"), format: format ?? "", mode: "0600" };
        const check = await stage.check(archive, params);
        assert.deepEqual([check.kind, stage.names()], ["change", ["s"]]);
        const { result } = await stage.run(archive, params);
        assert.equal(result.changed, true, JSON.stringify(result));
        for (const [key, value] of Object.entries(check.result)) assert.deepEqual(result[key], value, key);
        assert.deepEqual(
          result.archived,
          ["-n", "d", "d/it's", "d/it's/g", "empty", "f"].map((name) => stage.path(`s/${name}`)),
        );
        assert.equal(await stage.mode("a"), "0600");
        await shell(stage, `mkdir out; cd out; ${unpack} ../a; diff -r ../s s`);
        assert.equal((await stage.run(archive, params)).plan.kind, "same");
        await shell(stage, "touch -r s/f stamp; echo two >s/f; touch -r stamp s/f; rm stamp");
        const third = await stage.run(archive, params);
        assert.equal(third.result.changed, true, "a content of the same size and time");
        await shell(stage, `rm -rf out; mkdir out; cd out; ${unpack} ../a; diff -r ../s s`);
        await shell(stage, "rm s/f");
        assert.equal((await stage.run(archive, params)).result.changed, true, "a file that is gone");
        assert.equal((await stage.run(archive, params)).plan.kind, "same");
        assert.deepEqual(stage.names(), ["a", "out", "s"]);
      },
    });
  }
}

for (const [format, unpack] of [["gz", "gzip -dc"], ["bz2", "bzip2 -dc"], ["xz", "xz -dc"]]) {
  Deno.test({
    name: `archive compresses a file alone by ${format}`,
    ignore,
    fn: async () => {
      await using stage = await Stage.open();
      await shell(stage, "printf 'any\\0thing' >f");
      const params = { path: stage.path("f"), format: format ?? "" };
      const { result } = await stage.run(archive, params);
      assert.deepEqual([result.changed, result.dest, result.dest_state], [true, stage.path(`f.${format}`), "compress"]);
      assert.equal(await shell(stage, `${unpack} f.${format} | od -c`), await shell(stage, "od -c f"));
      assert.equal((await stage.run(archive, params)).plan.kind, "same");
      await shell(stage, "printf 'any other' >f");
      assert.equal((await stage.run(archive, params)).result.changed, true);
      assert.equal(await shell(stage, `${unpack} f.${format}`), "any other");
    },
  });
}

Deno.test({
  name: "archive removes what it archived, and nothing else",
  ignore,
  fn: async () => {
    await using stage = await Stage.open();
    await shell(stage, FILES);
    const params = { path: stage.path("s"), dest: stage.path("a.tgz"), remove: true, exclusion_patterns: ["*/f"] };
    assert.equal((await stage.run(archive, params)).result.changed, true);
    assert.deepEqual([stage.names("s"), await stage.read("s/f")], [["f"], "one\n"]);
    const other = { path: [stage.path("s/*")], dest: stage.path("b.tgz"), remove: true };
    assert.equal((await stage.run(archive, other)).result.changed, true);
    assert.deepEqual(stage.names("s"), []);
    const again = await stage.run(archive, other);
    assert.deepEqual([again.plan.kind, again.result.failed, again.result.dest_state], ["same", undefined, "archive"]);
    assert.equal(await shell(stage, "tar tzf b.tgz"), "f\n");
  },
});

Deno.test({
  name: "archive removes the sources of an archive that is there already",
  ignore,
  fn: async () => {
    await using stage = await Stage.open();
    await shell(stage, FILES);
    const params: JsonObject = { path: stage.path("s"), dest: stage.path("a.tgz") };
    await stage.run(archive, params);
    const { result } = await stage.run(archive, { ...params, remove: true });
    assert.equal(result.failed, undefined, JSON.stringify(result));
    assert.deepEqual(stage.names(), ["a.tgz"]);
  },
});

Deno.test({
  name: "archive removes nothing and keeps the old archive when it dies before the rename",
  ignore,
  fn: async () => {
    await using stage = await Stage.open();
    await shell(stage, `${FILES}echo old >a.tgz`);
    await stage.write("bin/mv", "#!/bin/sh\nkill -9 $PPID\n", 0o755);
    await using dying = await Stage.open(["env", `PATH=${stage.path("bin")}:${Deno.env.get("PATH")}`, "sh"]);
    const params = { path: stage.path("s"), dest: stage.path("a.tgz"), remove: true };
    await dying.run(archive, params).catch(() => undefined);
    assert.equal(await stage.read("a.tgz"), "old\n");
    assert.deepEqual(stage.names("s"), ["-n", "d", "empty", "f"]);
  },
});

Deno.test({
  name: "archive leaves itself out of the folder that it archives",
  ignore,
  fn: async () => {
    await using stage = await Stage.open();
    await shell(stage, FILES);
    const params = { path: stage.path("s/"), dest: stage.path("s/a.tar"), format: "tar" };
    await stage.run(archive, params);
    assert.doesNotMatch(await shell(stage, "tar tf s/a.tar"), /a\.tar/);
  },
});

Deno.test({
  name: "archive names the program that a host lacks",
  ignore: ignore || lacking("busybox"),
  fn: async () => {
    await using stage = await Stage.open();
    await shell(stage, `${FILES}mkdir bare; busybox --install -s bare`);
    await using runner = await Stage.open(["env", `PATH=${stage.path("bare")}`, "sh"]);
    const msg = async (format: string) =>
      String((await runner.run(archive, { path: stage.path("s"), dest: stage.path("a"), format })).result.msg);
    assert.equal(await msg("zip"), "'zip' is needed on the host: install the package zip");
    assert.equal(await msg("gz"), "GNU tar is needed on the host: install the package tar");
    const alone = await runner.run(archive, { path: stage.path("s/f") });
    assert.equal(alone.result.changed, true, JSON.stringify(alone.result));
  },
});

Deno.test("commonRoot() says what Python says", () => {
  assert.deepEqual(
    [["/a/b/c"], ["/a/b/c", "/a/b/d/e"], ["/a/bc/x", "/a/bd/x"], ["/x", "/y"], ["/a/b/"], ["rel"], []].map(commonRoot),
    ["/a/b/", "/a/b/", "/a/", "/", "/a/b/", "", ""],
  );
});
