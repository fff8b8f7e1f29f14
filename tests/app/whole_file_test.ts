import assert from "node:assert/strict";
import { replaceFile, writeNewFile } from "../../src/app/whole_file.ts";
import { InputError } from "../../src/model/errors.ts";

/** A folder for one test. */
class Folder implements Disposable {
  readonly path: string = Deno.makeTempDirSync({ prefix: "ftl2-whole-" });

  /** Names of all that lies in it or in a folder of it, leftovers too. */
  names(inner = ""): string[] {
    return [...Deno.readDirSync(`${this.path}/${inner}`)].map(({ name }) => name).sort();
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.path, { recursive: true });
  }
}

Deno.test("replaceFile() makes folders, keeps an old file's mode and its link, and leaves nothing beside it", async () => {
  using folder = new Folder();
  const file = `${folder.path}/a/state.json`;
  await replaceFile(file, "one\n");
  await Deno.chmod(file, 0o600);
  await Deno.symlink(file, `${folder.path}/link`);
  await replaceFile(`${folder.path}/link`, "two\n");
  assert.equal(await Deno.readTextFile(file), "two\n");
  assert.equal(((await Deno.stat(file)).mode ?? 0) & 0o777, 0o600);
  assert.ok((await Deno.lstat(`${folder.path}/link`)).isSymlink);
  const before = (await Deno.stat(file)).ino;
  await replaceFile(file, "two\n");
  assert.equal((await Deno.stat(file)).ino, before);
  assert.deepEqual([folder.names(), folder.names("a")], [["a", "link"], ["state.json"]]);
});

Deno.test("writeNewFile() leaves a file that is there alone, and nothing beside it", async () => {
  using folder = new Folder();
  assert.equal(await writeNewFile(`${folder.path}/rule.yml`, "one\n"), true);
  assert.equal(await writeNewFile(`${folder.path}/rule.yml`, "two\n"), false);
  assert.equal(await Deno.readTextFile(`${folder.path}/rule.yml`), "one\n");
  assert.deepEqual(folder.names(), ["rule.yml"]);
});

Deno.test("writeNewFile() does not take a folder that is a file for a file that is there", async () => {
  using folder = new Folder();
  await writeNewFile(`${folder.path}/rules`, "");
  for (const write of [writeNewFile, replaceFile]) {
    await assert.rejects(write(`${folder.path}/rules/a.yml`, "one\n"), (error) => {
      assert.ok(error instanceof InputError);
      assert.match(error.message, /^Cannot write .*\/rules\/a\.yml: /);
      return true;
    });
  }
  assert.deepEqual(folder.names(), ["rules"]);
});
