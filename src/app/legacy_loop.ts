// A loop that the original program wrote: its flags were never recorded, so careful ones stand in, and a human is asked before anything is changed.
import { dirname, resolve } from "node:path";
import type { Loop, LoopOptions } from "../model/loop.ts";
import { NO_POLICY, type Policy } from "../policy/policy.ts";
import type { Archive } from "../ports/archive.ts";
import { localFiles } from "../transports/local_files.ts";
import { absoluteSource } from "./absolute_source.ts";
import { modelHere } from "./model_here.ts";

/** What it is looked for in. */
export interface Legacy {
  /** The database's absolute path: the original was started beside it. */
  db: string;
  cwd: string;
  exists(path: string): boolean;
  /** The first language model that is there, as `--model` names it. */
  model(): string | null;
}

/** Milliseconds after which what a loop lacks is looked for again; the wait grows. */
export const LACKING_MS = 60_000;

/** This machine, and this process's environment. */
export function legacyHere(db: string): Legacy {
  return { db, cwd: Deno.cwd(), exists: (path) => localFiles().kind(path) !== undefined, model: modelHere };
}

/** Flags for it; or what has to be there first, in a sentence. */
export function legacyOptions(
  { inventory, groups }: Pick<Loop, "inventory" | "groups">,
  { db, cwd, exists, model: find }: Legacy,
): LoopOptions | { lacking: string } {
  const careful: LoopOptions = { once: false, dryRun: false, maxIterations: 10, onInterrupted: "ask" };
  const model = find();
  if (model === null) return { lacking: `${WRITTEN}: ${NO_MODEL}` };
  // The original named groups, where not all hosts were meant.
  const names = Array.isArray(groups) ? groups.filter((each) => typeof each === "string") : [];
  const limit = names.length === 0 ? {} : { limit: names.join(",") };
  if (inventory === null || inventory.trim() === "") return { ...careful, model };
  if (inventory.includes(",")) return { ...careful, model, inventory: [inventory], ...limit };
  const places = [...new Set([resolve(dirname(db), inventory), absoluteSource(inventory, cwd)])];
  const found = places.find(exists);
  if (found !== undefined) return { ...careful, model, inventory: [found], ...limit };
  return { lacking: `${WRITTEN}: its inventory is not there: put it at ${places.join(" or ")}` };
}

/** Whatever a model or a rule wants to do is asked for, until a human has said yes to something of it once. */
export async function legacyPolicy(archive: Pick<Archive, "prompts">, { id }: Pick<Loop, "id">): Promise<Policy> {
  const prompts = await archive.prompts({ loop: id });
  return prompts.some(({ kind, response }) => kind === "approval" && response === "yes") ? NO_POLICY : ASK_FIRST;
}

const ASK_FIRST: Policy = {
  rules: [{
    decision: "ask",
    match: { by: ["model", "rule"], as: ["deed"], params: {} },
    reason: "the original program wrote this loop, and what it may do is not on record",
    place: "(a loop of the original program)",
  }],
};

const WRITTEN = "written by the original program, which kept no flags";
const NO_MODEL =
  "its goal in words needs a language model: set ANTHROPIC_API_KEY, or OPENAI_API_KEY or OPENAI_BASE_URL, " +
  "or install `claude`, where the worker runs";
