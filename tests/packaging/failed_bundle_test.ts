// A bundle that cannot be built: what is said, and that nothing is left behind.
import assert from "node:assert/strict";
import { copySources } from "./source_copy.ts";

Deno.test("a bundle that cannot be built says why, keeps the one before, and leaves no folder behind", async () => {
  const folder = await Deno.makeTempDir({ prefix: "ftl2-copy-" });
  try {
    await copySources(folder);
    await Deno.writeTextFile(`${folder}/main.ts`, 'import "./nowhere.ts";\n');
    for (const name of ["dist", "tmp"]) await Deno.mkdir(`${folder}/${name}`);
    await Deno.writeTextFile(`${folder}/dist/ftl2-enterprise.js`, "the one before");
    const args = ["run", "-A", "scripts/bundle.ts"];
    const env = { TMPDIR: `${folder}/tmp` };
    const ended = await new Deno.Command(Deno.execPath(), { args, cwd: folder, env, stdin: "null" }).output();
    const said = new TextDecoder().decode(ended.stderr);
    assert.equal(ended.code, 1, said);
    assert.match(said, /^Could not bundle: deno bundle ended with exit code 1:\n[^]*nowhere\.ts/m);
    assert.equal(await Deno.readTextFile(`${folder}/dist/ftl2-enterprise.js`), "the one before");
    assert.deepEqual(await Array.fromAsync(Deno.readDir(`${folder}/tmp`)), []);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
