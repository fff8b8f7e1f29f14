import assert from "node:assert/strict";
import type { JsonObject } from "../../src/model/json.ts";
import { fileModule } from "../../src/modules/file.ts";
import { findModule } from "../../src/modules/find.ts";
import { Stage } from "./stage.ts";

const find = findModule();

async function paths(stage: Stage, params: JsonObject): Promise<string[]> {
  const { result } = await stage.run(find, { paths: stage.folder, ...params });
  assert.equal(result.failed, undefined, JSON.stringify(result));
  return (result.files as JsonObject[]).map(({ path }) => String(path).slice(stage.folder.length + 1));
}

/** A shell that has busybox's programs only: its find does not see circles by itself. */
async function bare(): Promise<Stage & { path(name: string): string }> {
  const folder = await Deno.makeTempDir({ prefix: "find-bare-" });
  await new Deno.Command("busybox", { args: ["--install", "-s", folder], stdin: "null" }).output();
  return await Stage.open(["/usr/bin/env", `PATH=${folder}`, "/usr/bin/busybox", "sh"]);
}

for (const [name, open] of [["sh", () => Stage.open()], ["busybox", bare]] as const) {
  Deno.test(`find follows links, and ends where they lead in circles (${name})`, async () => {
    await using stage = await open();
    await stage.write("a/one", "1");
    await stage.write("b/two", "2");
    await Deno.symlink("../b", stage.path("a/to-b"));
    await Deno.symlink("../a", stage.path("b/to-a"));
    await Deno.symlink("..", stage.path("a/up"));
    await Deno.symlink("self", stage.path("self"));
    const found = await paths(stage, { recurse: true, follow: true });
    assert.deepEqual(found, ["a/one", "a/to-b/two", "b/two", "b/to-a/one"]);
    assert.deepEqual(await paths(stage, { recurse: true }), ["a/one", "b/two"]);
  });

  Deno.test(`file sets what lies below once where links lead in circles (${name})`, async () => {
    await using stage = await open();
    await stage.write("a/one", "1", 0o600);
    await stage.write("b/two", "2", 0o600);
    await Deno.symlink("../b", stage.path("a/to-b"));
    await Deno.symlink("../a", stage.path("b/to-a"));
    const params = { path: stage.path("a"), state: "directory", recurse: true, mode: "u=rwX,go=rX" };
    const { result } = await stage.run(fileModule(), params);
    assert.equal(result.changed, true, JSON.stringify(result));
    assert.deepEqual([await stage.mode("a/one"), await stage.mode("b/two")], ["0644", "0644"]);
    assert.equal((await stage.run(fileModule(), params)).plan.kind, "same");
  });
}

Deno.test("find takes no name for another path, whatever is written in it", async () => {
  await using stage = await Stage.open();
  await stage.write("real", "x");
  // What a line of stat looks like, so that a name with a newline in it could pass for one.
  const line = (await new Deno.Command("stat", {
    args: ["-c", "%f %h %u %g %s %i %d %b %o %t %T %X %Y %Z|%x|%y|%z|%U|%G|/etc/passwd", stage.path("real")],
  }).output()).stdout;
  const name = `x\n${new TextDecoder().decode(line).trim().replaceAll("/", "")}`;
  await stage.write(`${name}/etc/passwd`, "");
  const found = await paths(stage, { recurse: true });
  assert.deepEqual(found, ["real", `${name}/etc/passwd`]);
});

Deno.test("find lists more than an output keeps", async () => {
  await using stage = await Stage.open(["sh"], { keepBytes: 4096 });
  for (let at = 0; at < 120; at++) await stage.write(`d/file-${String(at).padStart(3, "0")}`, "x");
  const found = await paths(stage, { recurse: true, get_checksum: true });
  assert.equal(found.length, 120);
  assert.deepEqual([found[0], found[119]], ["d/file-000", "d/file-119"]);
});

Deno.test("find says so when an expression would not end", async () => {
  await using stage = await Stage.open();
  await stage.write("a", `${"a".repeat(60_000)}b`);
  const { result } = await stage.run(find, { paths: stage.folder, contains: "(a+)+$", read_whole_file: true });
  assert.equal(result.failed, true);
  assert.match(String(result.msg), /takes too long on this text/);
});

Deno.test("find names the program that a checksum lacks", async () => {
  await using stage = await bare();
  await stage.write("a", "x");
  const params = { paths: stage.folder, get_checksum: true, checksum_algorithm: "sha224" };
  const { result } = await stage.run(find, params);
  assert.equal(result.msg, "The host has no sha224sum: install the package coreutils");
});

Deno.test("find tells of a folder that may not be read, and lists the others", async () => {
  await using stage = await Stage.open();
  if (Deno.uid() !== 0) return assert.notEqual(Deno.env.get("CI"), "true", "only root may become another");
  await stage.write("open/a", "x");
  await stage.write("shut/b", "x");
  await Deno.chmod(stage.path("shut"), 0o700);
  await Deno.chmod(stage.folder, 0o755);
  await using other = await Stage.open(["sh"], { uid: 1 });
  const { result } = await other.run(find, { paths: stage.folder, recurse: true });
  assert.deepEqual((result.files as JsonObject[]).map(({ path }) => path), [stage.path("open/a")]);
  assert.deepEqual(Object.keys(result.skipped_paths as JsonObject), [stage.folder]);
  assert.equal(result.msg, "Not all paths examined, check warnings for details");
});
