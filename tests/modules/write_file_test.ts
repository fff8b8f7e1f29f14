import assert from "node:assert/strict";
import { copyModule } from "../../src/modules/copy.ts";
import { fileModule } from "../../src/modules/file.ts";
import { lineinfileModule } from "../../src/modules/lineinfile.ts";
import { flagsChange, shownFlags, wantedFlags } from "../../src/modules/files/file_flags.ts";
import { Stage } from "./stage.ts";

async function succeeds(...argv: string[]): Promise<boolean> {
  const run = new Deno.Command(argv[0]!, { args: argv.slice(1), stdin: "null", stdout: "null", stderr: "null" });
  return await run.output().then(({ success }) => success, () => false);
}

Deno.test("writeCommand() with unsafe_writes writes into a file of a folder that may not be written, and without it fails", async () => {
  await using stage = await Stage.open();
  if (Deno.uid() !== 0) return assert.notEqual(Deno.env.get("CI"), "true", "only root may become another");
  const path = await stage.write("f", "old\n", 0o666);
  await Deno.chmod(stage.folder, 0o755);
  await using other = await Stage.open(["sh"], { uid: 1 });
  for (
    const [module, params] of [[copyModule(), { content: "new\n", dest: path }], [
      lineinfileModule(),
      { path, line: "more" },
    ]] as const
  ) {
    const before = await stage.read("f");
    assert.equal((await other.run(module, params)).result.failed, true);
    assert.equal(await stage.read("f"), before);
    const { result } = await other.run(module, { ...params, unsafe_writes: true });
    assert.equal(result.changed, true, JSON.stringify(result));
  }
  assert.equal(await stage.read("f"), "new\nmore\n");
  assert.deepEqual(stage.names(), ["f"]);
});

Deno.test("writeCommand() with unsafe_writes writes into a file that cannot be replaced, and without it fails", async () => {
  await using stage = await Stage.open();
  const [source, path] = [await stage.write("source-of-mount", "old\n"), await stage.write("f", "")];
  if (!await succeeds("mount", "--bind", source, path)) return;
  try {
    for (
      const [module, params] of [[copyModule(), { content: "new\n", dest: path }], [
        lineinfileModule(),
        { path, line: "more" },
      ]] as const
    ) {
      const before = await stage.read("f");
      const refused = await stage.run(module, params);
      assert.equal(refused.result.failed, true);
      assert.equal(await stage.read("f"), before);
      const { result } = await stage.run(module, { ...params, unsafe_writes: true });
      assert.equal(result.changed, true, JSON.stringify(result));
    }
    assert.equal(await stage.read("f"), "new\nmore\n");
    assert.deepEqual(stage.names(), ["f", "source-of-mount"]);
  } finally {
    assert.ok(await succeeds("umount", path));
  }
});

Deno.test("attributes of chattr come first where they are taken away, and last where they are given", async () => {
  await using stage = await Stage.open();
  const path = await stage.write("f", "x\n", 0o644);
  if (!await succeeds("chattr", "+i", path)) return;
  const file = fileModule();
  const freed = await stage.run(file, { path, attributes: "-i", mode: "0600" });
  assert.equal(freed.result.changed, true, JSON.stringify(freed.result));
  assert.equal(await stage.mode("f"), "0600");
  const shut = await stage.run(file, { path, attributes: "+i", mode: "0640" });
  assert.equal(shut.result.changed, true, JSON.stringify(shut.result));
  assert.equal(await stage.mode("f"), "0640");
  assert.equal((await stage.run(file, { path, attributes: "i" })).plan.kind, "same");
  const refused = await stage.run(copyModule(), { dest: path, content: "y" });
  assert.equal(refused.result.failed, true);
  assert.ok(await succeeds("chattr", "-i", path));
});

Deno.test("attributes are refused in words where the host has no chattr", async () => {
  const folder = await Deno.makeTempDir({ prefix: "flags-bare-" });
  await new Deno.Command("busybox", { args: ["--install", "-s", folder], stdin: "null" }).output();
  for (const name of ["lsattr", "chattr"]) await Deno.remove(`${folder}/${name}`).catch(() => undefined);
  await using stage = await Stage.open(["/usr/bin/env", `PATH=${folder}`, "/usr/bin/busybox", "sh"]);
  const path = await stage.write("f", "x\n");
  const { result } = await stage.run(fileModule(), { path, attributes: "+i" });
  assert.equal(result.msg, "attributes needs lsattr and chattr on the host: install the package e2fsprogs");
  await Deno.remove(folder, { recursive: true });
});

Deno.test("flagsChange() compares letters, and leaves those alone that the file system sets by itself", () => {
  const change = (now: string, wanted: string) => flagsChange(now, wantedFlags(wanted));
  assert.equal(change("e", "i"), "=i");
  assert.equal(change("ie", "i"), undefined);
  assert.equal(change("Aie", "i"), "=i");
  assert.equal(change("Aie", "=iA"), undefined);
  assert.equal(change("ie", "+A"), "+A");
  assert.equal(change("iAe", "+A"), undefined);
  assert.equal(change("ie", "-A"), undefined);
  assert.equal(change("iAe", "-A"), "-A");
  assert.equal(change("ie", ""), "=");
  assert.equal(change("e", ""), undefined);
  assert.equal(shownFlags("----i---------e------- /a b\n"), "ie");
});
