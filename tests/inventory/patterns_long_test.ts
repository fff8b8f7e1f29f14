// Texts that nobody would write as a pattern, thousands of them, beside Ansible's own answers. `ORACLE_SEED` names another seed.
import assert from "node:assert/strict";
import fc from "fast-check";
import { lacking } from "../modules/needs.ts";
import { differences } from "./patterns_compare.ts";
import { type Ask, askAnsible, readCases } from "./patterns_oracle.ts";

const EACH = 8000;
const seed = Number(Deno.env.get("ORACLE_SEED") ?? 1);
const LETTERS = "ab[]!-:,&~*?.0192 cdxe_fü(|)^$\\d{}+";
const WORDS = [
  ...["::", "[0:2]", "[1]", "[a-c]", ":22", "web", "all", "hex", "x-1", "x-", "a.b", "fe80", "::1", "192.168.1.1"],
  ...["[2001:db8::1]", "host.example.com", "localhost"],
];

Deno.test({
  name: `selectHosts takes any text as Ansible takes it, or refuses what it refuses (seed ${seed})`,
  ignore: lacking("ansible"),
  fn: async () => {
    const text = fc.array(fc.constantFrom(...LETTERS, ...WORDS, ...WORDS), { minLength: 1, maxLength: 9 })
      .map((pieces) => pieces.join(""));
    const ask: fc.Arbitrary<Ask> = fc.tuple(text, fc.option(text, { nil: null, freq: 1 }));
    for (const file of readCases().keys()) {
      const asks = fc.sample(ask, { numRuns: EACH, seed });
      const { named, answers } = await askAnsible(file, asks);
      const found = differences(named, asks, answers);
      assert(found.length === 0, `${file}: ${found.length} differ\n  ${found.slice(0, 10).join("\n  ")}`);
      const telling = answers.filter(({ hosts }) => hosts !== undefined && hosts.length > 0);
      assert(telling.length > EACH / 50, `only ${telling.length} texts named anything`);
    }
  },
});
