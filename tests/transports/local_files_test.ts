import assert from "node:assert/strict";
import { localFiles } from "../../src/transports/local_files.ts";

const files = localFiles();

function inFolder(work: (folder: string) => void): void {
  const folder = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "ftl2-local-files-" }));
  try {
    work(folder);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

Deno.test("localFiles() tells a link from what it leads to, also where it leads nowhere", () =>
  inFolder((folder) => {
    Deno.writeTextFileSync(`${folder}/file`, "x");
    Deno.symlinkSync(`${folder}/file`, `${folder}/link`);
    Deno.symlinkSync("nothing", `${folder}/dangling`);
    assert.deepEqual(["file", "link", "dangling", "none"].map((name) => files.link?.(`${folder}/${name}`)), [
      false,
      true,
      true,
      false,
    ]);
    assert.equal(files.kind(`${folder}/dangling`), undefined);
  }));

Deno.test("localFiles() follows every link of a path, as os.path.realpath does", () =>
  inFolder((folder) => {
    Deno.mkdirSync(`${folder}/a/b`, { recursive: true });
    Deno.symlinkSync("a/b", `${folder}/short`);
    Deno.symlinkSync(`${folder}/short/../c`, `${folder}/through`);
    Deno.symlinkSync("round", `${folder}/round`);
    const real = (path: string): string | undefined => files.real?.(`${folder}/${path}`)?.replace(folder, "");
    assert.equal(real("short/file"), "/a/b/file");
    assert.equal(real("./short/../x"), "/a/x");
    assert.equal(real("through"), "/a/c");
    assert.equal(real("a//b/"), "/a/b");
    assert.equal(real("round/x"), "/round/x");
    assert.equal(files.real?.("/.."), "/");
  }));

Deno.test("localFiles() knows the time", () => {
  const before = Date.now();
  const now = files.now?.() ?? 0;
  assert.ok(now >= before && now <= Date.now());
});
