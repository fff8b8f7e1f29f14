import assert from "node:assert/strict";
import { type HostLine, tallied } from "../../src/cli/log_tally.ts";

const line = (n: number, words: string, ...more: string[]): HostLine => ({
  at: `t${n}`,
  host: `web${n}`,
  lines: [`Copy: ${words}: [web${n}]`, ...more],
});

Deno.test("tallied() makes one line of many hosts to which the same happened, and leaves all others as they are", () => {
  const many = Array.from({ length: 200 }, (_, at) => line(at, "changed"));
  const failed = line(200, "fatal", "    msg: no");
  const other = { at: "t", host: undefined, lines: ["iteration 1 ends"] };
  const few = [line(201, "changed"), line(202, "changed")];
  assert.deepEqual(tallied([...many, failed, ...few, other]).map(({ at, lines }) => [at, ...lines]), [
    ["t199", "Copy: changed: [web0, web1, web2, web3, web4 and 195 more]"],
    ["t200", "Copy: fatal: [web200]", "    msg: no"],
    ["t201", "Copy: changed: [web201]"],
    ["t202", "Copy: changed: [web202]"],
    ["t", "iteration 1 ends"],
  ]);
});
