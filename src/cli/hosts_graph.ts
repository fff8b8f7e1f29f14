// hosts --graph: groups and hosts as a tree, letter by letter as `ansible-inventory --graph` prints it.
import type { App } from "../app.ts";
import type { Json } from "../model/json.ts";
import type { Inventory } from "../ports/inventory.ts";
import type { Context } from "./context.ts";
import { meantWord } from "./meant_word.ts";
import { Refusal } from "./refusal.ts";

/** The tree below a group (`all` where none is named). Throws Refusal for a group that is not there. */
export function hostsGraph(inventory: Inventory, group = "all"): { text: string; data: Json } {
  const { groups, children, members } = inventory;
  if (!groups.has(group)) {
    const near = meantWord(group, [...groups.keys()]);
    const meant = near === undefined ? "" : `Did you mean ${near}? `;
    throw new Refusal(`There is no group ${JSON.stringify(group)} in the inventory`, {
      hint: `${meant}--graph draws all groups, or the one behind it`,
      kind: "not found",
    });
  }
  const below = (name: string, depth: number): string[] => [
    line(`@${name}:`, depth),
    ...(children.get(name) ?? []).flatMap((child) => below(child, depth + 1)),
    ...rightIn(name).map((host) => line(host, depth + 1)),
  ];
  // Hosts that are right in `all` are in `ungrouped`, too.
  const rightIn = (name: string): readonly string[] => name === "all" ? [] : members.get(name) ?? [];
  const drawn = new Set([group]);
  for (const name of drawn) for (const child of children.get(name) ?? []) drawn.add(child);
  const data = [...drawn].map((name) => [name, { children: [...children.get(name) ?? []], hosts: [...rightIn(name)] }]);
  return { text: below(group, 0).join("\n"), data: { group, groups: Object.fromEntries(data) } };
}

function line(name: string, depth: number): string {
  return depth === 0 ? name : `${"  |".repeat(depth)}--${name}`;
}

/** The inventory that the loops which have not ended (or one loop) work with, read now. Throws Refusal where there is none, or more than one. */
export async function inventoryOfLoops(context: Context, app: App, loop: number | undefined): Promise<Inventory> {
  const { type, wiring, io } = context;
  const open = await app.archive.loops({ all: loop !== undefined });
  const loops = open.filter(({ id, options }) =>
    (loop === undefined || id === loop) && options?.inventory !== undefined
  );
  const sources = new Map(loops.map(({ options }) => [JSON.stringify(options?.inventory), options]));
  const [only, ...others] = sources.values();
  if (only?.inventory !== undefined && others.length === 0) {
    const { inventory, vaults = [] } = only;
    return await wiring.readInventory(inventory, { cwd: io.cwd, ...vaults.length === 0 ? {} : { vaults } });
  }
  const why = only === undefined
    ? loop === undefined ? "No loop that is under way has an inventory" : `Loop ${loop} has no inventory`
    : `The loops that are under way have ${sources.size} different inventories`;
  throw new Refusal(`${why}: which groups are meant?`, {
    hint: `Type ${type("hosts --graph -i INVENTORY")}, or ${type("hosts --graph --loop LOOP")}`,
  });
}
