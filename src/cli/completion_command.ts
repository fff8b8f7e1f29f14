// The command `completion`, declared.
import type { Command } from "commander";

/** Declares it. `add` makes the command. */
export function declareCompletion(add: (words: string, summary: string) => Command): void {
  add(
    " <shell> [line...]",
    "print a script for bash, zsh or fish: TAB then knows loops, too",
  );
}
