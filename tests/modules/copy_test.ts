import assert from "node:assert/strict";
import { copyModule } from "../../src/modules/copy.ts";
import { writeCommand } from "../../src/modules/files/write_file.ts";
import { Stage } from "./stage.ts";

const copy = copyModule();

for (const words of [["sh"], ["bash"], ["busybox", "sh"]]) {
  Deno.test(`copy writes a content atomically and then finds nothing to do (${words.join(" ")})`, async () => {
    await using stage = await Stage.open(words);
    const params = { content: "one\ntwo\n", dest: stage.path("a.txt"), mode: "0640" };
    const predicted = await stage.check(copy, params);
    assert.deepEqual(stage.names(), []);
    const { plan, result } = await stage.run(copy, params);
    assert.equal(plan.kind, "change");
    assert.equal(await stage.read("a.txt"), "one\ntwo\n");
    assert.equal(await stage.mode("a.txt"), "0640");
    assert.deepEqual(stage.names(), ["a.txt"]);
    for (const [key, value] of Object.entries(predicted.result)) assert.deepEqual(result[key], value, key);
    assert.equal(result.changed, true);
    assert.equal(result.size, 8);
    assert.equal(result.mode, "0640");
    assert.equal(typeof result.owner, "string");
    stage.looks = 0;
    const again = await stage.run(copy, params);
    assert.equal(again.plan.kind, "same");
    assert.equal(stage.looks, 1, "a look is one round trip");
    assert.equal(again.result.changed, false);
    assert.equal(again.result.checksum, result.checksum);
  });

  Deno.test(`copy copies a folder with the slash rule, and only what differs the second time (${words.join(" ")})`, async () => {
    await using stage = await Stage.open(words);
    await stage.write("source/tree/a", "A\n");
    await stage.write("source/tree/sub/it's b", "B\n");
    await stage.write("source/tree/sub/empty", "");
    const params = { src: "tree", dest: stage.path("out"), mode: "0600", directory_mode: "0750" };
    const { result } = await stage.run(copy, params);
    assert.equal(result.changed, true, JSON.stringify(result));
    assert.deepEqual(stage.names("out"), ["tree"]);
    assert.deepEqual(stage.names("out/tree"), ["a", "sub"]);
    assert.equal(await stage.read("out/tree/sub/it's b"), "B\n");
    assert.equal(await stage.read("out/tree/sub/empty"), "");
    assert.equal(await stage.mode("out/tree/a"), "0600");
    assert.equal(await stage.mode("out/tree/sub"), "0750");
    assert.equal((await stage.run(copy, params)).plan.kind, "same");
    await stage.write("out/tree/a", "changed\n", 0o600);
    const third = await stage.run(copy, params);
    assert.deepEqual(third.plan.kind === "change" && third.plan.diff, [
      { header: stage.path("out/tree/a"), before: "changed\n", after: "A\n" },
    ]);
    assert.equal(await stage.read("out/tree/a"), "A\n");
    const inner = await stage.run(copy, { ...params, src: "tree/", dest: stage.path("flat") });
    assert.equal(inner.result.changed, true);
    assert.deepEqual(stage.names("flat"), ["a", "sub"]);
  });
}

Deno.test("copy keeps the mode of a file it replaces, and backs it up", async () => {
  await using stage = await Stage.open();
  await stage.write("a", "old\n", 0o604);
  const { result, plan } = await stage.run(copy, { content: "new\n", dest: stage.path("a"), backup: true });
  assert.equal(await stage.mode("a"), "0604");
  assert.equal(await Deno.readTextFile(String(result.backup_file)), "old\n");
  assert.match(String(result.backup_file), /\/a\.\d+\.\d{4}-\d\d-\d\d@\d\d:\d\d:\d\d~$/);
  assert.deepEqual(plan.kind === "change" && plan.diff, [{ header: stage.path("a"), before: "old\n", after: "new\n" }]);
});

Deno.test("copy puts a file into a folder, and into one that a slash asks for", async () => {
  await using stage = await Stage.open();
  await stage.write("source/f.conf", "x\n");
  await Deno.mkdir(stage.path("there"));
  const there = await stage.run(copy, { src: "f.conf", dest: stage.path("there") });
  assert.equal(there.result.dest, stage.path("there/f.conf"));
  assert.equal(await stage.read("there/f.conf"), "x\n");
  const made = await stage.run(copy, { src: "f.conf", dest: stage.path("new/deep/"), directory_mode: "0700" });
  assert.equal(made.result.dest, stage.path("new/deep/f.conf"));
  assert.equal(await stage.mode("new"), "0700");
  assert.equal(await stage.read("new/deep/f.conf"), "x\n");
});

Deno.test("copy refuses a folder that is not there, except in a dry run", async () => {
  await using stage = await Stage.open();
  const params = { content: "x", dest: stage.path("none/a") };
  const { result } = await stage.run(copy, params);
  assert.equal(result.failed, true);
  assert.equal(result.msg, `Destination directory ${stage.path("none")} does not exist`);
  assert.equal((await stage.check(copy, params)).kind, "change");
});

Deno.test("copy runs validate on the new file and leaves the old one when it says no", async () => {
  await using stage = await Stage.open();
  await stage.write("a", "good\n");
  const bad = await stage.run(copy, { content: "bad\n", dest: stage.path("a"), validate: "grep -q good %s" });
  assert.equal(bad.result.failed, true);
  assert.equal(bad.result.exit_status, 1);
  assert.match(String(bad.result.msg), /^failed to validate/);
  assert.equal(await stage.read("a"), "good\n");
  assert.deepEqual(stage.names(), ["a"]);
  const good = await stage.run(copy, { content: "good too\n", dest: stage.path("a"), validate: "grep -q good %s" });
  assert.equal(good.result.changed, true);
  assert.equal(await stage.read("a"), "good too\n");
});

Deno.test("copy replaces a link, or writes through it with follow", async () => {
  await using stage = await Stage.open();
  await stage.write("real", "same\n");
  await Deno.symlink("real", stage.path("link"));
  const through = await stage.run(copy, { content: "new\n", dest: stage.path("link"), follow: true });
  assert.equal(through.result.changed, true);
  assert.equal(await stage.read("real"), "new\n");
  assert.equal((await Deno.lstat(stage.path("link"))).isSymlink, true);
  const replaced = await stage.run(copy, { content: "new\n", dest: stage.path("link") });
  assert.equal(replaced.result.changed, true);
  assert.equal((await Deno.lstat(stage.path("link"))).isSymlink, false);
  assert.equal(replaced.result.state, "file");
});

Deno.test("copy carries any bytes and megabytes, and shows neither", async () => {
  await using stage = await Stage.open();
  const bytes = new Uint8Array(3_000_000).map((_, at) => (at * 7) & 0xff);
  await stage.write("source/blob", bytes);
  const { plan, result } = await stage.run(copy, { src: "blob", dest: stage.path("blob") });
  assert.equal(result.changed, true);
  assert.deepEqual(await Deno.readFile(stage.path("blob")), bytes);
  assert.match(plan.kind === "change" ? plan.diff[0]!.after : "", /^diff skipped: source file size is greater/);
  assert.equal((await stage.run(copy, { src: "blob", dest: stage.path("blob") })).plan.kind, "same");
  await stage.write("binary", new Uint8Array([1, 0, 2, 0]));
  const over = await stage.check(copy, { content: "text\n", dest: stage.path("binary") });
  assert.deepEqual(over.kind === "change" && over.diff, [
    { header: stage.path("binary"), before: "diff skipped: destination file appears to be binary\n", after: "text\n" },
  ]);
});

Deno.test("copy with force: false leaves what is there", async () => {
  await using stage = await Stage.open();
  await stage.write("a", "mine\n");
  const { plan } = await stage.run(copy, { content: "x", dest: stage.path("a"), force: false });
  assert.equal(plan.kind, "same");
  assert.equal(await stage.read("a"), "mine\n");
});

Deno.test("copy copies on the host with remote_src, a file and a folder", async () => {
  await using stage = await Stage.open();
  await stage.write("from/a", "A\n", 0o750);
  await stage.write("from/sub/b", "B\n", 0o604);
  const file = await stage.run(copy, {
    src: stage.path("from/a"),
    dest: stage.path("a2"),
    remote_src: true,
    mode: "preserve",
  });
  assert.equal(file.result.changed, true, JSON.stringify(file.result));
  assert.equal(await stage.read("a2"), "A\n");
  assert.equal(await stage.mode("a2"), "0750");
  const params = { src: stage.path("from/"), dest: stage.path("to"), remote_src: true };
  const tree = await stage.run(copy, params);
  assert.equal(tree.result.changed, true, JSON.stringify(tree.result));
  assert.equal(await stage.read("to/sub/b"), "B\n");
  assert.equal(await stage.mode("to/sub/b"), "0604");
  assert.equal((await stage.run(copy, params)).plan.kind, "same");
  const missing = await stage.run(copy, { src: "/no/such", dest: stage.path("x"), remote_src: true });
  assert.equal(missing.result.msg, "Source /no/such not found");
});

Deno.test("copy says where a missing source was looked for", async () => {
  await using stage = await Stage.open();
  const { result } = await stage.run(copy, { src: "nope.txt", dest: stage.path("x") });
  assert.equal(result.failed, true);
  assert.match(String(result.msg), new RegExp(`Could not find or access 'nope.txt'.*${stage.folder}/source/nope.txt`));
});

Deno.test("copy writes a dictionary as JSON", async () => {
  await using stage = await Stage.open();
  await stage.run(copy, { content: { a: [1, "ü"], b: true }, dest: stage.path("j") });
  assert.equal(await stage.read("j"), '{"a": [1, "\\u00fc"], "b": true}');
});

Deno.test("copy expands ~ and variables of the host, and no other sign", async () => {
  await using stage = await Stage.open();
  const odd = stage.path("a b;$(touch x)'\"*");
  const { result } = await stage.run(copy, { content: "x", dest: odd });
  assert.equal(result.dest, odd);
  assert.deepEqual(stage.names(), ["a b;$(touch x)'\"*"]);
  const home = await stage.check(copy, { content: "x", dest: "~/surely-not-there-1" });
  assert.equal(home.result.dest, `${Deno.env.get("HOME")}/surely-not-there-1`);
  const variable = await stage.check(copy, { content: "x", dest: "${HOME}/$NOT_SET_HERE" });
  assert.equal(variable.result.dest, `${Deno.env.get("HOME")}/$NOT_SET_HERE`);
});

Deno.test("copy leaves the old file when its shell is killed before the rename", async () => {
  await using stage = await Stage.open();
  await stage.write("a", "old\n");
  const { result } = await stage.run(copy, {
    content: "new\n",
    dest: stage.path("a"),
    validate: "sh -c 'kill -9 $PPID' %s",
  });
  assert.equal(result.failed, true, JSON.stringify(result));
  assert.equal(await stage.read("a"), "old\n");
});

Deno.test("writeCommand() refuses a content that was cut short on its way", async () => {
  await using stage = await Stage.open();
  const dest = await stage.write("a", "old\n");
  const whole = new TextEncoder().encode("the whole of it\n");
  const { argv } = writeCommand({ dest, content: whole, bits: 0o644, backup: false });
  const { rc, stderr } = await stage.shell.run(argv, { stdin: whole.slice(0, 5) });
  assert.deepEqual([rc, stderr], [1, "content cut short\n"]);
  assert.equal(await stage.read("a"), "old\n");
  assert.deepEqual(stage.names(), ["a"]);
});

Deno.test("copy copies a folder of more files than a command line holds", async () => {
  await using stage = await Stage.open(["sh"], { keepBytes: 8192 });
  const name = "a long name of a file ".repeat(5);
  await Deno.mkdir(stage.path("source/many"), { recursive: true });
  for (let at = 0; at < 200; at++) await Deno.writeTextFile(stage.path(`source/many/${name}${at}`), `${at}\n`);
  const params = { src: "many/", dest: stage.path("out") };
  const { result } = await stage.run(copy, params);
  assert.equal(result.changed, true, JSON.stringify(result).slice(0, 500));
  assert.equal(stage.names("out").length, 200);
  for (const at of [0, 99, 199]) assert.equal(await stage.read(`out/${name}${at}`), `${at}\n`);
  assert.equal((await stage.run(copy, params)).plan.kind, "same");
});

Deno.test("copy replaces a file of a folder that its user may not read", async () => {
  await using stage = await Stage.open();
  if (Deno.uid() !== 0) return assert.notEqual(Deno.env.get("CI"), "true", "only root may become another");
  await stage.write("source/tree/a", "A\n");
  await stage.write("out/tree/a", "hidden\n", 0o000);
  await Deno.chmod(stage.folder, 0o755);
  for (const name of ["out", "out/tree", "out/tree/a"]) await Deno.chown(stage.path(name), 1, 1);
  await using other = await Stage.open(["sh"], { uid: 1 });
  other.places = [stage.path("source")];
  const { result } = await other.run(copy, { src: "tree", dest: stage.path("out") });
  assert.equal(result.changed, true, JSON.stringify(result));
  assert.equal(await stage.read("out/tree/a"), "A\n");
});
