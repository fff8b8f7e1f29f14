import assert from "node:assert/strict";
import { pathsUnder, ROOT } from "./sources.ts";
import { checkThreatModel } from "./threat_model.ts";

const TESTS = new Map([["tests/a_test.ts", 'Deno.test("it holds", f); Deno.test(`it holds ${what}`, g);']]);
const said = (page: string) => checkThreatModel(page, TESTS).map(({ line, message }) => `${line} ${message}`);

Deno.test("checkThreatModel() passes claims with tests that are there, on several lines, and what says that it is open", () => {
  const page =
    'Text.\n\n- It holds. `tests/a_test.ts`: "it\n  holds", "it holds ${what}".\n- **Not protected:** you.\n';
  assert.deepEqual(said(page), []);
});

Deno.test("checkThreatModel() finds a claim without a test, a test that is gone, and a page that claims nothing", () => {
  assert.match(said("- It is safe.\n").join(), /^1 claims something and names no test/);
  assert.match(said('- It holds. `tests/b_test.ts`: "x".\n').join(), /^1 names tests\/b_test.ts, which is no test/);
  assert.match(
    said('\n- It holds. `tests/a_test.ts`: "it\n  flies".\n').join(),
    /^2 quotes a test "it flies" that is not/,
  );
  assert.match(said('- It holds. `tests/a_test.ts`: "it holds", "it flies".\n').join(), /^1 quotes a test "it flies"/);
  assert.match(said("- **Not protected:** `tests/a_test.ts`.\n").join(), /^1 says that nothing is protected/);
  assert.match(said("Safe.\n").join(), /^1 claims nothing/);
});

Deno.test("the house: every claim of the threat model has a test that is there", async () => {
  const paths = (await pathsUnder("tests", /_test\.ts$/)).map(async (path): Promise<[string, string]> => [
    path,
    await Deno.readTextFile(new URL(path, ROOT)),
  ]);
  const page = await Deno.readTextFile(new URL("docs/threat-model.md", ROOT));
  const found = checkThreatModel(page, new Map(await Promise.all(paths)));
  assert.equal(found.map(({ file, line, message }) => `${file}:${line} ${message}`).join("\n"), "");
});
