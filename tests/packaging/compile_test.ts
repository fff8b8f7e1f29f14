// deno task compile: which executables, with which rights, and what is said where Deno's runtime cannot be downloaded.
import assert from "node:assert/strict";
import { writeChecksums } from "../../scripts/checksums.ts";
import { programRights } from "../../scripts/program_rights.ts";
import { executableName, TARGETS, wantedTargets } from "../../scripts/targets.ts";
import { bundled } from "./bundled.ts";

const ROOT = new URL("../../", import.meta.url).pathname;

Deno.test("wantedTargets() is this machine's, those that are named, or all, and knows no others", () => {
  const here = "x86_64-apple-darwin";
  assert.deepEqual(wantedTargets([], here), [here]);
  assert.deepEqual(wantedTargets(["--target=aarch64-unknown-linux-gnu", "--target", here], "x"), TARGETS.slice(1, 3));
  assert.deepEqual(wantedTargets(["--all"], here), TARGETS);
  assert.throws(
    () => wantedTargets(["--target", "vax"], here),
    /No executable is made for "vax": --target takes x86_64-/,
  );
  assert.throws(() => wantedTargets(["--target"], here), /made for ""/);
  assert.throws(() => wantedTargets(["--fast"], here), /There is no --fast here/);
  assert.equal(executableName("x86_64-pc-windows-msvc"), "ftl2-enterprise-x86_64-pc-windows-msvc.exe");
});

Deno.test("programRights() are the set `worker` of deno.json: no native libraries, no imports, nothing that is asked for", async () => {
  const rights = await programRights();
  const code = `const names = ["read", "write", "net", "run", "env", "sys", "ffi", "import"];
    console.log(names.filter((name) => Deno.permissions.querySync({ name }).state === "granted").join(" "));
    try { Deno.osRelease(); } catch (error) { console.log(error.name); }
    console.log(Deno.hostname().length > 0 && Deno.uid() !== undefined);`;
  const args = ["run", "--no-config", ...rights, `data:text/javascript,${encodeURIComponent(code)}`];
  const { stdout } = await new Deno.Command(Deno.execPath(), { args, stdin: "null" }).output();
  assert.equal(new TextDecoder().decode(stdout), "read write net run env\nNotCapable\ntrue\n");
});

Deno.test("writeChecksums() names every file that people download, as sha256sum reads it", async () => {
  const folder = await Deno.makeTempDir();
  for (const name of ["ftl2-enterprise.js", "NOTICES.txt", "ftl2-enterprise-x.exe", "half.new", "SHA256SUMS"]) {
    await Deno.writeTextFile(`${folder}/${name}`, name);
  }
  const names = await writeChecksums(folder);
  assert.deepEqual(names, ["NOTICES.txt", "ftl2-enterprise-x.exe", "ftl2-enterprise.js"]);
  const check = () => new Deno.Command("sha256sum", { args: ["--strict", "-c", "SHA256SUMS"], cwd: folder }).output();
  const { code, stdout } = await check();
  assert.equal(code, 0);
  assert.equal(new TextDecoder().decode(stdout), names.map((name) => `${name}: OK\n`).join(""));
  await Deno.writeTextFile(`${folder}/NOTICES.txt`, "another");
  assert.equal((await check()).code, 1);
  await Deno.remove(folder, { recursive: true });
});

Deno.test({
  name: "compile says that the runtime cannot be downloaded, having tried everything else, and leaves no executable",
  ignore: Deno.build.os !== "linux",
}, async () => {
  const folder = await Deno.makeTempDir();
  const nobody = "http://127.0.0.1:9";
  const seen = { FTL2_BUNDLE: await bundled(), DENO_DIR: folder, HTTPS_PROXY: nobody, TMPDIR: folder };
  const compile = async (env: Record<string, string> = {}) => {
    const packages = { DENO_NO_UPDATE_CHECK: "1", ...seen, ...env };
    const args = ["run", "-A", `${ROOT}scripts/compile.ts`, "--all"];
    const { code, stderr } = await new Deno.Command(Deno.execPath(), { args, env: packages, stdin: "null" }).output();
    return { code, said: new TextDecoder().decode(stderr) };
  };
  const executables = async () => {
    const there = await Array.fromAsync(Deno.readDir(`${ROOT}dist`));
    return there.map(({ name }) => name).filter((name) => TARGETS.some((target) => name.includes(target))).sort();
  };
  const before = await executables();
  try {
    const { code, said } = await compile();
    assert.equal(code, 1, said);
    assert.match(
      said,
      /^Could not compile for x86_64-unknown-linux-gnu: .*dl\.deno\.land.*All else was tried.*is well/m,
    );
    await Deno.writeTextFile(`${folder}/torn.js`, 'import "./nowhere.js";');
    const torn = await compile({ FTL2_BUNDLE: `${folder}/torn.js` });
    assert.equal(torn.code, 1);
    assert.match(torn.said, /nowhere\.js/);
    assert.deepEqual(await executables(), before);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
