// Which words of a shell's script may come into an argument list. Cautious: what is not known to stay in the shell may.

/** Builtins that only print, or hand on to the environment; `e` is how our own scripts tell what they see. */
const HARMLESS = ["printf", "echo", "export", "e", ":"];
/** Words before a command. */
const BEFORE = ["if", "then", "else", "elif", "while", "until", "do", "!", "{", "}", "fi", "done"];

/**
 * Words of a script as they are written, but for those that only a builtin reads. One with a command in it is always among them, and so is each
 * word of a script that reads from itself (`<<`).
 */
export function wordsToPrograms(script: string): string[] {
  const cautious = script.includes("<<");
  const found: string[] = [];
  let command: string | undefined;
  for (const word of wordsOf(script)) {
    if (word === SEPARATOR || (command === undefined && BEFORE.includes(word))) {
      command = undefined;
      continue;
    }
    command ??= word;
    if (cautious || !HARMLESS.includes(command) || /`|\$\(/.test(word)) found.push(word);
  }
  return found;
}

const SEPARATOR = "\n";

/** Words with their quotes, and a separator wherever a command ends. */
function wordsOf(script: string): string[] {
  const words: string[] = [];
  let word = "";
  let quote = "";
  const end = () => {
    if (word !== "") words.push(word);
    word = "";
  };
  for (let at = 0; at < script.length; at++) {
    const char = script[at]!;
    if (quote !== "") {
      word += char;
      if (quote === '"' && char === "\\") word += script[++at] ?? "";
      else if (char === quote) quote = "";
    } else if (char === "\\") word += char + (script[++at] ?? "");
    else if (char === "'" || char === '"') {
      quote = char;
      word += char;
    } else if (/[ \t]/.test(char)) end();
    else if (char === "$" && script[at + 1] === "(") {
      // What it runs is a command of its own, and its words are the programs' words of both.
      word += "$(";
      end();
      words.push(SEPARATOR);
      at++;
    } else if (/[\n;&|()]/.test(char)) {
      end();
      words.push(SEPARATOR);
    } else word += char;
  }
  end();
  return words;
}
