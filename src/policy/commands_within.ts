// The commands that stand among the arguments of a program.
import { ANY } from "./glob.ts";
import { readOptions } from "./options.ts";
import { SHELL_OPTIONS } from "./shell_builtins.ts";
import { Unsure, type Word } from "./shell_syntax.ts";
import { isSensitive } from "./shell_words.ts";
import { SHELLS, type Wrapper, WRAPPERS } from "./wrappers.ts";

/** A program with its arguments, or words that a shell reads as a text once they are joined. */
export type Inner = { words: Word[] } | { text: Word[] };

/** The commands among a program's arguments; undefined for a program that takes none. Adds to `assignments` what is set for them. Throws Unsure. */
export function commandsWithin(name: string, rest: readonly Word[], assignments: string[]): Inner[] | undefined {
  if (name === "runuser" && !rest.some(({ text }) => /^(-[a-zA-Z]*u|--user)/.test(text))) return asAnotherUser(rest);
  const wrapper = Object.hasOwn(WRAPPERS, name) ? WRAPPERS[name] : undefined;
  if (wrapper !== undefined) return wrapped(name, rest, { wrapper, assignments });
  const special = Object.hasOwn(SPECIAL, name) ? SPECIAL[name] : undefined;
  if (special !== undefined) return special(rest);
  return Object.hasOwn(SHELLS, name) ? ofShell(name, rest) : undefined;
}

const SPECIAL: Record<string, (words: readonly Word[]) => Inner[]> = {
  su: asAnotherUser,
  xargs: fromInput,
  find: executed,
  watch: watched,
  ssh: elsewhere,
  trap: trapped,
  script: recorded,
  eval: (words) => [{ text: [...words] }],
};

function wrapped(
  name: string,
  rest: readonly Word[],
  { wrapper, assignments }: { wrapper: Wrapper; assignments: string[] },
): Inner[] {
  const read = readOptions(rest, wrapper.options, { mixed: false });
  if (read === null) throw new Unsure(`an option of ${name} is not known here`);
  if (wrapper.asks?.some((option) => read.given.some((given) => given.name === option))) return [];
  const before = read.rest.slice(0, wrapper.operands ?? 0);
  const words = read.rest.slice(wrapper.operands ?? 0);
  if (before.some((word) => word.split)) throw new Unsure(`what ${name} starts is known on the host only`);
  while (wrapper.assigns === true && words[0] !== undefined) {
    const assigned = /^([^=]*)=/.exec(words[0].text)?.[1];
    if (assigned === undefined) break;
    if (words[0].split === "words") throw new Unsure(`what ${name} starts is known on the host only`);
    if (isSensitive(assigned) || assigned.includes(ANY)) throw new Unsure(`it changes ${assigned}`);
    assignments.push(assigned);
    words.shift();
  }
  const [first] = words;
  if (first === undefined) {
    if (wrapper.shell) throw new Unsure(`${name} starts a shell that reads what to do`);
    return [];
  }
  if (name === "flock" && /^(-c|--command)$/.test(first.text)) return [{ text: words.slice(1) }];
  if (name === "time" && /^([{!]|if|while|until|for|case|time)$/.test(first.text)) {
    throw new Unsure("not every shell reads time alike");
  }
  if (first.text.startsWith("-")) throw new Unsure(`an option of ${name} is not known here`);
  return [{ words }];
}

/** `sh -c TEXT`. */
function ofShell(name: string, rest: readonly Word[]): Inner[] {
  const read = readOptions(rest, SHELLS[name] ?? {}, { mixed: false });
  const [command] = read?.rest ?? [];
  const known = read?.given.every((given) => given.name !== "-o" || SHELL_OPTIONS.test(given.value?.text ?? ""));
  if (command === undefined || !known || !read?.given.some((given) => given.name === "-c")) {
    throw new Unsure(`what ${name} reads is not in the text`);
  }
  // `sh -c -e TEXT` and `sh -c +e TEXT`: options may follow.
  if (/^[-+]/.test(command.text)) throw new Unsure(`an option of ${name} is not known here`);
  return [{ text: [command] }];
}

/** `su USER -c TEXT`. */
function asAnotherUser(words: readonly Word[]): Inner[] {
  const options = { flags: "lmpPf", values: "csgG", names: "login preserve-environment pty", named: "command shell" };
  const read = readOptions(words.filter((word) => word.text !== "-"), options, { mixed: true });
  const commands = read?.given.filter((given) => given.name === "-c" || given.name === "--command") ?? [];
  const shell = read?.given.find((given) => given.name === "-s" || given.name === "--shell")?.value?.text;
  const [command] = commands;
  if (read === null || commands.length !== 1 || command?.value === undefined || read.rest.length > 1) {
    throw new Unsure("what su starts is not in the text");
  }
  if (shell !== undefined && !/^(\/usr)?(\/bin\/)?(sh|bash|dash)$/.test(shell)) {
    throw new Unsure("su starts another shell");
  }
  return [{ text: [command.value] }];
}

/** `xargs PROGRAM…`: what it reads becomes further arguments. */
function fromInput(words: readonly Word[]): Inner[] {
  const options = {
    flags: "0rtxo",
    values: "InPLsdEa",
    names: "null no-run-if-empty verbose exit open-tty",
    named: "max-args max-procs max-chars delimiter arg-file",
  };
  const read = readOptions(words, options, { mixed: false });
  if (read === null) throw new Unsure("an option of xargs is not known here");
  const signs = read.given.filter((given) => given.name === "-I").map((given) => given.value?.text ?? "");
  if (read.rest.length === 0) return [];
  const [sign] = signs;
  if (sign === undefined) return [{ words: [...read.rest, { text: ANY, quoted: false, split: "words" }] }];
  if (sign === "" || sign.includes(ANY) || signs.length > 1) {
    throw new Unsure("what xargs replaces is known on the host only");
  }
  return [{ words: read.rest.map((word) => ({ ...word, text: word.text.replaceAll(sign, ANY) })) }];
}

/** `find … -exec PROGRAM … ;`. */
function executed(words: readonly Word[]): Inner[] {
  const found: Inner[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at];
    if (word === undefined) break;
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
    found.push({ words: command.map((each) => ({ ...each, text: each.text.replaceAll("{}", ANY) })) });
    at += length + 1;
  }
  return found;
}

function watched(words: readonly Word[]): Inner[] {
  const options = {
    flags: "bcdegtwxCpr",
    values: "nq",
    names: "beep color differences errexit chgexit no-title exec precise no-wrap",
    named: "interval",
  };
  const read = readOptions(words, options, { mixed: false });
  if (read === null || read.rest.length === 0) throw new Unsure("an option of watch is not known here");
  return read.given.some(({ name }) => name === "-x" || name === "--exec")
    ? [{ words: read.rest }]
    : [{ text: read.rest }];
}

/** `ssh HOST COMMAND…`: a shell over there reads it. */
function elsewhere(words: readonly Word[]): Inner[] {
  const options = { flags: "46AaCfGgKkMNnqTtVvXxYy", values: "BbceiJlmpSRLDOWwQE" };
  const harmless =
    /^(StrictHostKeyChecking|BatchMode|ConnectTimeout|UserKnownHostsFile|LogLevel|ServerAlive\w+|IdentitiesOnly)[= ]/;
  const plain = words.filter(({ text }, at) => {
    const value = text === "-o" ? words[at + 1]?.text : words[at - 1]?.text === "-o" ? text : undefined;
    return value === undefined || !harmless.test(value);
  });
  const read = readOptions(plain, options, { mixed: false });
  if (read === null || read.rest.length < 2 || read.rest[1]?.text.startsWith("-") || read.rest[0]?.split) {
    throw new Unsure("what ssh starts is not in the text");
  }
  return [{ text: read.rest.slice(1) }];
}

/** `trap TEXT SIGNAL…`. */
function trapped(words: readonly Word[]): Inner[] {
  const [first, ...others] = words.filter((word) => word.text !== "--");
  if (first === undefined || first.text === "-" || first.text === "") return [];
  return others.length > 0 || first.text.includes(ANY) ? [{ text: [first] }] : [];
}

/** `script -c TEXT FILE`. */
function recorded(words: readonly Word[]): Inner[] {
  const options = { flags: "aefq", values: "cEIOBTmo", names: "append flush quiet return force", named: "command" };
  const read = readOptions(words, options, { mixed: true });
  const command = read?.given.find((given) => given.name === "-c" || given.name === "--command")?.value;
  if (command === undefined || (read?.rest.length ?? 0) > 1) throw new Unsure("what script starts is not in the text");
  return [{ text: [command] }];
}
