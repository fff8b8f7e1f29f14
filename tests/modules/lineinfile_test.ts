import assert from "node:assert/strict";
import { lineinfileModule } from "../../src/modules/lineinfile.ts";
import { Stage } from "./stage.ts";

const lineinfile = lineinfileModule();

for (const words of [["sh"], ["busybox", "sh"]]) {
  Deno.test(`lineinfile edits, and then finds nothing to do (${words.join(" ")})`, async () => {
    await using stage = await Stage.open(words);
    await stage.write("f", "# ü\nport = 1\n", 0o640);
    const params = { path: stage.path("f"), regexp: "^port\\s*=", line: "port = 2", backup: true };
    const { result, plan } = await stage.run(lineinfile, params);
    assert.equal(await stage.read("f"), "# ü\nport = 2\n");
    assert.equal(await stage.mode("f"), "0640");
    assert.equal(await Deno.readTextFile(String(result.backup)), "# ü\nport = 1\n");
    assert.deepEqual(plan.kind === "change" && plan.diff, [
      { header: stage.path("f"), before: "# ü\nport = 1\n", after: "# ü\nport = 2\n" },
    ]);
    stage.looks = 0;
    assert.equal((await stage.run(lineinfile, params)).plan.kind, "same");
    assert.equal(stage.looks, 1);
  });
}

Deno.test("lineinfile keeps bytes that are no text, and marks at the beginning", async () => {
  await using stage = await Stage.open();
  await stage.write("f", new Uint8Array([0xef, 0xbb, 0xbf, 0x61, 0x0a]));
  await stage.run(lineinfile, { path: stage.path("f"), line: "b" });
  assert.deepEqual(await Deno.readFile(stage.path("f")), new Uint8Array([0xef, 0xbb, 0xbf, 0x61, 0x0a, 0x62, 0x0a]));
  await stage.write("g", new Uint8Array([0xff, 0x00, 0x0a, 0x61, 0x0a]));
  await stage.run(lineinfile, { path: stage.path("g"), regexp: "^a$", line: "ü" });
  assert.deepEqual(await Deno.readFile(stage.path("g")), new Uint8Array([0xff, 0x00, 0x0a, 0xc3, 0xbc, 0x0a]));
});

Deno.test("lineinfile edits a file beyond what outputs keep", async () => {
  await using stage = await Stage.open();
  const text = "line of a long file\n".repeat(200_000);
  await stage.write("f", text);
  await stage.run(lineinfile, { path: stage.path("f"), line: "the end" });
  assert.equal(await stage.read("f"), `${text}the end\n`);
});

Deno.test("lineinfile puts nothing in place that does not validate", async () => {
  await using stage = await Stage.open();
  await stage.write("f", "a\n");
  const { result } = await stage.run(lineinfile, {
    path: stage.path("f"),
    line: "b",
    validate: "sh -c 'echo no >&2; exit 3' %s",
  });
  assert.equal(result.msg, "failed to validate: rc:3 error:no");
  assert.equal(result.failed, true);
  assert.equal(await stage.read("f"), "a\n");
  assert.deepEqual(stage.names(), ["f"]);
});

Deno.test("lineinfile edits through a link and makes files with their folder", async () => {
  await using stage = await Stage.open();
  await stage.write("real", "a\n");
  await Deno.symlink("real", stage.path("link"));
  await stage.run(lineinfile, { path: stage.path("link"), line: "b" });
  assert.equal(await stage.read("real"), "a\nb\n");
  assert.equal((await Deno.lstat(stage.path("link"))).isSymlink, true);
  await stage.run(lineinfile, { path: stage.path("x/y/f"), line: "a", create: true });
  assert.equal(await stage.read("x/y/f"), "a\n");
  assert.equal(await stage.mode("x/y/f"), "0644");
});

for (const words of [["sh"], ["busybox", "sh"]]) {
  Deno.test(`lineinfile keeps each backup of one second, the original too (${words.join(" ")})`, async () => {
    await using stage = await Stage.open(words);
    await stage.write("f", "0\n");
    const backups: string[] = [];
    for (const line of ["1", "2", "3", "4"]) {
      const { result } = await stage.run(lineinfile, { path: stage.path("f"), line, backup: true });
      backups.push(await Deno.readTextFile(String(result.backup)));
    }
    assert.deepEqual(backups, ["0\n", "0\n1\n", "0\n1\n2\n", "0\n1\n2\n3\n"]);
    assert.equal(new Set(stage.names()).size, 5);
  });
}
