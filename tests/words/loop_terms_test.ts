// What a loop was told, in words.
import assert from "node:assert/strict";
import type { LoopOptions } from "../../src/model/loop.ts";
import { modeOfFlags, modeWords, optionWords } from "../../src/words/loop_terms.ts";

const options: LoopOptions = { once: false, dryRun: false, maxIterations: 10, onInterrupted: "ask" };

Deno.test("modeWords() says when it runs, to the second", () => {
  const words = (
    interval: number | null,
    more: Partial<LoopOptions> = {},
    mode: "single" | "continuous" = "continuous",
  ) => modeWords({ mode, interval, options: { ...options, ...more } });
  assert.equal(words(300), "every 5 min");
  assert.equal(words(90), "every 1 min 30 s");
  assert.equal(words(42), "every 42 s");
  assert.equal(words(7200), "every 2 h");
  assert.equal(words(null, { cron: "0 3 * * *", tz: "Europe/Paris" }), "cron 0 3 * * * (Europe/Paris)");
  assert.equal(words(null, {}, "single"), "until converged");
  assert.equal(words(null, { once: true }, "single"), "one pass");
});

Deno.test("modeOfFlags() says the mode as it was typed, how often, and that nothing is changed", () => {
  assert.equal(modeOfFlags({ mode: "continuous", interval: 5400, options }), "continuous, every 1 h 30 min");
  assert.equal(
    modeOfFlags({ mode: "single", interval: null, options: { ...options, dryRun: true } }),
    "single, dry run",
  );
  const cron = { ...options, cron: "0 3 * * *" };
  assert.equal(modeOfFlags({ mode: "continuous", interval: null, options: cron }), "continuous, cron 0 3 * * * (UTC)");
});

Deno.test("optionWords() leaves out what is as usual, and what may be a secret", () => {
  assert.deepEqual(optionWords({ options, inventory: null }), [["inventory", "this machine"]]);
  const words = optionWords({
    options: {
      ...options,
      limit: "web",
      maxMs: 5_400_000,
      factsMs: 90_000,
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
    ["time for a run", "1 h 30 min"],
    ["facts are good for", "1 min 30 s"],
    ["extra variables", "password"],
    ["budget of a run", "$1, 5 calls"],
    ["tells", "https://example.org/…, command:/bin/tell"],
  ]);
  assert.deepEqual(optionWords({ options: null, inventory: "/old/hosts" }), [["inventory", "/old/hosts"]]);
});
