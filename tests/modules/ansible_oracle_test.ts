// The same calls by Ansible and by us, in folders that were alike: the same trees, flags, messages and returns. A scenario
// is added to its module's file in oracle/. Ours is tried on this host's programs and on busybox's. Of long suites, some: the slow suite has the whole.
import assert from "node:assert/strict";
import { compareInFolders } from "./oracle/in_folders.ts";
import { compareInRooms } from "./oracle/in_rooms.ts";
import { moduleOf, noOracle, readSuite, suiteNames } from "./oracle/suites.ts";

const FEWEST_SUITES = 50;

for (const name of suiteNames) {
  const module = moduleOf(name);
  Deno.test(`${module} does what Ansible's does`, async (t) => {
    const why = await noOracle();
    if (why !== undefined) return void await Deno.stdout.write(new TextEncoder().encode(`skipped: ${why}\n`));
    const suite = await readSuite(name);
    await using there = await suite.open?.() ?? { words: {}, [Symbol.asyncDispose]: () => Promise.resolve() };
    const compareIn = suite.room === undefined ? compareInFolders : compareInRooms;
    await compareIn(t, suite, { module, words: there.words });
  });
}

Deno.test("the oracle's suites are all there", () => {
  assert.ok(suiteNames.length >= FEWEST_SUITES, `${suiteNames.length} suites, expected at least ${FEWEST_SUITES}`);
});
