// What a tool told about a run, and what the run left: the same shape for Ansible and for ours.
import type { Json, JsonObject } from "../../src/model/json.ts";

/** How one task, or one item of it, came out. */
export interface Told {
  /** Absent for this machine. */
  host?: string;
  item?: Json;
  outcome: string;
  ignored: boolean;
  result: JsonObject;
  /** Ours only. */
  diff?: { header: string; before: string; after: string }[];
}

/** One task as it was met. */
export interface ToldTask {
  name: string;
  module: string;
  handler: boolean;
  results: Told[];
}

/** One path of the tree. */
export type Leaf = { type: string; mode?: string; owner?: string; content?: string; target?: string };

/** A run of either tool. */
export interface Run {
  /** `refused` is a playbook that was never begun. */
  ended: "converged" | "failed" | "refused";
  /** Of other hosts each column behind the host's name. */
  recap: { [column: string]: number };
  tasks: ToldTask[];
  tree: { [path: string]: Leaf };
  /** Every registered variable and fact at the end; null where the run did not come that far. */
  registered: JsonObject | null;
  /** For people who read a failure; never compared. */
  output: string;
}

/** Reads the lines that callback/told.py wrote. */
export function readAnsible(lines: string): Pick<Run, "recap" | "tasks"> {
  const tasks: ToldTask[] = [];
  let recap = {};
  for (const line of lines.split("\n").filter(Boolean)) {
    const told = JSON.parse(line);
    if (told.kind === "task") {
      tasks.push({ name: told.name, module: shortName(told.module), handler: told.handler, results: [] });
    } else if (told.kind === "recap") recap = recapsOf(told.hosts, "failures");
    else if (told.kind === "item" || told.kind === "result") takeAnsible(tasks.at(-1)!, told);
  }
  return { tasks: tasks.filter(isTold).map(byHost), recap };
}

/** Hosts answer in any order. */
function byHost(task: ToldTask): ToldTask {
  const of = ({ host = "" }: Told) => host;
  return { ...task, results: task.results.toSorted((a, b) => of(a) < of(b) ? -1 : of(a) > of(b) ? 1 : 0) };
}

function hostIn({ host }: { host?: string }): { host?: string } {
  return host === undefined || host === "localhost" ? {} : { host };
}

/** `meta` is no deed, and an include shows in the tasks that it brings. */
function isTold({ module }: ToldTask): boolean {
  return !["meta", "include_tasks", "import_tasks", "include", "include_role"].includes(module);
}

function takeAnsible(task: ToldTask, told: { kind: string; item?: Json } & Told): void {
  const { outcome, ignored, result, item } = told;
  const [hidden, host] = ["censored" in result, hostIn(told)];
  const own = task.results.filter((one) => one.host === host.host);
  if (told.kind === "item") {
    task.results.push({ ...host, ...(hidden ? {} : { item: item ?? null }), outcome, ignored, result });
  } else if (!(hidden || Array.isArray(result["results"])) || own.length === 0) {
    task.results.push({ ...host, outcome, ignored, result });
  } // Only the sum of a loop says whether its failures were ignored.
  else for (const one of own) one.ignored = ignored && one.outcome === "failed";
}

/** Reads the lines that witness.ts wrote. Of several passes only the first is kept: it is the one that --once walks. */
export function readOurs(lines: string): Pick<Run, "recap" | "tasks"> {
  const tasks: ToldTask[] = [];
  let recap = {};
  for (const line of lines.split("\n").filter(Boolean)) {
    const told = JSON.parse(line);
    if (told.kind === "task") {
      tasks.push({ name: told.name, module: shortName(told.module), handler: told.handler, results: [] });
    } else if (told.kind === "result") {
      const { outcome, ignored, result, diff } = told;
      tasks.at(-1)!.results.push({
        ...hostIn(told),
        ...("item" in told ? { item: told.item } : {}),
        outcome,
        ignored,
        result,
        diff,
      });
    } else if (told.kind === "iteration closed") {
      recap = recapsOf(told.tally, "failed");
      break;
    }
  }
  return { tasks: tasks.filter(isTold).map(byHost), recap };
}

function shortName(module: string): string {
  const short = module.replace(/^ansible\.(builtin|legacy)\./, "");
  // A wrapper that asks setup.
  return short === "gather_facts" ? "setup" : short;
}

function recapsOf(hosts: { [host: string]: { [column: string]: number } }, failed: string): Run["recap"] {
  const recap = recapOf(hosts["localhost"] ?? {}, failed);
  for (const [host, counts] of Object.entries(hosts)) {
    if (host === "localhost") continue;
    for (const [column, count] of Object.entries(recapOf(counts, failed))) recap[`${host}.${column}`] = count;
  }
  return recap;
}

function recapOf(counts: { [column: string]: number }, failed: string): { [column: string]: number } {
  const of = (column: string) => counts[column] ?? 0;
  return {
    ok: of("ok"),
    changed: of("changed"),
    failed: of(failed),
    unreachable: of("unreachable"),
    skipped: of("skipped"),
    ignored: of("ignored"),
    rescued: of("rescued"),
  };
}
