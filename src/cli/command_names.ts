// The names of the commands.
import { type ActingCommand, actingCommands } from "./acting_commands.ts";
import { type MachineCommand, machineCommands } from "./machine_commands.ts";
import { type ReadingCommand, readingCommands } from "./reading_commands.ts";

/** One of the commands that there are. */
export type CommandName =
  | ActingCommand
  | ReadingCommand
  | MachineCommand
  | "init"
  | "completion"
  | "init-db"
  | "modules"
  | "policy"
  | "rules";
/** All of them. */
export const COMMANDS: ReadonlySet<string> = new Set<string>(
  [
    ...actingCommands,
    ...readingCommands,
    ...machineCommands,
    "init",
    "completion",
    "init-db",
    "modules",
    "policy",
    "rules",
  ] satisfies CommandName[],
);

/** Other names of some, as other tools call the same. */
export const ALIASES: Readonly<Partial<Record<CommandName, string>>> = { top: "tui" };
