// The suites of the oracle that take minutes: apt, systemd and dnf, the real ones, in rooms. Beside them see ansible_oracle_test.ts.
import { compareInRooms } from "./oracle/in_rooms.ts";
import type { Suite } from "./oracle/scenario.ts";
import { suite as apt } from "./oracle/long/apt.ts";
import { suite as dnf } from "./oracle/long/dnf.ts";
import { suite as service } from "./oracle/long/openrc.ts";
import { suite as systemd } from "./oracle/long/systemd.ts";
import { noOracle } from "./oracle/suites.ts";

const SUITES: Record<string, Suite> = { apt, dnf, service, systemd };

for (const [module, suite] of Object.entries(SUITES)) {
  Deno.test(`${module} does in all scenarios what Ansible's does`, async (t) => {
    const why = await noOracle();
    if (why !== undefined) return await Deno.stdout.write(new TextEncoder().encode(`skipped: ${why}\n`)).then(() => {});
    await using there = await suite.open?.() ?? { words: {}, [Symbol.asyncDispose]: () => Promise.resolve() };
    await compareInRooms(t, suite, { module, words: there.words });
  });
}
