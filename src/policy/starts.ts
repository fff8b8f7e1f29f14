// What a command line starts: each program with its arguments, seen through what starts programs for others.
import { commandsWithin } from "./commands_within.ts";
import { ANY } from "./glob.ts";
import { parseShell } from "./shell_text.ts";
import { type Redirect, Unsure, type Word } from "./shell_syntax.ts";
import { shellBuiltin } from "./shell_builtins.ts";
import { programReads } from "./reading_programs.ts";
import { STARTING_WORDS, startsAnything } from "./wrappers.ts";

/** One program that is started, or may be. */
export interface Start {
  /** The program as it is written, then its arguments; empty for assignments and redirections alone. */
  words: Word[];
  redirects: Redirect[];
  assignments: string[];
  /** What it starts is in the list, too. */
  through?: boolean;
}

/** All that is started. */
export interface Starts {
  list: Start[];
  /** Names of files that are copied, moved or linked: programs may get other names by it. */
  copied: string[];
  /** Why more may be started, as a clause. */
  unsure?: string;
}

/** Nested commands that are looked into. */
const DEEPEST = 20;

/** What a shell text starts. */
export function startsOfText(text: string, depth = 0): Starts {
  const { commands, unsure } = parseShell(text, depth);
  const found: Starts = { list: [], copied: [], ...(unsure === undefined ? {} : { unsure }) };
  for (const { words, redirects, assignments } of commands) {
    const start: Start = { words, redirects, assignments: assignments.map(({ name }) => name) };
    look(start, found, depth);
  }
  return found;
}

/** What a program with its arguments starts, no shell in between. */
export function startsOfWords(words: Word[], depth = 0): Starts {
  const found: Starts = { list: [], copied: [] };
  look({ words, redirects: [], assignments: [] }, found, depth);
  return found;
}

/** The last part of a program's path. */
export function baseName(text: string): string {
  return text.slice(text.lastIndexOf("/") + 1);
}

/** Whether a program is written without a path, or where systems keep theirs: one of the same name elsewhere is another one. */
export function isUsualPlace(program: string): boolean {
  return !program.includes("/") || /^(\/usr(\/local)?)?\/s?bin\/[^/]+$/.test(program);
}

function look(start: Start, found: Starts, depth: number): void {
  found.list.push(start);
  if (start.words.length === 0) return;
  try {
    if (depth > DEEPEST) throw new Unsure("it is nested too deeply");
    inside(start, found, depth);
  } catch (error) {
    if (!(error instanceof Unsure)) throw error;
    found.unsure ??= error.message;
  }
}

/** Looks at what a program starts in turn. Throws Unsure. */
function inside(start: Start, found: Starts, depth: number): void {
  const [program, ...rest] = start.words;
  if (program === undefined) return;
  const { text } = program;
  if (text.includes(ANY) || program.split) throw new Unsure("which program it starts is known on the host only");
  if (!/^[\x21-\x7e]*$/.test(text) || /[=!{}]/.test(text) || text.endsWith("/")) {
    throw new Unsure(`"${text}" is no usual name of a program`);
  }
  const name = baseName(text);
  const commands = commandsWithin(name, rest, start.assignments);
  if (commands === undefined) return alone(name, rest, found);
  for (const inner of commands) {
    start.through = true;
    if ("words" in inner) look({ words: inner.words, redirects: [], assignments: [] }, found, depth + 1);
    else {
      if (inner.text.some((word) => word.split || word.text.includes(ANY))) {
        throw new Unsure(`the text that ${name} runs is known on the host only`);
      }
      const { list, copied, unsure } = startsOfText(inner.text.map((word) => word.text).join(" "), depth + 1);
      found.list.push(...list);
      found.copied.push(...copied);
      if (unsure !== undefined) throw new Unsure(unsure);
    }
  }
}

/** A program that takes no command among its arguments. */
function alone(name: string, rest: readonly Word[], found: Starts): void {
  if (/^(cp|ln|mv|link|install)$/.test(name)) found.copied.push(...rest.map((word) => baseName(word.text)));
  shellBuiltin(name, rest);
  if (programReads(name, rest)) return;
  if (startsAnything(name)) throw new Unsure(`what ${name} starts cannot be told from its arguments`);
  const starting = Object.hasOwn(STARTING_WORDS, name) ? STARTING_WORDS[name] : undefined;
  const may = starting !== undefined &&
    rest.some((word) =>
      word.split === "words" || word.text.startsWith(ANY) || starting.test(word.text) ||
      word.text.startsWith("-") && word.text.includes(ANY)
    );
  if (may) throw new Unsure(`${name} may start something with these arguments`);
}
