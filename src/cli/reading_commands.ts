// The commands that read the record or look after it, declared: their words, flags and examples.
import { type Command, InvalidArgumentError } from "commander";
import { parseDuration } from "./duration.ts";
import { refuse } from "./run_flags.ts";
import { commandExamples } from "./examples.ts";
import { together, wholeNumber } from "./flag_values.ts";
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

/** Declares them. `add` makes a command of a name, its words and a sentence; `program` is what people type. */
export function declareReading(
  add: (command: ReadingCommand, words: string, summary: string) => Command,
  program: string,
): void {
  const watch = (reader: Command) => reader.option("--watch", "look again whenever something changes, until Ctrl-C");
  const example = (reader: Command, ...lines: string[]) => reader.addHelpText("after", commandExamples(program, lines));

  example(
    watch(
      add("status", " [loop]", "the loops that have not ended, or one loop")
        .option("-a, --all", "loops that have ended, too"),
    ),
    "status",
    "status web --watch",
  );
  example(
    add("top", "", "the loops and the questions, live, on the whole terminal; answers by a key").alias("tui"),
    "top",
    "--db /srv/loops.db top",
  );
  example(
    watch(
      add("history", " <loop>", "what was decided and done, and how it came out: the last 20 runs")
        .option("-a, --all", "every run")
        .option("--actions", "every action, too")
        .option("--drift", "only what was found changed after it had converged"),
    ),
    "history web --actions",
    "history web --drift",
    "history web --all --actions -o json > web.json",
  );
  example(
    add("show", " <loop>", "everything on record of a loop: options, hosts, questions, resources")
      .option("--brief <n>", "what the model read and answered in this iteration, and what it cost", wholeNumber),
    "show web",
    "show web --brief 3",
  );
  const hosts = example(
    watch(
      add(
        "hosts",
        " [host]",
        "the hosts that are known, how they are and what was done there last; or one host closely",
      )
        .option("-i, --inventory <source>", "those of an inventory: a file, folder, program or list (a,b)", together)
        .option("-l, --limit <pattern>", "only these: web:&prod:!web3, @FILE")
        .option("--graph", "groups and hosts as a tree; with a group's name behind it only that one")
        .option("--loop <loop>", "only what this loop knows")
        .option("-a, --all", "hosts that have left their inventories, too"),
    ),
    "hosts",
    "hosts web01",
    "hosts 'web*:!web3' --watch",
    "hosts -i inventory.yml --limit prod",
    "hosts -i inventory.yml --graph",
  );
  declareTypedVaults(declareVaults(hosts));
  refuse(hosts, inventoryHabits, (name, instead) => notOurs(name, instead, "ansible-inventory's"));
  example(
    add("logs", " <loop>", "what happened to a loop, line by line")
      .option("-f, --follow", "and what happens from now on, until the loop has ended")
      .option("--since <time>", "only what is not older: 90s, 10m, 2h, 3d", parseDuration)
      .option("--tail <n>", "only the last so many events", countFromZero),
    "logs web -f",
    "logs web --since 2h",
  );
  example(
    declareKeep(add("prune", "", "take what is old out of the record; a worker does so by itself"))
      .option("--dry-run", "only say what would go"),
    "prune --keep 7d --dry-run",
  );
  example(
    add("backup", " <file>", "copy the database, also while loops run").option(
      "--force",
      "replace a file that is there",
    ),
    "backup loops-monday.db",
  );
  example(add("verify", "", "whether the database is whole and its record consistent; exit 1 if not"), "verify");
}

function countFromZero(text: string): number {
  const n = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(n)) throw new InvalidArgumentError("It must be a whole number.");
  return n;
}
