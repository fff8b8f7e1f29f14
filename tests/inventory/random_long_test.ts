// Many made-up inventories beside Ansible.
import assert from "node:assert/strict";
import { lacking } from "../modules/needs.ts";
import { beside } from "./oracle/random_beside.ts";

const RANDOM = 600;

Deno.test({
  name: "readInventory reads and refuses hundreds of made-up inventories as Ansible does",
  ignore: lacking("ansible-inventory"),
  fn: async () => assert.deepEqual(await beside(Number(Deno.env.get("ORACLE_SEED") ?? 1) * 100_000, RANDOM), []),
});
