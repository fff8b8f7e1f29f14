import assert from "node:assert/strict";
import type { JsonObject } from "../../src/model/json.ts";
import { fileModule } from "../../src/modules/file.ts";
import { Stage } from "./stage.ts";

const file = fileModule();

/** Does it twice: the second look must find nothing; and the dry run before must have said the same as the run. */
async function settles(stage: Stage, params: JsonObject): Promise<JsonObject> {
  const predicted = await stage.check(file, params);
  const { result } = await stage.run(file, params);
  assert.equal(result.changed, true, JSON.stringify(result));
  assert.equal(predicted.result.changed, true);
  for (const key of ["path", "dest", "src", "mode", "state", "diff"]) {
    if (predicted.result[key] !== undefined) assert.deepEqual(result[key], predicted.result[key], key);
  }
  const again = await stage.run(file, params);
  assert.equal(again.plan.kind, "same", JSON.stringify(again.plan));
  return result;
}

for (const words of [["sh"], ["bash"], ["busybox", "sh"]]) {
  const shell = `(${words.join(" ")})`;

  Deno.test(`file makes a directory with its parents, all with the wanted mode ${shell}`, async () => {
    await using stage = await Stage.open(words);
    const result = await settles(stage, { path: stage.path("a/b/c"), state: "directory", mode: "0750" });
    assert.equal(result.state, "directory");
    for (const name of ["a", "a/b", "a/b/c"]) assert.equal(await stage.mode(name), "0750");
  });

  Deno.test(`file sets attributes of everything below, links among it ${shell}`, async () => {
    await using stage = await Stage.open(words);
    await stage.write("d/a", "", 0o600);
    await stage.write("d/s/b", "", 0o755);
    await stage.write("outside", "", 0o600);
    await Deno.symlink("../outside", stage.path("d/link"));
    await Deno.symlink("nowhere", stage.path("d/broken"));
    await settles(stage, {
      path: stage.path("d"),
      state: "directory",
      recurse: true,
      mode: "u=rwX,g=rX,o=",
      follow: false,
    });
    assert.equal(await stage.mode("d/a"), "0640");
    assert.equal(await stage.mode("d/s/b"), "0750");
    assert.equal(await stage.mode("d/s"), "0750");
    assert.equal(await stage.mode("outside"), "0600");
    await settles(stage, { path: stage.path("d"), state: "directory", recurse: true, mode: "u=rwX,g=rX,o=" });
    assert.equal(await stage.mode("outside"), "0640");
  });

  Deno.test(`file makes, changes and replaces links ${shell}`, async () => {
    await using stage = await Stage.open(words);
    await stage.write("one", "1");
    await stage.write("two", "2");
    const link = stage.path("link");
    await settles(stage, { path: link, src: "one", state: "link" });
    assert.equal(await Deno.readLink(link), "one");
    const moved = await settles(stage, { path: link, src: "two", state: "link" });
    assert.equal(await Deno.readLink(link), "two");
    assert.deepEqual((moved.diff as JsonObject).before, { path: link, src: "one" });
    await stage.write("plain", "x");
    const refused = await stage.run(file, { path: stage.path("plain"), src: "one", state: "link" });
    assert.equal(refused.result.msg, `refusing to convert from file to symlink for ${stage.path("plain")}`);
    await settles(stage, { path: stage.path("plain"), src: "one", state: "link", force: true });
    await Deno.mkdir(stage.path("empty"));
    await settles(stage, { path: stage.path("empty"), src: "../one", state: "link", force: true });
    await Deno.mkdir(stage.path("dir"));
    await Deno.symlink("dir", stage.path("to-dir"));
    await settles(stage, { path: stage.path("to-dir"), src: "one", state: "link" });
    assert.deepEqual(stage.names("dir"), []);
    assert.deepEqual(stage.names().filter((name) => name.startsWith(".")), []);
  });

  Deno.test(`file removes files, folders and links, and not what links lead to ${shell}`, async () => {
    await using stage = await Stage.open(words);
    await stage.write("d/s/a", "");
    await stage.write("kept/a", "");
    await Deno.symlink("../kept", stage.path("d/l"));
    await Deno.symlink("kept", stage.path("link"));
    const result = await settles(stage, { path: stage.path("d"), state: "absent" });
    assert.deepEqual((result.diff as { before: JsonObject }).before.path_content, {
      directories: [stage.path("d/s")],
      files: [stage.path("d/l"), stage.path("d/s/a")].sort(),
    });
    await settles(stage, { path: stage.path("link/"), state: "absent" });
    assert.deepEqual(stage.names(), ["kept"]);
    assert.deepEqual(stage.names("kept"), ["a"]);
  });
}

Deno.test("file touches: an absent file is made, and with preserved times it settles", async () => {
  await using stage = await Stage.open();
  const kept = {
    path: stage.path("a"),
    state: "touch",
    access_time: "preserve",
    modification_time: "preserve",
    mode: "0600",
  };
  await settles(stage, kept);
  assert.equal(await stage.mode("a"), "0600");
  const before = (await Deno.stat(stage.path("a"))).mtime!;
  await Deno.utime(stage.path("a"), 1000, 1000);
  const { plan, result } = await stage.run(file, { path: stage.path("a"), state: "touch" });
  assert.equal(plan.kind === "change" && plan.cannotTell, true);
  assert.equal(result.changed, true);
  assert.ok((await Deno.stat(stage.path("a"))).mtime!.getTime() >= before.getTime() - 1000);
});

Deno.test("file sets a time that is given, once", async () => {
  await using stage = await Stage.open();
  await stage.write("a", "");
  const params = { path: stage.path("a"), state: "file", modification_time: "202401020304.05" };
  await settles(stage, params);
  const formatted = {
    ...params,
    modification_time: "2024-01-02 03:04:05",
    modification_time_format: "%Y-%m-%d %H:%M:%S",
  };
  assert.equal((await stage.run(file, formatted)).plan.kind, "same");
});

Deno.test("file changes owner and group by name and number, and puts back the set-id bits that this takes away", async () => {
  await using stage = await Stage.open();
  if (Deno.uid() !== 0) return;
  await stage.write("a", "", 0o4755);
  await settles(stage, { path: stage.path("a"), owner: "daemon", group: "1", mode: "4755" });
  const { uid, gid } = await Deno.stat(stage.path("a"));
  assert.deepEqual([uid, gid], [1, 1]);
  assert.equal(await stage.mode("a"), "4755");
  const unknown = await stage.run(file, { path: stage.path("a"), owner: "nobody-knows" });
  assert.equal(unknown.result.msg, "chown failed: failed to look up user nobody-knows");
});

Deno.test("file clears a directory's set-id bits when the mode says so", async () => {
  await using stage = await Stage.open();
  await Deno.mkdir(stage.path("d"));
  await Deno.chmod(stage.path("d"), 0o2775);
  await settles(stage, { path: stage.path("d"), mode: "0755" });
  assert.equal(await stage.mode("d"), "0755");
});

Deno.test("file hard-links, and tells a hard link from a copy", async () => {
  await using stage = await Stage.open();
  await stage.write("a", "x");
  await settles(stage, { path: stage.path("b"), src: stage.path("a"), state: "hard" });
  assert.equal((await Deno.stat(stage.path("b"))).ino, (await Deno.stat(stage.path("a"))).ino);
  await stage.write("c", "x");
  const refused = await stage.run(file, { path: stage.path("c"), src: stage.path("a"), state: "hard" });
  assert.equal(refused.result.msg, "Cannot link, file exists at destination");
  await settles(stage, { path: stage.path("c"), src: stage.path("a"), state: "hard", force: true });
});

Deno.test("file fails as Ansible does where the state cannot be", async () => {
  await using stage = await Stage.open();
  const msg = async (params: JsonObject) => (await stage.run(file, params)).result.msg;
  const path = stage.path("none");
  assert.equal(await msg({ path, state: "file" }), `file (${path}) is absent, cannot continue`);
  assert.equal(await msg({ path, mode: "0644" }), `file (${path}) is absent, cannot continue`);
  assert.equal(await msg({ path, state: "file", recurse: true }), "recurse option requires state to be 'directory'");
  assert.equal(await msg({ path, state: "file", src: "x" }), "src option requires state to be 'link' or 'hard'");
  assert.equal(await msg({ path: "/", state: "absent" }), "refusing to remove /");
  assert.equal(
    await msg({ path: stage.path("no/file"), state: "touch" }),
    `Error, could not touch target: [Errno 2] No such file or directory: b'${stage.path("no/file")}'`,
  );
  assert.equal(
    await msg({ path, src: "gone", state: "link" }),
    `src file does not exist, use "force=yes" if you really want to create the link: ${stage.path("gone")}`,
  );
  await stage.write("f", "");
  assert.equal(await msg({ path: stage.path("f"), state: "directory" }), `${stage.path("f")} already exists as a file`);
  assert.equal(await msg({ path: stage.path("f"), mode: "u=q" }), "mode must be in octal or symbolic form");
});

Deno.test("file says what the host says when a deed does not work", async () => {
  await using stage = await Stage.open();
  const { result } = await stage.run(file, { path: "/proc/nothing-can-be-made-here", state: "touch" });
  assert.equal(result.failed, true);
  assert.equal(result.changed, false);
  assert.match(String(result.msg), /nothing-can-be-made-here/);
});

Deno.test("file sets attributes of more entries than an output keeps", async () => {
  await using stage = await Stage.open(["sh"], { keepBytes: 8192 });
  await Deno.mkdir(stage.path("d"));
  const name = "n".repeat(180);
  const made = await stage.shell.run([
    "sh",
    "-c",
    `cd "$1" && i=0; while [ $i -lt 400 ]; do : >${name}$i; i=$((i+1)); done`,
    "sh",
    stage.path("d"),
  ]);
  assert.equal(made.rc, 0);
  await settles(stage, { path: stage.path("d"), state: "directory", recurse: true, mode: "u=rwX,go=" });
  for (const entry of stage.names("d")) assert.equal(await stage.mode(`d/${entry}`), "0600");
});
