// The script that a shell reads to complete this program, with how to make it last in its head.
import { quoted } from "../../words/quoted.ts";
import { bashScript } from "./bash_script.ts";
import { fishScript } from "./fish_script.ts";
import type { Shell } from "./shell_words.ts";
import { zshScript } from "./zsh_script.ts";

export interface ScriptTerms {
  /** What people type to start the program. */
  program: string;
  /** Words that start it from anywhere: for an alias, of which no shell says what it stands for. */
  start: readonly string[];
}

/** Its text. */
export function completionScript(shell: Shell, { program, start }: ScriptTerms): string {
  const terms = { program, start: start.map(quoted).join(" "), names: NAMES.join(" ") };
  return { bash: bashScript, zsh: zshScript, fish: fishScript }[shell](terms);
}

/** What the program's file is called in its forms. */
const NAMES = ["ftl2-enterprise", "ftl2-enterprise.js"];
