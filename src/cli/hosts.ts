// hosts: the hosts that the record knows, or that inventories name, and how they are; one of them closely; their groups as a tree.
import { resolve } from "node:path";
import type { App } from "../app.ts";
import type { Inventory } from "../ports/inventory.ts";
import { type Context, type Ending, openApp, toJson } from "./context.ts";
import { exitCode } from "./exit_code.ts";
import { findLoop } from "./find_loop.ts";
import { chosenOfInventory, chosenOfRecord } from "./hosts_chosen.ts";
import { hostsClosely } from "./hosts_closely.ts";
import { checkHostsFlags } from "./hosts_flags.ts";
import { hostsGraph, inventoryOfLoops } from "./hosts_graph.ts";
import { besideNotes } from "../words/hosts_known.ts";
import { hostsTable } from "./hosts_table.ts";
import { Refusal } from "./refusal.ts";
import { typeVaults, vaultsOf } from "./vault_options.ts";
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
  checkHostsFlags(context);
  if (flags.inventory !== undefined) await typeVaults(context);
  const inventory = flags.inventory &&
    await wiring.readInventory(flags.inventory, { cwd: io.cwd, ...vaultsOf(context) });
  for (const warning of inventory?.warnings ?? []) context.note(`warning: ${warning}`);
  if (flags.graph && inventory) return graph(context, inventory);
  // An inventory can be read without a database.
  const recorded = inventory === undefined || io.kind(resolve(io.cwd, global.db)) === "file";
  await using app = recorded ? await openApp(context, { create: false }) : undefined;
  const named = flags.loop === undefined || app === undefined
    ? undefined
    : (await findLoop({ ...context, words: [flags.loop] }, app)).id;
  if (flags.graph && app) return graph(context, await inventoryOfLoops(context, app, named));
  if (app === undefined && (flags.watch || flags.loop !== undefined)) {
    const flag = flags.watch ? "--watch" : "--loop";
    throw new Refusal(`There is no database ${global.db}, and ${flag} is about what is on record in one`, {
      hint: `Leave ${flag} out, or name the database with --db`,
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
    ? await chosenOfRecord(context, rows)
    : besideNotes(await context.wiring.describeHosts(inventory, chosenOfInventory(context, inventory)), rows);
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
