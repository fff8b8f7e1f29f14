// Files that the command line writes: whole or not at all, and never over another one where they are to be new.
import assert from "node:assert/strict";
import { readText, writeNewText, writeText } from "../../src/cli/whole_file.ts";
import { InputError } from "../../src/model/errors.ts";

Deno.test("writeNewText() makes folders, and leaves what is there as it is, a link that leads nowhere too", async () => {
  const folder = await Deno.makeTempDir();
  try {
    assert.equal(writeNewText(`${folder}/a/b/new`, "first"), true);
    assert.equal(writeNewText(`${folder}/a/b/new`, "second"), false);
    assert.equal(await Deno.readTextFile(`${folder}/a/b/new`), "first");
    await Deno.symlink("nowhere", `${folder}/link`);
    assert.equal(writeNewText(`${folder}/link`, "text"), false);
    assert.equal(await Deno.readLink(`${folder}/link`), "nowhere");
    assert.throws(() => writeNewText(`${folder}/a/b/new/below`, "text"), InputError);
    assert.deepEqual(await Array.fromAsync(Deno.readDir(`${folder}/a/b`), ({ name }) => name), ["new"]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("writeText() and writeNewText() write through no link that somebody has put in the way of what they begin with", async () => {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(`${folder}/other`, "another's");
    for (const write of [writeText, writeNewText]) {
      const path = `${folder}/${write.name}`;
      await Deno.symlink("other", `${path}.${Deno.pid}.part`);
      write(path, "ours");
      assert.equal(await Deno.readTextFile(`${folder}/other`), "another's");
      assert.equal((await Deno.lstat(path)).isSymlink, false);
      assert.equal(await Deno.readTextFile(path), "ours");
    }
    const names = await Array.fromAsync(Deno.readDir(folder), ({ name }) => name);
    assert.deepEqual(names.sort(), ["other", "writeNewText", "writeText"]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("writeNewText() leaves what somebody makes between its look and its writing", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const path = `${folder}/new`;
    assert.equal(
      afterTheLook(() => Deno.writeTextFileSync(path, "another's"), () => writeNewText(path, "ours")),
      false,
    );
    assert.equal(await Deno.readTextFile(path), "another's");
    assert.deepEqual(await Array.fromAsync(Deno.readDir(folder), ({ name }) => name), ["new"]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

/** Does something where it makes its folders, which comes behind its look. */
function afterTheLook<T>(meanwhile: () => void, write: () => T): T {
  const { mkdirSync } = Deno;
  Deno.mkdirSync = (path, options) => (mkdirSync(path, options), meanwhile());
  try {
    return write();
  } finally {
    Deno.mkdirSync = mkdirSync;
  }
}

Deno.test("readText() says of what is no file what it is, without the system's own words", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const says = (path: string, message: RegExp) =>
      assert.throws(() => readText(path), { name: "InputError", message });
    says(`${folder}/none`, /^There is no such file: name one/);
    says(folder, /^This is a folder: name a file in it$/);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
