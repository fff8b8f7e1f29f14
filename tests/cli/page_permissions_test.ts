// What the status page may do: the same in `worker --serve`, in deno.json and in the README, and never a program.
import assert from "node:assert/strict";
import { pagePermissions } from "../../src/cli/page_permissions.ts";

const ROOT = new URL("../../", import.meta.url);
const address = { hostname: "127.0.0.1", port: 8640 };

function words(given: Partial<Parameters<typeof pagePermissions>[0]> = {}): Map<string, string> {
  const all = pagePermissions({ address, writes: ["/srv/loops.db", "/srv/rules"], ...given });
  return new Map(all.map((word) => [word.split("=")[0]!, word.split("=")[1] ?? ""]));
}

Deno.test("pagePermissions() lets the page start nothing, load nothing and connect to nobody", () => {
  assert.deepEqual([...words().keys()].sort(), [
    "--allow-env",
    "--allow-net",
    "--allow-read",
    "--allow-sys",
    "--allow-write",
    "--ignore-env",
    "--no-prompt",
  ]);
  assert.equal(words().get("--allow-net"), "127.0.0.1:8640");
  assert.equal(words({ address: { hostname: "::1", port: 0 } }).get("--allow-net"), "[::1]:0");
});

Deno.test("pagePermissions() lets it write to the paths that it is given, and everywhere only where deno cannot be told one", async () => {
  const folder = await Deno.makeTempDir();
  const tried = async (name: string) => {
    const rights = pagePermissions({ address, writes: [`${folder}/${name}`] });
    const code = ["x", "y"].map((each) => `Deno.writeTextFileSync(${JSON.stringify(`${folder}/`)} + "${each}", "");`);
    await Deno.writeTextFile(`${folder}/try.ts`, code.join("\n"));
    const args = ["run", "--no-config", ...rights, `${folder}/try.ts`];
    const { stderr } = await new Deno.Command(Deno.execPath(), { args }).output();
    return /Requires write access to "[^"]*\/(\w)"/.exec(new TextDecoder().decode(stderr))?.[1];
  };
  try {
    assert.deepEqual([await tried("x"), await tried("y"), await tried("a,b")], ["y", "x", undefined]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("the permission set of deno.json and the words of docs/permissions.md are those of pagePermissions()", async () => {
  const { permissions: { serve } } = JSON.parse(await Deno.readTextFile(new URL("deno.json", ROOT)));
  const { env, ...rest } = serve;
  assert.deepEqual(rest, {
    read: true,
    write: ["loops.db", "rules"],
    net: ["127.0.0.1:8640", "[::1]:8640"],
    sys: words().get("--allow-sys")?.split(","),
  });
  assert.deepEqual(env, { allow: words().get("--allow-env")?.split(","), ignore: true });
  const readme = (await Deno.readTextFile(new URL("docs/permissions.md", ROOT))).replaceAll(/\s+\\?\s*/g, " ");
  for (const [flag, value] of words()) {
    const names = flag === "--allow-env" ? value.split(",").slice(0, 6).join(",") : value;
    assert.ok(readme.includes(names === "" ? ` ${flag} ` : ` ${flag}=${names} `), flag);
  }
});
