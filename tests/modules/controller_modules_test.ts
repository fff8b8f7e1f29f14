import assert from "node:assert/strict";
import { assertModule } from "../../src/modules/assert.ts";
import { debugModule } from "../../src/modules/debug.ts";
import { statModule } from "../../src/modules/stat.ts";
import { templateModule } from "../../src/modules/template.ts";
import { Stage } from "./stage.ts";

Deno.test("debug shows values of expressions, and says what is not defined", async () => {
  await using stage = await Stage.open();
  const shown = async (expression: string) =>
    (await stage.run(debugModule(), { var: expression }, { a: [1, "x"] })).result;
  assert.deepEqual((await shown("a")).a, [1, "x"]);
  assert.equal((await shown("a | length"))["a | length"], 2);
  assert.equal((await shown("nope")).nope, "VARIABLE IS NOT DEFINED!");
  assert.equal(stage.looks, 0);
});

Deno.test("assert evaluates conditions in order", async () => {
  await using stage = await Stage.open();
  const run = async (that: string[]) => (await stage.run(assertModule(), { that }, { n: 3 })).result;
  assert.equal((await run(["n == 3", "n is number"])).msg, "All assertions passed");
  const broken = await run(["n == 3", "n > 5", "undefined_thing"]);
  assert.deepEqual([broken.failed, broken.assertion], [true, "n > 5"]);
  const undefined_ = await run(["undefined_thing"]);
  assert.equal(undefined_.failed, true);
  assert.match(String(undefined_.msg), /^The conditional check 'undefined_thing' failed\. The error was: /);
});

Deno.test("template renders variables, its own names and line ends, and settles", async () => {
  await using stage = await Stage.open();
  await stage.write(
    "source/t.j2",
    "# {{ ansible_managed }}\n{% for x in xs %}\n{{ x }}\n{% endfor %}\n{{ template_destpath }}\n",
  );
  const params = { src: "t.j2", dest: stage.path("out"), mode: "0600" };
  const { result } = await stage.run(templateModule(), params, { xs: [1, "ü"] });
  assert.equal(result.changed, true, JSON.stringify(result));
  assert.equal(await stage.read("out"), `# Ansible managed\n1\nü\n${stage.path("out")}\n`);
  assert.equal((await stage.run(templateModule(), params, { xs: [1, "ü"] })).plan.kind, "same");
  await stage.run(templateModule(), { ...params, newline_sequence: "\\r\\n" }, { xs: [1], ansible_managed: "ours" });
  const dos = `# ours\r\n1\r\n${stage.path("out")}\r\n`;
  assert.equal(await stage.read("out"), dos);
  const again = { ...params, newline_sequence: "\r\n" };
  const settled = await stage.run(templateModule(), again, { xs: [1], ansible_managed: "ours" });
  assert.equal(settled.plan.kind, "same", JSON.stringify(settled.result));
  const wrong = await stage.run(templateModule(), { ...params, newline_sequence: "\n\n" }, { xs: [1] });
  assert.match(String(wrong.result.msg), /newline_sequence .* one of/);
});

Deno.test("template names file and line of what it cannot render", async () => {
  await using stage = await Stage.open();
  await stage.write("source/t.j2", "one\n{{ nope }}\n");
  const { result } = await stage.run(templateModule(), { src: "t.j2", dest: stage.path("out") });
  assert.equal(result.failed, true);
  assert.match(String(result.msg), /source\/t\.j2 line 2: .*'nope' is undefined/);
  assert.deepEqual(stage.names(), ["source"]);
});

for (const words of [["sh"], ["bash"], ["busybox", "sh"]]) {
  Deno.test(`stat tells what is there, in one round trip (${words.join(" ")})`, async () => {
    await using stage = await Stage.open(words);
    await stage.write("a\nb", "abc", 0o4751);
    await Deno.symlink("a\nb", stage.path("link"));
    const real = await Deno.stat(stage.path("a\nb"));
    const look = async (name: string) =>
      (await stage.run(statModule(), { path: stage.path(name) })).result.stat as Record<string, unknown>;
    const stat = await look("a\nb");
    assert.equal(stage.looks, 1);
    assert.deepEqual([stat.exists, stat.mode, stat.size, stat.isuid, stat.inode], [true, "4751", 3, true, real.ino]);
    assert.equal(stat.checksum, "a9993e364706816aba3e25717850c26c9cd0d89d");
    assert.ok(Math.abs(Number(stat.mtime) * 1000 - real.mtime!.getTime()) < 1);
    const link = await look("link");
    assert.deepEqual([link.islnk, link.lnk_target, link.lnk_source], [true, "a\nb", stage.path("a\nb")]);
    assert.equal(link.checksum, undefined);
    assert.deepEqual(await look("none"), { exists: false });
  });
}
