// The hosts of a loop: its inventory is read, and its playbook's plays meet those that they are for.
import { readInventory } from "../inventory/read_inventory.ts";
import { InputError } from "../model/errors.ts";
import type { AddedHost } from "../model/resource.ts";
import type { LoopOptions } from "../model/loop.ts";
import { bindHosts } from "../playbook/bind_hosts.ts";
import type { Playbook } from "../playbook/playbook.ts";
import type { Files } from "../ports/files.ts";
import type { Inventory } from "../ports/inventory.ts";
import type { Vaults } from "../ports/vaults.ts";
import { localFiles } from "../transports/local_files.ts";
import { withVaults } from "./open_vaults.ts";
import { type Outputs, runScripts, withOutputs } from "./script_outputs.ts";

/** What a loop is walked on. */
export interface Fleet {
  /** Its plays have their hosts; shared with no other loop. */
  playbook: Playbook;
  inventory: Inventory;
  /** Sentences for people, in ansible-playbook's words: what the inventory says of itself, and patterns that name nothing. */
  warnings: string[];
}

/** How its files are read. */
export interface FleetTerms {
  /** Between what is on disk and whoever reads: what a run keeps. Default: nothing. */
  keep?: (files: Files) => Files;
  /** What opens encrypted files. */
  vaults: Vaults;
  /** What the inventory's programs printed already, and where it is put. Default: nothing. */
  outputs?: Outputs;
  /** Hosts that decisions have added. Default: none. */
  added?: readonly AddedHost[];
  /** Nothing is to run: a play for hosts that nobody knows, where there is no inventory, is a warning. Default false. */
  listing?: boolean;
  /** The playbook. Throws InputError. */
  read(files: Files): Playbook | Promise<Playbook>;
}

/**
 * Runs an inventory's programs, reads it, reads the playbook and binds it; `grown` is the inventory with other hosts added. Throws InputError for all that is wrong with them, for a limit that lets no
 * host through, and for a play that is for other hosts than this machine where there is no inventory.
 */
export async function openFleet(
  options: LoopOptions,
  { keep = (files) => files, vaults, outputs = new Map(), added = [], listing = false, read }: FleetTerms,
  signal: AbortSignal,
): Promise<Fleet & { files: Files; grown(added: readonly AddedHost[]): Inventory }> {
  const files = withVaults(keep(withOutputs(localFiles(), outputs)), vaults);
  const { inventory: sources = [], limit } = options;
  await runScripts(sources, { files, outputs }, signal);
  const parsed = await read(files);
  const grown = (added: readonly AddedHost[]) => readInventory(sources, { files, folder: parsed.folder, added });
  const inventory = grown(added);
  demandHosts(inventory, limit);
  const { playbook, unmatched, warning } = bound(parsed, { inventory, options, listing });
  const warnings = [...(warning === undefined ? [] : [warning]), ...warningsOf(inventory, unmatched)];
  return { playbook, inventory, files, warnings, grown };
}

/** An inventory by itself, its programs run; `sources` as a loop's options have them. Throws InputError. */
export async function openInventory(
  sources: readonly string[],
  vaults: Vaults,
  signal: AbortSignal,
): Promise<Inventory> {
  const outputs: Outputs = new Map();
  const files = withVaults(withOutputs(localFiles(), outputs), vaults);
  await runScripts(sources, { files, outputs }, signal);
  return readInventory(sources, { files });
}

/** A limit that nothing passes was mistyped. */
function demandHosts(inventory: Inventory, limit: string | undefined): void {
  if (limit === undefined) return;
  // The implicit localhost is in no group; whoever limits a play to it means it.
  if (["all", "localhost"].some((pattern) => inventory.select(pattern, limit).hosts.length > 0)) return;
  const known = inventory.hosts.length === 0
    ? "there is no inventory: name one with -i"
    : `the hosts are ${
      some(inventory.hosts)
    }; \`ftl2-enterprise hosts -i INVENTORY --graph\` shows them with their groups`;
  throw new InputError(`--limit ${limit} lets no host through: ${known}`);
}

/** The plays with their hosts. A listing shows them also where nobody knows any hosts. */
function bound(
  parsed: Playbook,
  { inventory, options: { limit, extraVars }, listing }: {
    inventory: Inventory;
    options: LoopOptions;
    listing: boolean;
  },
): ReturnType<typeof bindHosts> & { warning?: string } {
  try {
    return bindHosts(parsed, inventory, { limit, extraVars });
  } catch (error) {
    if (!(error instanceof InputError) || !listing || inventory.sources.length > 0) throw error;
    return { playbook: parsed, unmatched: [], warning: error.message };
  }
}

/** As ansible-playbook says it. */
function warningsOf({ sources, hosts, warnings }: Inventory, unmatched: readonly string[]): string[] {
  return [
    ...warnings,
    ...(sources.length > 0 && hosts.length === 0
      ? [
        "provided hosts list is empty, only localhost is available. Note that the implicit localhost does not match 'all'",
      ]
      : []),
    ...[...new Set(unmatched)].map((pattern) => `Could not match supplied host pattern, ignoring: ${pattern}`),
  ];
}

/** The first few of many names. */
function some(names: readonly string[]): string {
  const shown = names.slice(0, 8).join(", ");
  return names.length > 8 ? `${shown} and ${names.length - 8} more` : shown;
}
