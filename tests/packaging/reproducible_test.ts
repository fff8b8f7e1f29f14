// The same source is the same bundle, byte for byte, whoever builds it and wherever; and nothing is packed that the lock file does not name.
import assert from "node:assert/strict";
import { npmFolder } from "../../scripts/places.ts";
import { build, bundled } from "./bundled.ts";
import { copySources } from "./source_copy.ts";

async function digest(path: string): Promise<string> {
  const hash = await crypto.subtle.digest("SHA-256", await Deno.readFile(path));
  return `${path.split("/").at(-1)} ${new Uint8Array(hash).toHex()}`;
}

async function inFolder(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "ftl2-copy-" });
  try {
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("the bundle is the same bytes, built in another folder, another home and cache, another time zone and language", async () => {
  await inFolder(async (folder) => {
    const sources = `${folder}/a folder/of somebody else`;
    await Deno.mkdir(sources, { recursive: true });
    await copySources(sources);
    await Deno.mkdir(`${folder}/home/cache`, { recursive: true });
    // A link would be followed: packages are called by where they really lie.
    const copied = ["-c", 'cp -al "$0" "$1" || cp -a "$0" "$1"', await npmFolder(), `${folder}/home/cache/npm`];
    await new Deno.Command("sh", { args: copied, stderr: "null" }).output();
    const env = {
      HOME: `${folder}/home`,
      DENO_DIR: `${folder}/home/cache`,
      TZ: "Pacific/Kiritimati",
      LC_ALL: "tr_TR.UTF-8",
    };
    assert.equal(await digest(await build(sources, env)), await digest(await bundled()));
  });
});

Deno.test("the bundle says nothing of the folder in which it was built, nor of where packages lay", async () => {
  const text = await Deno.readTextFile(await bundled());
  const npm = await npmFolder();
  // Lines end where they became too long, also amid a text.
  const found = [npm, npm.slice(1), import.meta.resolve("../..").slice("file://".length)].filter((place) =>
    text.replaceAll("\\\n", "").includes(place)
  );
  assert.deepEqual(found, []);
});

Deno.test("an import of which the lock file has no line builds no bundle, checks as nothing and runs no test", async () => {
  await inFolder(async (folder) => {
    await copySources(folder);
    const config = JSON.parse(await Deno.readTextFile(`${folder}/deno.json`));
    config.imports.diff = config.imports.diff.replace(/@(?=[\d.]+$)/, "@^");
    await Deno.writeTextFile(`${folder}/deno.json`, JSON.stringify(config));
    await Deno.writeTextFile(`${folder}/some_test.ts`, 'import "diff";\n');
    for (
      const args of [
        ["task", "bundle"],
        ["check"],
        ["test", "-A", "--no-check", "some_test.ts"],
      ]
    ) {
      const { code, stderr } = await new Deno.Command(Deno.execPath(), { args, cwd: folder, stdin: "null" }).output();
      const said = new TextDecoder().decode(stderr);
      assert.ok(code !== 0, args.join(" "));
      assert.match(said, /lockfile is out of date/, args.join(" "));
    }
  });
});
