// A line that is being typed into a shell, as words: what each says, and in which quotes the last one stands open.

export type Shell = "bash" | "zsh" | "fish";

/** A word of the line. */
export interface ShellWord {
  /** What the program would be handed; undefined where only the shell could tell, as of `$(date)`. */
  text: string | undefined;
  /** As it was typed. */
  raw: string;
  /** The quotes that are still open at its end. */
  open: "" | "'" | '"' | "$'";
}

export interface TypedLine {
  /** The last one is where the cursor stands; empty behind a space. */
  words: ShellWord[];
  /** A file's name comes there: the word stands behind `>` or `<`. */
  redirected: boolean;
}

/** What a shell that was asked puts in. */
export interface Surroundings {
  /** An environment variable; undefined where there is none. */
  env(name: string): string | undefined;
}

/** Reads a line up to the cursor. Nothing in it is executed or looked up but variables and `~`. */
export function typedLine(line: string, shell: Shell, surroundings: Surroundings): TypedLine {
  const words: ShellWord[] = [];
  let rest = line.trimStart();
  for (;;) {
    const redirection = /^\d*(?:&>>?|>>?[&|]?|<<?<?&?)\s*/.exec(rest)?.[0];
    if (redirection !== undefined) rest = rest.slice(redirection.length);
    const word = readWord(rest, shell, surroundings);
    rest = rest.slice(word.raw.length);
    const isLast = rest === "";
    if (redirection === undefined || isLast) words.push(word);
    if (isLast) return { words, redirected: redirection !== undefined };
    // Behind a space there is one more word, if only an empty one.
    const gap = /^\s+/.exec(rest)?.[0] ?? "";
    rest = rest.slice(gap.length);
  }
}

function readWord(line: string, shell: Shell, { env }: Surroundings): ShellWord {
  let text = "";
  let known = true;
  let open: ShellWord["open"] = "";
  let at = 0;
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const found = pattern.exec(line);
    if (found !== null) at += found[0].length;
    return found;
  };
  const home = take(/~(?=\/|$)/y);
  if (home !== null) {
    text += env("HOME") ?? "~";
  }
  while (at < line.length) {
    if (open === "") {
      if (/[\s<>]/.test(line[at]!)) break;
      if (shell !== "fish" && take(/\$'/y)) open = "$'";
      else if (take(/'/y)) open = "'";
      else if (take(/"/y)) open = '"';
      else if (take(/\\\n/y)) continue;
      else if (take(/\\/y)) text += take(/[^]/y)?.[0] ?? "";
      else if (!expanded()) text += take(/[^]/y)![0];
    } else if (take(open === '"' ? /"/y : /'/y)) open = "";
    else if (open === "'" && (shell !== "fish" || !take(/\\(?=['\\])/y))) text += take(/[^]/y)![0];
    else if (open === "'") text += take(/[^]/y)?.[0] ?? "";
    else if (open === '"') {
      const escaped = take(/\\([$`"\\\n])/y);
      if (escaped !== null) text += escaped[1] === "\n" ? "" : escaped[1];
      else if (!expanded()) text += take(/[^]/y)![0];
    } else {
      const escaped = take(/\\([\\'"?])/y);
      if (escaped !== null) text += escaped[1];
      else {
        if (line[at] === "\\") known = false;
        text += take(/[^]/y)![0];
      }
    }
  }
  return { text: known ? text : undefined, raw: line.slice(0, at), open };

  /** A variable is put in; what only the shell can tell is passed over. */
  function expanded(): boolean {
    const command = take(/\$\((?:[^()]|\([^()]*\))*\)?/y) ?? (shell === "fish" ? null : take(/`[^`]*`?/y));
    if (command !== null) {
      known = false;
      return true;
    }
    const name = take(/\$(\w+)/y) ?? (shell === "fish" ? null : take(/\$\{(\w+)\}/y));
    if (name === null) {
      if (line[at] === "$" && /[{@*#?!$-]/.test(line[at + 1] ?? "")) known = false;
      return false;
    }
    const value = env(name[1]!);
    if (value === undefined) known = false;
    else text += value;
    return true;
  }
}
