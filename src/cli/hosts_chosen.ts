// Which hosts the pattern and the limit on the command line mean, in an inventory or on record.
import type { FleetHost } from "../ports/archive.ts";
import type { Inventory } from "../ports/inventory.ts";
import type { Context } from "./context.ts";
import { type KnownHost, mergeFleet } from "../words/hosts_known.ts";
import { meantWord } from "./meant_word.ts";
import { quoted } from "../words/quoted.ts";
import { Refusal } from "./refusal.ts";

/** The names that they leave of an inventory, in its order. Throws Refusal where they name nothing. */
export function chosenOfInventory(context: Context, inventory: Inventory): string[] {
  const { words: [pattern = "all"], flags: { limit } } = context;
  const { hosts: names, unmatched } = inventory.select(pattern, limit);
  return answered(context, { names, unmatched, known: [...inventory.hosts, ...inventory.groups.keys()] });
}

/** The hosts that they leave of the record. Throws Refusal where they name nothing. */
export async function chosenOfRecord(context: Context, rows: readonly FleetHost[]): Promise<KnownHost[]> {
  const { words: [pattern = "all"], flags: { limit }, wiring } = context;
  const known = mergeFleet(rows);
  if (pattern === "all" && limit === undefined) return known;
  const all = [...new Set(known.map(({ host }) => host))];
  const groups = new Map<string, string[]>([["all", all]]);
  for (const { host, groups: own } of known) {
    for (const group of own) groups.set(group, [...groups.get(group) ?? [], host]);
  }
  const { hosts: names, unmatched } = await wiring.selectHosts({ hosts: all, groups }, pattern, limit);
  const chosen = new Set(answered(context, { names, unmatched, known: [...all, ...groups.keys()] }));
  return known.filter(({ host }) => chosen.has(host));
}

/** Tells what named nothing. Throws Refusal where a pattern was typed and all of it names nothing. */
function answered(
  context: Context,
  { names, unmatched, known }: { names: string[]; unmatched: string[]; known: string[] },
): string[] {
  const { words: [pattern], flags: { limit, inventory }, type } = context;
  if (names.length > 0 || (pattern === undefined && limit === undefined)) {
    for (const part of unmatched) context.note(`warning: Could not match supplied host pattern, ignoring: ${part}`);
    return names;
  }
  const typed = [pattern, limit].filter((part) => part !== undefined).map((part) => JSON.stringify(part));
  const where = inventory === undefined ? `on record in ${context.global.db}` : "in the inventory";
  const part = unmatched[0] ?? pattern ?? "";
  const near = unmatched.length > 0 ? meantWord(part, known) : undefined;
  const meant = near === undefined ? "" : `Did you mean ${near}? `;
  const sources = (inventory ?? []).map((source) => ` -i ${quoted(source)}`).join("");
  throw new Refusal(`No host ${where} is named by ${typed.join(" with the limit ")}`, {
    hint: `${meant}${type(`hosts${sources}`)} lists them all`,
    kind: "not found",
  });
}
