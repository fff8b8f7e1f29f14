// The hosts of a loop: its inventory is read, and its playbook's plays meet those that they are for.
import { readInventory } from "../inventory/read_inventory.ts";
import { InputError } from "../model/errors.ts";
import type { LoopOptions } from "../model/loop.ts";
import { bindHosts } from "../playbook/bind_hosts.ts";
import type { Playbook } from "../playbook/playbook.ts";
import type { Files } from "../ports/files.ts";
import type { Inventory } from "../ports/inventory.ts";
import { localFiles } from "../transports/local_files.ts";
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
  /** What the inventory's programs printed already, and where it is put. Default: nothing. */
  outputs?: Outputs;
  /** The playbook. Throws InputError. */
  read(files: Files): Playbook;
}

/**
 * Runs an inventory's programs, reads it, reads the playbook and binds it. Throws InputError for all that is wrong with them, for a limit that lets no
 * host through, and for a play that is for other hosts than this machine where there is no inventory.
 */
export async function openFleet(
  options: LoopOptions,
  { keep = (files) => files, outputs = new Map(), read }: FleetTerms,
  signal: AbortSignal,
): Promise<Fleet & { files: Files }> {
  const files = keep(withOutputs(localFiles(), outputs));
  const { inventory: sources = [], limit, extraVars } = options;
  await runScripts(sources, { files, outputs }, signal);
  const parsed = read(files);
  const inventory = readInventory(sources, { files, folder: parsed.folder });
  demandHosts(inventory, limit);
  const { playbook, unmatched } = bindHosts(parsed, inventory, { limit, extraVars });
  if (sources.length === 0) demandHere(playbook);
  return { playbook, inventory, files, warnings: warningsOf(inventory, unmatched) };
}

/** An inventory by itself, its programs run; `sources` as a loop's options have them. Throws InputError. */
export async function openInventory(sources: readonly string[], signal: AbortSignal): Promise<Inventory> {
  const outputs: Outputs = new Map();
  const files = withOutputs(localFiles(), outputs);
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
    : `the hosts are ${some(inventory.hosts)}; \`ftl2-enterprise hosts --graph\` shows them with their groups`;
  throw new InputError(`--limit ${limit} lets no host through: ${known}`);
}

/** Without an inventory nobody knows any host but this machine. */
function demandHere({ plays }: Playbook): void {
  const play = plays.find(({ hosts }) => hosts.length === 0);
  if (play === undefined) return;
  const pattern = JSON.stringify([play.pattern].flat().join(","));
  throw new InputError(
    `This play is for ${pattern}, and there is no inventory that names such hosts: give one (-i inventory.yml, or -i web1,web2 ` +
      'for a list of names), or write "hosts: localhost" for this machine',
    play.place,
  );
}

/** As ansible-playbook says it. */
function warningsOf({ sources, hosts, warnings = [] }: Inventory, unmatched: readonly string[]): string[] {
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
