// The rules of the house, over the house. What each rule catches is shown by the checkers' own tests beside this one.
import assert from "node:assert/strict";
import { checkArrows, checkCycles } from "./arrows.ts";
import { checkClaims, checkPromises } from "./claims.ts";
import { checkDocstrings } from "./docstrings.ts";
import type { Sources, Violation } from "./facts.ts";
import { checkMap } from "./map.ts";
import { checkModuleFiles, checkNames, checkTestFolders } from "./names.ts";
import { ROOMS } from "./rooms.ts";
import { checkShape, checkStyle } from "./shape.ts";
import { checkTouches } from "./touches.ts";
import { pathsUnder, ROOT, sources } from "./sources.ts";

const house = await sources();

/** Fails with one line per violation. */
function expectNone(found: Violation[]): void {
  assert.equal(found.map(({ file, line, message }) => `${file}:${line} ${message}`).join("\n"), "");
}

const rules: Record<string, (sources: Sources) => Violation[]> = {
  "rooms import only whom the map's arrows allow": checkArrows,
  "no file imports itself in a circle": checkCycles,
  "only the rooms they belong to touch terminal, files, clock, network and chance": checkTouches,
  "files and folders carry the name of one idea": checkNames,
  "a module's file is called as the module, and its parts lie in folders": checkModuleFiles,
  "files begin with what they are for, stay below the wall and hide nothing": checkShape,
  "files do without any, private, enums and top-level arrows": checkStyle,
  "exports say what they are": checkDocstrings,
};

for (const [title, rule] of Object.entries(rules)) Deno.test(`the house: ${title}`, () => expectNone(rule(house)));

Deno.test("the house: was read whole", () => {
  assert.ok(house.has("main.ts") && house.has("src/app.ts") && house.has("src/ports/journal.ts"));
  assert.ok(house.size > 20, `${house.size} files`);
});

Deno.test("the house: tests lie in the map's folders", async () => {
  expectNone(checkTestFolders(await pathsUnder("tests", /\.(ts|json)$/), Object.keys(ROOMS)));
});

Deno.test("the house: CLAUDE.md shows every room and says why each package is there", async () => {
  const config = JSON.parse(await Deno.readTextFile(new URL("deno.json", ROOT))) as { imports: Record<string, string> };
  const page = await Deno.readTextFile(new URL("CLAUDE.md", ROOT));
  expectNone(checkMap(page, { rooms: Object.keys(ROOMS), packages: Object.keys(config.imports), sources: house }));
});

Deno.test("the house: each promise that README says is kept names a test", async () => {
  expectNone(checkPromises("README.md", await Deno.readTextFile(new URL("README.md", ROOT))));
});

for (const page of ["README.md", "CLAUDE.md", ...await pathsUnder("docs", /\.md$/)]) {
  Deno.test(`the house: ${page} names only files and tests that are there`, async () => {
    const files = (await Promise.all(["src", "tests", "scripts", "examples", "docs"].map((each) =>
      pathsUnder(each, /./)
    )))
      .flat().concat("README.md", "CLAUDE.md", "LICENSE", "deno.json");
    const parts = (path: string) => path.split("/").map((_, at, all) => all.slice(0, at + 1).join("/"));
    const tests = files.filter((path) => path.endsWith("_test.ts")).map(async (path): Promise<[string, string]> => [
      path,
      await Deno.readTextFile(new URL(path, ROOT)),
    ]);
    expectNone(checkClaims({
      page,
      text: await Deno.readTextFile(new URL(page, ROOT)),
      paths: new Set(files.flatMap(parts)),
      tests: new Map(await Promise.all(tests)),
    }));
  });
}
