// Files that were split off, as one file: each runs once, when it is first asked for, and what cannot be a function is refused.
import assert from "node:assert/strict";
import { stop, transform } from "esbuild";
import { stitched } from "../../scripts/chunks.ts";
import { plainNames } from "../../scripts/split_names.ts";

type Shorten = (text: string) => Promise<string>;
const asIs: Shorten = (text) => Promise.resolve(text);

async function together(files: Record<string, string>, eager: string[] = [], shorten = asIs) {
  return await stitched(new Map(Object.entries(files)), { main: "main.js", eager, hoisted: ["node:sqlite"], shorten });
}

/** What the program says to `told`. */
async function told(files: Record<string, string>): Promise<string[]> {
  const { chunks, main } = await together(files);
  const text = `const told = [];\n${chunks}\n${main}\nexport { told };`;
  return (await import(`data:text/javascript,${encodeURIComponent(text)}`)).told;
}

Deno.test("stitched() runs each file once, when it is first asked for, after what it imports", async () => {
  const said = await told({
    "main.js": `import {\n  shared as same\n} from "./chunk-1-AAAAAAAA.js";\n
told.push("main", same);
var { late } = await import("./late-2-BBBBBBBB.js");
await import("./late-2-BBBBBBBB.js");
told.push(late);`,
    "late-2-BBBBBBBB.js": `import {\n  shared\n} from "./chunk-1-AAAAAAAA.js";\n
told.push("late runs");
var inner = shared + 1;
export {\n  inner as late\n};\n`,
    "chunk-1-AAAAAAAA.js": `told.push("shared runs");\nvar shared = 1;\nexport {\n  shared\n};\n`,
    "never-3-CCCCCCCC.js": `told.push("nobody asks for it");`,
  });
  // What main waits for at its top comes before anything else in it.
  assert.deepEqual(said, ["shared runs", "late runs", "main", 1, 2]);
});

Deno.test("stitched() loads a module of Node's with the file that asks for it, in whatever asks for that", async () => {
  const said = await told({
    "main.js": `var { size } = await import("./size-1-AAAAAAAA.js");\ntold.push(size);`,
    "size-1-AAAAAAAA.js":
      `import {\n  count\n} from "./chunk-2-BBBBBBBB.js";\nvar size = count;\nexport {\n  size\n};\n`,
    "chunk-2-BBBBBBBB.js":
      `import { Buffer as Bytes } from "node:buffer";\nvar count = Bytes.from("four").length;\nexport {\n  count\n};\n`,
  });
  assert.deepEqual(said, [4]);
});

Deno.test("stitched() refuses a module of Node's that every start would load", async () => {
  const files = { "main.js": 'import { readFileSync } from "node:fs";\nreadFileSync("/");' };
  await assert.rejects(together(files), /Every start would load node:fs/);
});

// esbuild's process ends in its own time.
Deno.test("stitched() refuses a variable that is handed on and set later", {
  sanitizeOps: false,
  sanitizeResources: false,
}, async () => {
  const shorten: Shorten = async (text) => (await transform(text, { minify: true })).code;
  const main = 'import {\n  count\n} from "./chunk-1-AAAAAAAA.js";\nconsole.log(count);';
  const late = "var count;\nfunction set() {\n  count = 1;\n}\nexport {\n  count\n};\n";
  const again = "var count = 0;\nfunction set() {\n  count = 1;\n}\nexport {\n  count\n};\n";
  const files = (text: string) => ({ "main.js": main, "chunk-1-AAAAAAAA.js": text });
  await assert.rejects(together(files(late), [], shorten), /sets later: count/);
  await assert.rejects(together(files(again), [], shorten), /Cannot assign to "count"/);
  await stop();
});

Deno.test("stitched() refuses a start that nothing was split off for", async () => {
  await assert.rejects(together({ "main.js": "1;" }, ["status"]), /No file was split off for status/);
});

Deno.test("plainNames() are the same for other hashes", () => {
  const files = (one: string, two: string) =>
    new Map([
      [`chunk-${two}.js`, "2"],
      [`late-${one}.js`, `import "./chunk-${two}.js";`],
      ["main.js", `import("./late-${one}.js"); import("./chunk-${two}.js");`],
    ]);
  const renamed = plainNames(files("AAAAAAAA", "BBBBBBBB"), "main.js");
  assert.deepEqual([...renamed], [
    ["main.js", 'import("./late-1.js"); import("./chunk-2.js");'],
    ["late-1.js", 'import "./chunk-2.js";'],
    ["chunk-2.js", "2"],
  ]);
  assert.deepEqual(plainNames(files("ZZZZZZZZ", "AAAAAAAA"), "main.js"), renamed);
});
