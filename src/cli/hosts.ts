// hosts: the hosts that the record knows, or that inventories name, and how they are; one of them closely; their groups as a tree.
import { resolve } from "node:path";
import { closest } from "fastest-levenshtein";
import type { App } from "../app.ts";
import type { FleetHost } from "../ports/archive.ts";
import type { Inventory } from "../ports/inventory.ts";
import { type Context, type Ending, openApp, toJson } from "./context.ts";
import { exitCode } from "./exit_code.ts";
import { findLoop } from "./find_loop.ts";
import { hostsClosely } from "./hosts_closely.ts";
import { hostsGraph, inventoryOfLoops } from "./hosts_graph.ts";
import { besideNotes, type KnownHost, mergeFleet } from "./hosts_known.ts";
import { hostsTable } from "./hosts_table.ts";
import { quoted } from "./quoted.ts";
import { Refusal } from "./refusal.ts";
import { watch } from "./watch.ts";

/** Where hosts are looked up: in the record, in an inventory, or in both. */
interface Sources {
  app: App | undefined;
  inventory: Inventory | undefined;
  /** Only what this loop knows. */
  loop: number | undefined;
}

/** All hosts, those of a pattern, or everything about the one that is named; with `--graph` the groups. */
export async function hosts(given: Context): Promise<Ending> {
  const context = sayingOnce(given);
  const { flags, io, global, wiring } = context;
  checkFlags(context);
  const inventory = flags.inventory && await wiring.readInventory(flags.inventory, { cwd: io.cwd });
  for (const warning of inventory?.warnings ?? []) context.note(`warning: ${warning}`);
  if (flags.graph && inventory) return graph(context, inventory);
  // An inventory can be read without a database.
  const recorded = inventory === undefined || io.kind(resolve(io.cwd, global.db)) === "file";
  await using app = recorded ? await openApp(context, { create: false }) : undefined;
  const named = flags.loop === undefined || app === undefined
    ? undefined
    : (await findLoop({ ...context, words: [flags.loop] }, app)).id;
  if (flags.graph && app) return graph(context, await inventoryOfLoops(context, app, named));
  if (flags.watch && app === undefined) {
    throw new Refusal(`There is no database ${global.db} that could be watched`, {
      hint: "Leave --watch out, or name the database with --db",
    });
  }
  const limit = flags.limit === undefined ? undefined : await wiring.readLimit(flags.limit, io.cwd);
  const look = () =>
    lookAt({ ...context, flags: { ...flags, ...(limit === undefined ? {} : { limit }) } }, {
      app,
      inventory,
      loop: named,
    });
  return flags.watch && app ? await watch(context, app, { command: "hosts", look }) : await look();
}

function checkFlags({ flags, type }: Context): void {
  const other = flags.limit === undefined ? flags.watch ? "--watch" : undefined : "--limit";
  if (!flags.graph || other === undefined) return;
  throw new Refusal(`--graph draws what inventories say, and ${other} is for the list of hosts`, {
    hint: `Leave one of them out; ${type("hosts --graph GROUP")} draws one group`,
  });
}

function graph(context: Context, inventory: Inventory): Ending {
  const { text, data } = hostsGraph(inventory, context.words[0]);
  return { exit: exitCode.done, data, text };
}

async function lookAt(context: Context, sources: Sources): Promise<Ending> {
  const { words: [word], flags: { limit } } = context;
  if (word !== undefined && limit === undefined) {
    const one = await hostsClosely(context, word, sources);
    if (one !== undefined) return one;
  }
  return await list(context, sources);
}

async function list(context: Context, { app, inventory, loop }: Sources): Promise<Ending> {
  const { flags: { all = false }, type } = context;
  const rows = await app?.archive.fleet(loop === undefined ? {} : { loop }) ?? [];
  const known = inventory === undefined
    ? await ofRecord(context, rows)
    : besideNotes(await context.wiring.describeHosts(inventory, selected(context, inventory)), rows);
  const shown = known.filter(({ status }) => all || inventory !== undefined || status !== "gone");
  const gone = known.length - shown.length;
  const left = gone === 0
    ? []
    : [`${gone === 1 ? "1 host is" : `${gone} hosts are`} gone from the inventories: ${type("hosts --all")}`];
  return {
    exit: exitCode.done,
    data: toJson({ hosts: shown }),
    text: [shown.length > 0 ? hostsTable(context, shown, app !== undefined) : none(context, inventory), ...left].join(
      "\n",
    ),
  };
}

/** The hosts that the word's pattern and the limit leave of an inventory. */
function selected(context: Context, inventory: Inventory): string[] {
  const { words: [pattern = "all"], flags: { limit } } = context;
  const { hosts: names, unmatched } = inventory.select(pattern, limit);
  return answered(context, { names, unmatched, known: [...inventory.hosts, ...inventory.groups.keys()] });
}

/** The hosts that they leave of the record. */
async function ofRecord(context: Context, rows: readonly FleetHost[]): Promise<KnownHost[]> {
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
  const meant = unmatched.length > 0 && known.length > 0 ? `Did you mean ${closest(part, known)}? ` : "";
  const sources = (inventory ?? []).map((source) => ` -i ${quoted(source)}`).join("");
  throw new Refusal(`No host ${where} is named by ${typed.join(" with the limit ")}`, {
    hint: `${meant}${type(`hosts${sources}`)} lists them all`,
    kind: "not found",
  });
}

function none({ type, global }: Context, inventory: Inventory | undefined): string {
  return inventory === undefined
    ? `${global.db} knows no host yet: a run with an inventory notes its hosts (${type("run -f FILE -i INVENTORY")})`
    : "The inventory names no host";
}

/** Whoever looks again and again says each sentence once; with --quiet none. */
function sayingOnce(context: Context): Context {
  const told = new Set<string>();
  const note = (text: string) => {
    if (!context.global.quiet && !told.has(text)) context.note(text);
    told.add(text);
  };
  return { ...context, note };
}
