// How the commands of a page are found, and which of them nobody runs.
import assert from "node:assert/strict";
import { blocksIn, missing, unmarked } from "./readme/shown.ts";

const fence = (mark: string, language: string, ...lines: string[]) =>
  [mark, "", "```" + language, ...lines, "```", ""].join("\n");

Deno.test("blocksIn() has the commands of a session with what is shown of each, and the lines of a script", () => {
  const page = fence("<!-- run: newcomer -->", "console", "$ a \\", "> b", "out", "$ c") +
    fence("<!-- run: shop, beside a page -->", "sh", "# a comment", "d # why", "e \\", "  f") +
    fence("", "yaml", "$ g");
  assert.deepEqual(blocksIn("p.md", page).map(({ stage, more, commands }) => ({ stage, more, commands })), [
    { stage: "newcomer", more: "", commands: [{ text: "a \\\nb", lines: ["out"] }, { text: "c", lines: [] }] },
    {
      stage: "shop",
      more: "beside a page",
      commands: [{ text: "d # why", lines: [] }, { text: "e \\\n  f", lines: [] }],
    },
  ]);
});

Deno.test("unmarked() finds a block that nobody runs, an empty one, and commands elsewhere; a reason is enough", () => {
  assert.deepEqual(
    unmarked("p.md", fence("<!-- run: shop -->", "sh", "a") + fence("<!-- not run: so -->", "sh", "b")),
    [],
  );
  assert.deepEqual(unmarked("p.md", fence("text", "sh", "a")), ["p.md:3 is neither run nor says why not"]);
  assert.deepEqual(unmarked("p.md", fence("<!-- run: shop -->", "sh")), ["p.md:3 shows no command"]);
  assert.deepEqual(unmarked("p.md", fence("", "text", "$ ftl2-enterprise status") + "\n    deno task demo\n"), [
    "p.md:4 is a command outside of a block of commands",
    "p.md:7 is a command outside of a block of commands",
  ]);
});

Deno.test("missing() wants the lines in their order; … is whatever it is, alone any lines", () => {
  const text = "one\n  two 2 times\nthree";
  assert.equal(missing(["one", "…", "two … times", "three"], text), undefined);
  assert.equal(missing(["three", "one"], text), "one");
  assert.equal(missing(["two (2) times"], text), "two (2) times");
});
