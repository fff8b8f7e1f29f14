// What a command line starts: each program with its arguments, seen through what starts programs for others.
import { readOptions } from "./options.ts";
import { ANY } from "./glob.ts";
import { parseShell } from "./shell_text.ts";
import { type Redirect, Unsure, type Word } from "./shell_syntax.ts";
import { isSensitive } from "./shell_words.ts";
import { shellBuiltin } from "./shell_builtins.ts";
import { programReads } from "./reading_programs.ts";
import { SHELLS, STARTING_WORDS, startsAnything, WRAPPERS } from "./wrappers.ts";

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

/** Options of a shell that do not change how it reads a text. */
export const SHELL_OPTIONS = /^(errexit|nounset|pipefail|noglob|xtrace|verbose|noclobber|noexec)$/;

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
  const inner = (words: Word[]) => {
    start.through = true;
    look({ words, redirects: [], assignments: [] }, found, depth + 1);
  };
  const innerText = (words: readonly Word[]) => {
    if (words.some((word) => word.split || word.text.includes(ANY))) {
      throw new Unsure(`the text that ${name} runs is known on the host only`);
    }
    start.through = true;
    const { list, copied, unsure } = startsOfText(words.map((word) => word.text).join(" "), depth + 1);
    found.list.push(...list);
    found.copied.push(...copied);
    if (unsure !== undefined) throw new Unsure(unsure);
  };
  const wrapper = Object.hasOwn(WRAPPERS, name) ? WRAPPERS[name] : undefined;
  const shell = Object.hasOwn(SHELLS, name) ? SHELLS[name] : undefined;
  if (wrapper !== undefined) {
    if (name === "runuser" && !rest.some((word) => /^(-[a-zA-Z]*u|--user)/.test(word.text))) {
      return asAnotherUser(rest, innerText);
    }
    const read = readOptions(rest, wrapper.options, { mixed: false });
    if (read === null) throw new Unsure(`an option of ${name} is not known here`);
    if (wrapper.asks?.some((option) => read.given.some((given) => given.name === option))) return;
    const words = read.rest.slice(wrapper.operands ?? 0);
    if (read.rest.slice(0, wrapper.operands ?? 0).some((word) => word.split === "words")) {
      throw new Unsure(`what ${name} starts is known on the host only`);
    }
    while (wrapper.assigns === true && words[0] !== undefined) {
      const assigned = /^([^=]*)=/.exec(words[0].text)?.[1];
      if (assigned === undefined) break;
      if (isSensitive(assigned) || assigned.includes(ANY)) throw new Unsure(`it changes ${assigned}`);
      start.assignments.push(assigned);
      words.shift();
    }
    const [first] = words;
    if (first === undefined) {
      if (wrapper.shell) throw new Unsure(`${name} starts a shell that reads what to do`);
      return;
    }
    if (name === "flock" && /^(-c|--command)$/.test(first.text)) return innerText(words.slice(1));
    if (name === "time" && /^([{!]|if|while|until|for|case|time)$/.test(first.text)) {
      throw new Unsure("not every shell reads time alike");
    }
    if (first.text.startsWith("-")) throw new Unsure(`an option of ${name} is not known here`);
    return inner(words);
  }
  if (shell !== undefined) {
    const read = readOptions(rest, shell, { mixed: false });
    const [command] = read?.rest ?? [];
    const known = read?.given.every((given) => given.name !== "-o" || SHELL_OPTIONS.test(given.value?.text ?? ""));
    if (command === undefined || !known || !read?.given.some((given) => given.name === "-c")) {
      throw new Unsure(`what ${name} reads is not in the text`);
    }
    // `sh -c -e TEXT` and `sh -c +e TEXT`: options may follow.
    if (/^[-+]/.test(command.text)) throw new Unsure(`an option of ${name} is not known here`);
    return innerText([command]);
  }
  if (name === "su") return asAnotherUser(rest, innerText);
  if (name === "xargs") return fromInput(rest, inner);
  if (name === "find") return executed(rest, inner);
  if (name === "watch") return watched(rest, inner, innerText);
  if (name === "ssh") return elsewhere(rest, innerText);
  if (name === "eval") return innerText(rest);
  if (name === "trap") return trapped(rest, innerText);
  if (name === "script") return recorded(rest, innerText);
  if (/^(cp|ln|mv|link|install)$/.test(name)) found.copied.push(...rest.map((word) => baseName(word.text)));
  shellBuiltin(name, rest);
  if (programReads(name, rest)) return;
  if (startsAnything(name)) throw new Unsure(`what ${name} starts cannot be told from its arguments`);
  const starting = Object.hasOwn(STARTING_WORDS, name) ? STARTING_WORDS[name] : undefined;
  if (starting !== undefined) {
    const may = rest.find((word) =>
      word.split === "words" || word.text.startsWith(ANY) || starting.test(word.text) ||
      word.text.startsWith("-") && word.text.includes(ANY)
    );
    if (may !== undefined) throw new Unsure(`${name} may start something with these arguments`);
  }
}

/** `su USER -c TEXT`. */
function asAnotherUser(words: readonly Word[], innerText: (words: Word[]) => void): void {
  const options = { flags: "lmpPf", values: "csgG", names: "login preserve-environment pty", named: "command shell" };
  const read = readOptions(words.filter((word) => word.text !== "-"), options, { mixed: true });
  const commands = read?.given.filter((given) => given.name === "-c" || given.name === "--command") ?? [];
  const shell = read?.given.find((given) => given.name === "-s" || given.name === "--shell")?.value?.text;
  const [command] = commands;
  if (read === null || commands.length !== 1 || command?.value === undefined || read.rest.length > 1) {
    throw new Unsure("what su starts is not in the text");
  }
  if (shell !== undefined && !Object.hasOwn(SHELLS, baseName(shell))) throw new Unsure("su starts another shell");
  innerText([command.value]);
}

/** `xargs PROGRAM…`: what it reads becomes further arguments. */
function fromInput(words: readonly Word[], inner: (words: Word[]) => void): void {
  const options = {
    flags: "0rtxo",
    values: "InPLsdEa",
    names: "null no-run-if-empty verbose exit open-tty",
    named: "max-args max-procs max-chars delimiter arg-file",
  };
  const read = readOptions(words, options, { mixed: false });
  if (read === null) throw new Unsure("an option of xargs is not known here");
  const sign = read.given.find((given) => given.name === "-I")?.value?.text;
  if (read.rest.length === 0) return;
  if (sign === undefined) return inner([...read.rest, { text: ANY, quoted: false, split: "words" }]);
  if (sign === "" || sign.includes(ANY)) throw new Unsure("what xargs replaces is known on the host only");
  inner(read.rest.map((word) => ({ ...word, text: word.text.replaceAll(sign, ANY) })));
}

/** `find … -exec PROGRAM … ;`. */
function executed(words: readonly Word[], inner: (words: Word[]) => void): void {
  for (let at = 0; at < words.length; at++) {
    const word = words[at];
    if (word === undefined) return;
    if (word.split === "words" || word.text.startsWith(ANY) || word.text.startsWith("-") && word.text.includes(ANY)) {
      throw new Unsure("what find does is known on the host only");
    }
    if (!/^-(exec|execdir|ok|okdir)$/.test(word.text)) continue;
    const length = words.slice(at + 1).findIndex(({ text }, n, all) =>
      text === ";" || text === "+" && all[n - 1]?.text === "{}"
    );
    if (length < 1) throw new Unsure("what find starts has no end");
    const command = words.slice(at + 1, at + 1 + length);
    // `-name -exec` looks like a beginning, too.
    if (command.some(({ text }) => /^-(exec|ok)/.test(text))) {
      throw new Unsure("where find starts something is unclear");
    }
    inner(command.map((each) => ({ ...each, text: each.text.replaceAll("{}", ANY) })));
    at += length + 1;
  }
}

function watched(
  words: readonly Word[],
  inner: (words: Word[]) => void,
  innerText: (words: Word[]) => void,
): void {
  const options = {
    flags: "bcdegtwxCpr",
    values: "nq",
    names: "beep color differences errexit chgexit no-title exec precise no-wrap",
    named: "interval",
  };
  const read = readOptions(words, options, { mixed: false });
  if (read === null || read.rest.length === 0) throw new Unsure("an option of watch is not known here");
  if (read.given.some(({ name }) => name === "-x" || name === "--exec")) return inner(read.rest);
  innerText(read.rest);
}

/** `ssh HOST COMMAND…`: a shell over there reads it. */
function elsewhere(words: readonly Word[], innerText: (words: Word[]) => void): void {
  const options = { flags: "46AaCfGgKkMNnqTtVvXxYy", values: "BbceiJlmpSRLDOWwQE" };
  const plain = words.filter(({ text }, at) => {
    const isOption = (value: string | undefined) =>
      value !== undefined &&
      /^(StrictHostKeyChecking|BatchMode|ConnectTimeout|UserKnownHostsFile|LogLevel|ServerAlive\w+|IdentitiesOnly)[= ]/
        .test(value);
    if (text === "-o") return !isOption(words[at + 1]?.text);
    return !(words[at - 1]?.text === "-o" && isOption(text));
  });
  const read = readOptions(plain, options, { mixed: false });
  if (read === null || read.rest.length < 2 || read.rest[1]?.text.startsWith("-")) {
    throw new Unsure("what ssh starts is not in the text");
  }
  innerText(read.rest.slice(1));
}

/** `trap TEXT SIGNAL…`. */
function trapped(words: readonly Word[], innerText: (words: Word[]) => void): void {
  const [first, ...others] = words.filter((word) => word.text !== "--");
  if (first === undefined || first.text === "-" && !first.split || first.text === "") return;
  if (others.length > 0 || first.text.includes(ANY)) return innerText([first]);
}

/** `script -c TEXT FILE`. */
function recorded(words: readonly Word[], innerText: (words: Word[]) => void): void {
  const options = { flags: "aefq", values: "cEIOBTmo", names: "append flush quiet return force", named: "command" };
  const read = readOptions(words, options, { mixed: true });
  const command = read?.given.find((given) => given.name === "-c" || given.name === "--command")?.value;
  if (command === undefined || (read?.rest.length ?? 0) > 1) throw new Unsure("what script starts is not in the text");
  innerText([command]);
}
