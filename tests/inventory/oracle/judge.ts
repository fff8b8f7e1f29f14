// Our reading of an inventory beside Ansible's.
import assert from "node:assert/strict";
import { readInventory } from "../../../src/inventory/read_inventory.ts";
import type { InventoryCase } from "./case.ts";
import type { LaidOut } from "./laid_out.ts";
import { type Listed, type Told, toldBy } from "./told.ts";

/** What our reader says of files that are laid out. */
export async function ours(laid: LaidOut): Promise<Told> {
  const { sources, folder, root } = laid;
  const files = await laid.files();
  return toldBy(readInventory(sources, { files, ...(folder === undefined ? {} : { folder }) }), root);
}

/** Throws where hosts, groups, their order, variables or the types of their values differ. */
export function sameAs(us: Told, them: Told, { name, anyOrder }: InventoryCase): void {
  const [left, right] = anyOrder ? [unordered(us), unordered(them)] : [us, them];
  assert.deepEqual(left, right, name);
}

/** The same for what `ansible-inventory --list` shows. */
export function listedAs({ groups, variables }: Told, them: Listed): void {
  assert.deepEqual({ groups, variables }, them);
}

function unordered(told: Told): Told {
  return {
    ...told,
    hosts: told.hosts.toSorted(),
    members: told.members.map(([group, hosts]) => [group, hosts.toSorted()]),
  };
}
