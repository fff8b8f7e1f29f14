// How the commands are declared: each by its name, its words, a sentence and its flags.
import type { Command } from "commander";

/** Declares a command. Its flags (with what its help says beyond) cost a start, and are asked for only where they are needed. */
export type Declare<Name extends string> = (
  name: Name,
  words: string,
  summary: string,
  flags?: (command: Command) => void,
) => void;
