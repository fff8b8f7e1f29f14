// Why an iteration came out as it did, in a line.
import assert from "node:assert/strict";
import { iterationWhy } from "../../src/words/iteration_why.ts";

Deno.test("iterationWhy() has what failed on each host in one line, else what was thought", () => {
  assert.equal(
    iterationWhy({ error: "web1: Copy: no\nweb2: Copy: no\n", reasoning: "x" }),
    "web1: Copy: no; web2: Copy: no",
  );
  assert.equal(
    iterationWhy({ error: null, reasoning: "nginx is missing.\n\nInstall it." }),
    "nginx is missing. Install it.",
  );
  assert.equal(iterationWhy({ error: null, reasoning: null }), "");
});
