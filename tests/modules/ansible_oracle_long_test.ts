// The oracle's suites, whole: the gate has time for some of each. And those that fetch the real programs from Debian: dnf, OpenRC.
import { compareInFolders } from "./oracle/in_folders.ts";
import { compareInRooms } from "./oracle/in_rooms.ts";
import { suite as dnf } from "./oracle/long/dnf.ts";
import { suite as openrc } from "./oracle/long/openrc.ts";
import type { Suite } from "./oracle/scenario.ts";
import { moduleOf, noOracle, readSuite, suiteNames } from "./oracle/suites.ts";

const fetched: [string, Suite][] = [["dnf", dnf], ["service", openrc]];
const written = await Promise.all(
  suiteNames.map(async (name): Promise<[string, Suite]> => [moduleOf(name), await readSuite(name)]),
);

for (const [module, suite] of [...written, ...fetched]) {
  Deno.test(`${module} does in all scenarios what Ansible's does`, async (t) => {
    const why = await noOracle();
    if (why !== undefined) return await Deno.stdout.write(new TextEncoder().encode(`skipped: ${why}\n`)).then(() => {});
    await using there = await suite.open?.() ?? { words: {}, [Symbol.asyncDispose]: () => Promise.resolve() };
    const compareIn = suite.room === undefined ? compareInFolders : compareInRooms;
    await compareIn(t, suite, { module, words: there.words, whole: true });
  });
}
