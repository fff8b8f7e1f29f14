// What stands at the cursor of a command line: a flag, a flag's value or a command's word, by commander's own tree of them.
import type { Argument, Command, Option } from "commander";

export interface AtCursor {
  /** The command that the line names; the program where it names none yet. */
  command: Command;
  /** Its words before the cursor. */
  words: string[];
  /** Flags before the cursor, as often as they stand there, with what they were given. */
  given: { option: Option; value: string | undefined }[];
  wanted: Wanted;
}

export type Wanted =
  /** `typed` begins it. */
  | { what: "flag"; typed: string }
  /** `before` is what stands in the same word before it: `--db=`. */
  | { what: "value"; option: Option; typed: string; before: string }
  /** A word of the command; no `argument`: it takes no more. */
  | { what: "word"; argument: Argument | undefined; typed: string }
  | { what: "command"; typed: string }
  | { what: "nothing"; typed: string };

/** Finds out. The last word is the one at the cursor. */
export function atCursor(program: Command, line: readonly string[]): AtCursor {
  const typed = line.at(-1) ?? "";
  const before = line.slice(0, -1);
  let command = program;
  let asksForHelp = false;
  let onlyWords = false;
  const words: string[] = [];
  const given: AtCursor["given"] = [];
  const found = (wanted: Wanted): AtCursor => ({ command, words, given, wanted });
  for (let at = 0; at < before.length; at++) {
    const word = before[at]!;
    if (!onlyWords && word === "--") {
      onlyWords = true;
    } else if (!onlyWords && /^-./.test(word)) {
      const { options, value } = flagsIn(word, command, program);
      for (const option of options.slice(0, -1)) given.push({ option, value: undefined });
      const last = options.at(-1);
      if (last === undefined) continue;
      if (!last.required || value !== undefined) given.push({ option: last, value });
      else if (at + 1 < before.length) given.push({ option: last, value: before[++at] });
      else return found({ what: "value", option: last, typed, before: "" });
    } else if (command !== program) {
      words.push(word);
    } else if (word === "help") {
      asksForHelp = true;
    } else {
      const named = program.commands.find((each) => each.name() === word || each.aliases().includes(word));
      if (named === undefined) words.push(word);
      else command = named;
    }
  }
  const [, name, start] = /^(--[^=]+)=([^]*)$/.exec(typed) ?? [];
  if (!onlyWords && name !== undefined && start !== undefined) {
    const option = flagsIn(name, command, program).options[0];
    if (option !== undefined && !option.isBoolean()) {
      return found({ what: "value", option, typed: start, before: `${name}=` });
    }
  }
  if (!onlyWords && typed.startsWith("-")) return found({ what: "flag", typed });
  if (command === program || asksForHelp) {
    // Behind `help COMMAND` nothing more comes, nor behind a command that is none.
    const isOver = words.length > 0 || (asksForHelp && command !== program);
    return found({ what: isOver ? "nothing" : "command", typed });
  }
  const { registeredArguments: all } = command;
  const argument = all[words.length] ?? (all.at(-1)?.variadic ? all.at(-1) : undefined);
  return found({ what: "word", argument, typed });
}

/** The flags in a word, `-bK` having several, and the value that stands in it. */
function flagsIn(word: string, command: Command, program: Command): { options: Option[]; value: string | undefined } {
  const all = [...command.options, ...program.options];
  const [, long, inLong] = /^(--[^=]+)(?:=([^]*))?$/.exec(word) ?? [];
  if (long !== undefined) return { options: all.filter((each) => each.long === long).slice(0, 1), value: inLong };
  const options: Option[] = [];
  for (let at = 1; at < word.length; at++) {
    const option = all.find(({ short }) => short === `-${word[at]}`);
    if (option === undefined) break;
    options.push(option);
    const behind = word.slice(at + 1);
    if (!option.isBoolean() && behind !== "") return { options, value: behind };
  }
  return { options, value: undefined };
}
