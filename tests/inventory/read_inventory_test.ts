// Inventories beside Ansible's reading of them: written down, asked now, and made up.
import assert from "node:assert/strict";
import { lacking } from "../modules/needs.ts";
import { askOne } from "./oracle/ansible.ts";
import { EVERY_CASE } from "./oracle/every_case.ts";
import { listedAs, ours, sameAs } from "./oracle/judge.ts";
import { LaidOut } from "./oracle/laid_out.ts";
import { beside } from "./oracle/random_beside.ts";
import { recorded } from "./oracle/recording.ts";

const LEAST_CASES = 70;
const LIVE = 3;
const RANDOM = 40;
const ignore = lacking("ansible-inventory");
const seed = Number(Deno.env.get("ORACLE_SEED") ?? 11);

Deno.test("the inventories beside Ansible are as many as were asked for, each of its own name", () => {
  assert(EVERY_CASE.length >= LEAST_CASES, `${EVERY_CASE.length} inventories, ${LEAST_CASES} are demanded`);
  assert.equal(new Set(EVERY_CASE.map(({ name }) => name)).size, EVERY_CASE.length);
});

Deno.test("readInventory finds the hosts, groups and variables that Ansible finds, as it was written down", async (t) => {
  const known = await recorded(EVERY_CASE);
  for (const one of EVERY_CASE) {
    await t.step(one.name, async () => {
      await using laid = await LaidOut.of(one);
      sameAs(await ours(laid), known.get(one.name)!, one);
    });
  }
});

Deno.test({
  name: "readInventory finds what ansible-inventory --list prints now",
  ignore,
  fn: async (t) => {
    const all = Deno.env.get("ANSIBLE_ORACLE") === "live";
    const some = Array.from({ length: LIVE }, (_, n) => EVERY_CASE[(seed * 7 + n * 31) % EVERY_CASE.length]!);
    for (const one of all ? EVERY_CASE : some) {
      await t.step(one.name, async () => {
        await using laid = await LaidOut.of(one);
        listedAs(await ours(laid), await askOne(laid));
      });
    }
  },
});

Deno.test({
  name: "readInventory reads and refuses made-up inventories as Ansible does",
  ignore,
  fn: async () => assert.deepEqual(await beside(seed * 1000, RANDOM), []),
});
