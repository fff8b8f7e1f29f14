// What the gate's properties try does not change from run to run.
import assert from "node:assert/strict";
import { SEEDED } from "../../scripts/test_portion.ts";

const ROOT = new URL("../../", import.meta.url);
const PROPERTY = `
import fc from "fast-check";
Deno.test("a property", () => {
  const tried = [];
  fc.assert(fc.property(fc.nat(), (n) => void tried.push(n)));
  Deno.writeTextFileSync(Deno.env.get("TRIED"), JSON.stringify([tried, fc.sample(fc.string(), 5)]));
});`;

/** What the property tried where it is run as the gate runs one. */
async function tried(folder: string, seed: string): Promise<string> {
  const args = [
    "test",
    "-A",
    "--no-check",
    "--config",
    `${ROOT.pathname}deno.json`,
    ...SEEDED,
    `${folder}/property_test.ts`,
  ];
  const env = { SEED: seed, TRIED: `${folder}/tried` };
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), { args, cwd: ROOT, env }).output();
  assert.ok(success, new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr));
  return await Deno.readTextFile(env.TRIED);
}

Deno.test("the gate's properties try the same again, and something else with another number", async () => {
  const folder = await Deno.makeTempDir({ prefix: "ftl2-seeded-" });
  try {
    await Deno.writeTextFile(`${folder}/property_test.ts`, PROPERTY);
    const first = await tried(folder, "5");
    assert.equal(await tried(folder, "5"), first);
    assert.notEqual(await tried(folder, "6"), first);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
