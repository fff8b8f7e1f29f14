// The commands that read the record or look after it, declared: their words and flags.
import type { Command } from "commander";
import type { Declare } from "./declaring.ts";
import { parseDuration } from "./duration.ts";
import { refuse } from "./run_flags.ts";
import { countFromZero, together, wholeNumber } from "./flag_values.ts";
import { inventoryHabits, notOurs } from "./habits.ts";
import { declareKeep, type KeepFlags } from "./keep_flags.ts";
import { declareTypedVaults, declareVaults } from "./vault_flags.ts";

/** Their names. */
export const readingCommands = [
  "status",
  "top",
  "history",
  "show",
  "hosts",
  "logs",
  "prune",
  "backup",
  "verify",
] as const;
export type ReadingCommand = (typeof readingCommands)[number];

/** Flags of these commands; absent where they were not given. Lengths of time in milliseconds. */
export interface ReadingFlags extends KeepFlags {
  all?: boolean;
  actions?: boolean;
  drift?: boolean;
  /** Number of an iteration. */
  brief?: number;
  watch?: boolean;
  follow?: boolean;
  since?: number;
  tail?: number;
  force?: boolean;
  /** As typed, in order. */
  inventory?: string[];
  limit?: string;
  graph?: boolean;
  /** An id or a name. */
  loop?: string;
}

/** Declares them. */
export function declareReading(declare: Declare<ReadingCommand>): void {
  const watch = (reader: Command) => reader.option("--watch", "look again whenever something changes, until Ctrl-C");
  declare(
    "status",
    " [loop]",
    "the loops that have not ended, or one loop",
    (status) => watch(status.option("-a, --all", "loops that have ended, too")),
  );
  declare("top", "", "loops and questions, live, on the whole terminal");
  declare("history", " <loop>", "what was decided and done in the last 20 runs", (history) =>
    watch(
      history
        .option("-a, --all", "every run")
        .option("--actions", "every action, too")
        .option("--drift", "only what was found changed after it had converged"),
    ));
  declare(
    "show",
    " <loop>",
    "everything on record of a loop: options, hosts, questions",
    (show) =>
      show.option("--brief <n>", "what the model read and answered in this iteration, and what it cost", wholeNumber),
  );
  declare("hosts", " [host]", "the hosts that are known and how they are, or one closely", (hosts) => {
    watch(
      hosts
        .option("-i, --inventory <source>", "those of an inventory: a file, folder, program or list (a,b)", together)
        .option("-l, --limit <pattern>", "only these: web:&prod:!web3, @FILE")
        .option("--graph", "groups and hosts as a tree; with a group's name behind it only that one")
        .option("--loop <loop>", "only what this loop knows")
        .option("-a, --all", "hosts that have left their inventories, too"),
    );
    declareTypedVaults(declareVaults(hosts));
    refuse(hosts, inventoryHabits, (name, instead) => notOurs(name, instead, "ansible-inventory's"));
  });
  declare("logs", " <loop>", "what happened to a loop, line by line", (logs) =>
    logs
      .option("-f, --follow", "and what happens from now on, until the loop has ended")
      .option("--since <time>", "only what is not older: 90s, 10m, 2h, 3d", parseDuration)
      .option("--tail <n>", "only the last so many events", countFromZero));
  declare(
    "prune",
    "",
    "take what is old out of the record; a worker does so by itself",
    (prune) => declareKeep(prune).option("--dry-run", "only say what would go"),
  );
  declare(
    "backup",
    " <file>",
    "copy the database, also while loops run",
    (backup) => backup.option("--force", "replace a file that is there"),
  );
  declare("verify", "", "whether the database is whole and consistent; exit 1 if not");
}
