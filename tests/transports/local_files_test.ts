import assert from "node:assert/strict";
import { programRights } from "../../scripts/program_rights.ts";
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

Deno.test("localFiles() says of what Deno keeps from it that it does, and not that nothing is there", async () => {
  const module = new URL("../../src/transports/local_files.ts", import.meta.url).href;
  const code = `import { localFiles } from ${JSON.stringify(module)};
    for (const ask of ["kind", "readText"]) {
      for (const path of ["/proc/self/stat", "/proc-none"]) {
        try { console.log(localFiles()[ask](path)); } catch (error) { console.log(error.message); }
      }
    }`;
  const args = ["run", "--no-check", ...await programRights(), `data:text/javascript,${encodeURIComponent(code)}`];
  const { stdout } = await new Deno.Command(Deno.execPath(), { args, stdin: "null" }).output();
  const kept =
    "Cannot read /proc/self/stat: Deno keeps what lies below /dev, /proc and /sys from a program that may not " +
    "do everything; copy it elsewhere";
  assert.deepEqual(new TextDecoder().decode(stdout).trimEnd().split("\n"), [
    kept,
    "undefined",
    kept,
    "Cannot read /proc-none: it does not exist",
  ]);
});
