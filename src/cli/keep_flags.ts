// --keep and --keep-history: how long the record is kept, by a worker and by prune alike.
import type { Command } from "commander";
import type { Keep } from "../ports/upkeep.ts";
import { parseAge } from "./duration.ts";

const DAY_MS = 86_400_000;
/** What is kept where nothing is said. */
const USUAL: Keep = { outputsMs: 30 * DAY_MS, historyMs: 400 * DAY_MS };

/** Milliseconds; absent where they were not given. */
export interface KeepFlags {
  keep?: number;
  keepHistory?: number;
}

/** Declares them. */
export function declareKeep(command: Command): Command {
  return command
    .option("--keep <time>", "how long whole outputs and the feed are kept (default: 30d)", parseAge)
    .option("--keep-history <time>", "how long iterations and actions are kept (default: 400d)", parseAge);
}

/** What they say. */
export function keepOf({ keep = USUAL.outputsMs, keepHistory = USUAL.historyMs }: KeepFlags): Keep {
  return { outputsMs: keep, historyMs: keepHistory };
}
