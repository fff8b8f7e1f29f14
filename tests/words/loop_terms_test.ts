// What a loop was told, in words.
import assert from "node:assert/strict";
import type { LoopOptions } from "../../src/model/loop.ts";
import { modeWords, optionWords } from "../../src/words/loop_terms.ts";

const options: LoopOptions = { once: false, dryRun: false, maxIterations: 10, onInterrupted: "ask" };

Deno.test("modeWords() says when it runs, to the second", () => {
  const words = (
    interval: number | null,
    more: Partial<LoopOptions> = {},
    mode: "single" | "continuous" = "continuous",
  ) => modeWords({ mode, interval, options: { ...options, ...more } });
  assert.equal(words(300), "every 5 min");
  assert.equal(words(90), "every 90 s");
  assert.equal(words(42), "every 42 s");
  assert.equal(words(7200), "every 2 h");
  assert.equal(words(null, { cron: "0 3 * * *", tz: "Europe/Paris" }), "cron 0 3 * * * (Europe/Paris)");
  assert.equal(words(null, {}, "single"), "until converged");
  assert.equal(words(null, { once: true }, "single"), "one pass");
});

Deno.test("optionWords() leaves out what is as usual, and what may be a secret", () => {
  assert.deepEqual(optionWords({ options, inventory: null }), [["inventory", "this machine"]]);
  const words = optionWords({
    options: {
      ...options,
      limit: "web",
      dryRun: true,
      extraVars: { password: "s3cret" },
      notify: ["https://example.org/s3cret", "command:/bin/tell"],
      budget: { usd: 1, calls: 5 },
    },
    inventory: null,
  });
  assert.deepEqual(words, [
    ["inventory", "this machine"],
    ["only hosts", "web"],
    ["dry run", "changes nothing, shows what would change"],
    ["extra variables", "password"],
    ["budget of a run", "$1, 5 calls"],
    ["tells", "https://example.org/…, command:/bin/tell"],
  ]);
  assert.deepEqual(optionWords({ options: null, inventory: "/old/hosts" }), [["inventory", "/old/hosts"]]);
});
