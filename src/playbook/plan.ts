// A playbook's plan: its plays as increments, bound by a hash to everything that is read before anything runs. Pure.
import { relative } from "node:path";
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { InputError } from "../model/errors.ts";
import type { IncrementPlan } from "../model/increment.ts";
import type { Json, JsonObject } from "../model/json.ts";
import type { VaultedVars } from "../model/loop.ts";
import { sortedKeys } from "../templates/sorted_keys.ts";
import { toPlain } from "../templates/value.ts";
import { carriedVariables } from "./carried.ts";
import { listTasks } from "./list_tasks.ts";
import type { Playbook } from "./playbook.ts";

/** What a plan depends on besides the files. */
export interface PlanOptions {
  tags?: string[];
  skipTags?: string[];
  extraVars?: JsonObject;
  vaultedVars?: VaultedVars[];
}

/**
 * The plan of a bound playbook. The same files and options give the same hash, wherever the folder lies. Throws InputError, with the place, for a
 * play that cannot be an increment: it reads what an earlier one registers, sets or gathers.
 */
export function planOf(
  playbook: Playbook,
  { tags, skipTags, extraVars: opened = {}, vaultedVars = [] }: PlanOptions,
): IncrementPlan {
  // A hash of what is encrypted could be tried until it fits: the ciphertext stands for it.
  const sealed = vaultedVars.flatMap(({ names, text }) => names.map((name) => [name, text] as const));
  const extraVars = { ...opened, ...Object.fromEntries(sealed) };
  demandIndependence(playbook);
  const plays = listTasks(playbook, { tags: tags ?? ["all"], skipTags: skipTags ?? [] });
  const digest = (text: string) => bytesToHex(sha256(new TextEncoder().encode(text)));
  const files = playbook.sources.map(({ path, text }) => [relative(playbook.folder, path), digest(text)] as const);
  const content = {
    version: 1 as const,
    files: Object.fromEntries(files.toSorted(([a], [b]) => a < b ? -1 : 1)),
    ...(tags === undefined ? {} : { tags }),
    ...(skipTags === undefined ? {} : { skipTags }),
    extraVars: Object.keys(extraVars).toSorted(),
    increments: plays.map(({ name, hosts, tasks }, at) => ({
      n: at + 1,
      name,
      hosts,
      tasks: tasks.map((task) => task.name),
    })),
  };
  const bound = boundTo(playbook);
  const all = [content, sortedKeys(extraVars), ...bound.length === 0 ? [] : [bound]];
  const hash = `sha256:${digest(JSON.stringify(all))}`;
  return { ...content, file: playbook.file, hash };
}

/** What the inventory says of the plan's hosts: it is as good as a part of the playbook. Passwords may change, they change nothing that is done. */
function boundTo({ inventory, plays }: Playbook): Json[] {
  if (inventory === undefined || inventory.sources.length === 0) return [];
  const hosts = [...new Set(plays.flatMap((play) => play.hosts))].toSorted();
  return hosts.map((host) => {
    const variables = [...inventory.variables(host)].filter(([name]) => !/pass(word|wd)?$/.test(String(name)));
    return [host, [...inventory.groupsOf(host)], sortedKeys(toPlain(new Map(variables)))];
  });
}

/** One line an increment, as a human is asked to confirm it. */
export function planText({ increments, hash }: IncrementPlan): string {
  const steps = increments.map(({ n, name, hosts, tasks }) =>
    `${n}. ${name}${name === hosts.join(",") ? "" : ` (${hosts.join(", ")})`}: ${tasks.length} task${
      tasks.length === 1 ? "" : "s"
    }`
  );
  return [`Confirm this plan (${hash}):`, ...steps].join("\n");
}

function demandIndependence(playbook: Playbook): void {
  const [first, ...others] = carriedVariables(playbook);
  if (first === undefined) return;
  const { play, from, name, ofOthers } = first;
  const what = ofOthers === true
    ? `reads facts of other hosts, which play ${
      from + 1
    } gathers: ask those hosts in it, too, by "setup" with "delegate_to" and ` +
      '"delegate_facts: true"'
    : name === undefined
    ? `reads facts that only play ${from + 1} gathers: write "gather_facts: true" in play ${play + 1}, too`
    : `reads "${name}", which play ${from + 1} registers or sets: put both into one play, or find the value anew`;
  const more = others.length === 0 ? "" : ` (and ${others.length} more like it)`;
  throw new InputError(`As an increment a play is walked on its own; play ${play + 1} ${what}${more}`, first.place);
}
