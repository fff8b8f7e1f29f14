// Options of a program, told from its operands.
import { ANY } from "./glob.ts";
import type { Word } from "./shell_syntax.ts";

/** The options that a program may be given. Any other makes it unknown. */
export interface Options {
  /** Letters without a value (`-n`). */
  flags?: string;
  /** Letters with a value (`-n 5`, `-n5`). */
  values?: string;
  /** Names without a value, or with an optional one (`--null`, `--color=auto`), separated by blanks. */
  names?: string;
  /** Names with a value (`--lines 5`, `--lines=5`). */
  named?: string;
  /** Whole words besides (`-name`), as a pattern. */
  words?: RegExp;
}

/** What was read: the options with their values, and what follows. */
export interface Read {
  given: { name: string; value?: Word }[];
  rest: Word[];
}

/**
 * Reads options up to the first operand, or `--`; with `mixed`, wherever they stand. Null where one is not known, or where it cannot be known whether
 * a word is one.
 */
export function readOptions(words: readonly Word[], options: Options, { mixed }: { mixed: boolean }): Read | null {
  const given: Read["given"] = [];
  const rest: Word[] = [];
  const queue = [...words];
  for (let word = queue.shift(); word !== undefined; word = queue.shift()) {
    const { text, split } = word;
    if (text === "--") return { given, rest: [...rest, ...queue] };
    // A word that may become several may bring options along.
    if (split === "words" || text.startsWith(ANY)) return null;
    if (!text.startsWith("-") || text === "-") {
      rest.push(word);
      if (!mixed) return { given, rest: [...rest, ...queue] };
      continue;
    }
    if (text.split("=")[0]?.includes(ANY)) return null;
    if (options.words?.test(text)) given.push({ name: text });
    else if (text.startsWith("--")) {
      const [name = "", ...value] = text.slice(2).split("=");
      if (holds(options.names, name)) given.push({ name: `--${name}`, ...valued(value.join("="), value.length > 0) });
      else if (!holds(options.named, name)) return null;
      else if (value.length > 0) given.push({ name: `--${name}`, ...valued(value.join("="), true) });
      else {
        const next = queue.shift();
        if (next === undefined || next.split) return null;
        given.push({ name: `--${name}`, value: next });
      }
    } else {
      for (let at = 1; at < text.length; at++) {
        const letter = text.charAt(at);
        if (options.flags?.includes(letter)) given.push({ name: `-${letter}` });
        else if (!options.values?.includes(letter)) return null;
        else {
          const attached = text.slice(at + 1);
          const value = attached === "" ? queue.shift() : { ...word, text: attached };
          if (value === undefined || value.split) return null;
          given.push({ name: `-${letter}`, value });
          break;
        }
      }
    }
  }
  return { given, rest };
}

/** Whether a list of names, separated by blanks, has one. */
export function holds(names: string | undefined, name: string): boolean {
  return name !== "" && ` ${names ?? ""} `.includes(` ${name} `);
}

function valued(text: string, has: boolean): { value?: Word } {
  return has ? { value: { text, quoted: true } } : {};
}
