// The contract of whole files: exact bytes, mode and owner kept, nothing left behind.
import assert from "node:assert/strict";
import fc from "fast-check";
import type { WayIn } from "./shell_contract.ts";
import { stage } from "./shell_stage.ts";

const text = (words: string) => new TextEncoder().encode(words);
const names = async (folder: string) => (await Array.fromAsync(Deno.readDir(folder), ({ name }) => name)).sort();
const modeOf = async (path: string) => ((await Deno.stat(path)).mode! & 0o7777).toString(8);

export function filesContract(name: string, way: WayIn): void {
  Deno.test(`${name}: put() and get() carry any bytes`, async () => {
    await using set = await stage(way);
    const path = `${set.folder}/it's a file\n`;
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(fc.uint8Array({ maxLength: 5000 }), fc.uint8Array({ min: 1, maxLength: 200 })),
        async (content) => {
          await set.shell.put(path, content);
          assert.deepEqual(await Deno.readFile(path), content);
          assert.deepEqual(await set.shell.get(path), content);
        },
      ),
      { numRuns: 25 },
    );
    const large = new Uint8Array(8 * 1024 * 1024);
    for (let at = 0; at < large.length; at += 65536) crypto.getRandomValues(large.subarray(at, at + 65536));
    await set.shell.put(path, large);
    assert.deepEqual(await set.shell.get(path), large);
    assert.deepEqual(await names(set.folder), ["it's a file\n"]);
  });

  Deno.test(`${name}: put() gives a new file its mode, and 0600 without one`, async () => {
    await using set = await stage(way);
    await set.shell.put(`${set.folder}/private`, text("a"));
    await set.shell.put(`${set.folder}/open`, text("a"), { mode: "0644" });
    assert.deepEqual([await modeOf(`${set.folder}/private`), await modeOf(`${set.folder}/open`)], ["600", "644"]);
  });

  Deno.test(`${name}: put() keeps mode and owner of what it replaces`, async () => {
    await using set = await stage(way);
    const path = `${set.folder}/kept`;
    await Deno.writeTextFile(path, "old");
    if (Deno.uid() === 0 && way.as === undefined) await Deno.chown(path, 12, 34);
    await set.give(path);
    await Deno.chmod(path, 0o4751);
    const before = await Deno.stat(path);
    await set.shell.put(path, text("new"), { mode: "0600" });
    const after = await Deno.stat(path);
    assert.deepEqual([after.mode, after.uid, after.gid], [before.mode, before.uid, before.gid]);
    assert.notEqual(after.ino, before.ino);
    assert.equal(await Deno.readTextFile(path), "new");
    await Deno.chmod(path, 0o400);
    await set.shell.put(path, text("newer"));
    assert.deepEqual([await modeOf(path), await Deno.readTextFile(path)], ["400", "newer"]);
  });

  Deno.test(`${name}: put() writes through a link and leaves it a link`, async () => {
    await using set = await stage(way);
    await Deno.mkdir(`${set.folder}/there`);
    await Deno.writeTextFile(`${set.folder}/there/file`, "old");
    for (const path of ["there", "there/file"]) await set.give(`${set.folder}/${path}`);
    await Deno.symlink("there/file", `${set.folder}/link`);
    await Deno.symlink("there/new", `${set.folder}/dangling`);
    await set.shell.put(`${set.folder}/link`, text("through"));
    await set.shell.put(`${set.folder}/dangling`, text("made"));
    assert.equal(await Deno.readTextFile(`${set.folder}/there/file`), "through");
    assert.equal(await Deno.readTextFile(`${set.folder}/there/new`), "made");
    assert.equal(await Deno.readLink(`${set.folder}/link`), "there/file");
    assert.deepEqual(await names(`${set.folder}/there`), ["file", "new"]);
  });

  Deno.test(`${name}: put() that fails says why and leaves nothing`, async () => {
    await using set = await stage(way);
    await Deno.mkdir(`${set.folder}/folder`);
    await Deno.symlink("nowhere/at all", `${set.folder}/lost`);
    const long = new Uint8Array(100_000);
    await assert.rejects(set.shell.put(`${set.folder}/folder`, long), /Cannot write .*folder.*: it is a directory/);
    await assert.rejects(set.shell.put(`${set.folder}/nowhere/file`, long), /Cannot write .*nowhere\/file/);
    await assert.rejects(set.shell.put(`${set.folder}/lost`, long), /Cannot write .*lost/);
    await assert.rejects(set.shell.put(await set.fifo("pipe"), long), /it is not a regular file/);
    await assert.rejects(set.shell.put(`${set.folder}/file`, long, { mode: "rubbish" }), /Cannot write .*file/);
    assert.deepEqual(await names(set.folder), ["folder", "lost", "pipe"]);
    assert.deepEqual(await names(`${set.folder}/folder`), []);
  });

  Deno.test(`${name}: put() shows readers the old or the new content, never a part`, async () => {
    await using set = await stage(way);
    const path = `${set.folder}/whole`;
    const contents = [text("a".repeat(200_000)), text("b".repeat(300_000))];
    await set.shell.put(path, contents[0]!);
    let writing = true;
    const reader = (async () => {
      let reads = 0;
      for (; writing; reads++) {
        const seen = await Deno.readFile(path);
        assert.ok([200_000, 300_000].includes(seen.length), `${seen.length} bytes`);
        assert.equal(seen[0], seen[seen.length - 1]);
      }
      return reads;
    })();
    for (let n = 1; n <= 20; n++) await set.shell.put(path, contents[n % 2]!);
    writing = false;
    assert.ok(await reader > 20);
  });

  Deno.test(`${name}: get() says why it cannot`, async () => {
    await using set = await stage(way);
    await assert.rejects(set.shell.get(`${set.folder}/nothing`), /Cannot read .*nothing on .*: .*No such file/i);
    await assert.rejects(set.shell.get(set.folder), /Cannot read .*: .*directory/i);
    assert.deepEqual(await set.shell.get("/dev/null"), new Uint8Array(0));
  });
}
