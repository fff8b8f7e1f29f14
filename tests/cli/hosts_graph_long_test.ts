// hosts --graph beside `ansible-inventory --graph`, over every inventory that is read beside Ansible.
import assert from "node:assert/strict";
import { readInventory } from "../../src/inventory/read_inventory.ts";
import type { InventoryCase } from "../inventory/oracle/case.ts";
import { EVERY_CASE } from "../inventory/oracle/every_case.ts";
import { LaidOut } from "../inventory/oracle/laid_out.ts";
import { lacking } from "../modules/needs.ts";
import { run } from "./scripted_app.ts";

const LEAST = 60;

/** Both graphs; undefined where one of the two refuses the inventory: that is told of elsewhere. */
async function graphs(one: InventoryCase): Promise<{ ours: string; theirs: string } | undefined> {
  await using laid = await LaidOut.of(one);
  const { success, stdout } = await new Deno.Command("ansible-inventory", {
    args: [...laid.sources.flatMap((source) => ["-i", source]), "--graph"],
    cwd: laid.cwd,
    env: { ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED: "1" },
    stdin: "null",
  }).output();
  const files = await laid.files();
  const script = { inventory: () => readInventory(laid.sources, { files }) };
  const { exit, out } = await run(["hosts", "-i", "any", "--graph"], script);
  return success && exit === 0 ? { ours: out(), theirs: new TextDecoder().decode(stdout) } : undefined;
}

Deno.test({
  name: "hosts --graph prints what `ansible-inventory --graph` prints, of every inventory",
  ignore: lacking("ansible-inventory"),
  fn: async () => {
    let drawn = 0;
    for (const one of EVERY_CASE) {
      const both = await graphs(one);
      if (both === undefined) continue;
      assert.equal(both.ours, both.theirs, one.name);
      drawn++;
    }
    assert(drawn >= LEAST, `only ${drawn} graphs were compared`);
  },
});
