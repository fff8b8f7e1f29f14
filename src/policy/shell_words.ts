// Words of a shell text: quotes, expansions, substitutions. What shells read in different ways is not read at all.
import { ANY } from "./glob.ts";
import { Unsure, type Word } from "./shell_syntax.ts";

/** Signs that end a word. */
const ENDS = new Set([..." \t\n;&|()<>", ""]);
/** What a `${…}` may be: a name, its length, or with a default or a cut pattern of harmless signs. `${!x}` and `${x@P}` run what they find. */
const PARAMETER = /\{(?:#?(?<name>[A-Za-z_]\w*)|#?[0-9@*#?$!-])(?:(?<operator>:?[-=?+]|%%?|##?)[\w .,/:*@%+=-]*)?\}/y;
/** Numbers only: bash runs what stands in the value of a variable that it calculates with (`a[$(…)]`). */
const ARITHMETIC = /[\d\s+\-*/%<>=!&|^~?:()]*?\)\)/y;

/** What reads substitutions for it. */
export interface Nested {
  /** Reads commands up to the closing parenthesis of the same text, which is left to be read. */
  substitution(): void;
  /** Reads commands of another text. */
  within(text: string): void;
  /** A line ends within a word. */
  lineEnd(): void;
}

/** Reads signs and words at a place that moves on. A backslash before a line's end joins the lines, wherever it stands. */
export class WordReader {
  at = 0;
  #nested: Nested;
  constructor(readonly text: string, nested: Nested) {
    this.#nested = nested;
  }

  /** The next sign; empty at the end. */
  peek(): string {
    while (this.text[this.at] === "\\" && this.text[this.at + 1] === "\n") this.at += 2;
    return this.text[this.at] ?? "";
  }

  take(): string {
    const sign = this.peek();
    this.at++;
    return sign;
  }

  /** Takes a sign if it is next. */
  takes(sign: string): boolean {
    if (this.peek() !== sign || sign === "") return false;
    this.at++;
    return true;
  }

  /** Passes blanks, and a comment up to the end of its line. */
  skipBlanks(): void {
    while (this.peek() === " " || this.peek() === "\t") this.at++;
    if (this.peek() !== "#") return;
    while (this.at < this.text.length && this.text[this.at] !== "\n") this.at++;
  }

  /** The next word; null where none begins. */
  word(): Word | null {
    if (ENDS.has(this.peek())) return null;
    const word: Word = { text: "", quoted: false };
    // From the first sign on that stands for files or several words, nothing is known of the rest.
    let known: number | undefined;
    const open = () => {
      known ??= word.text.length;
      word.split ??= "files";
    };
    for (let sign = this.peek(); !ENDS.has(sign); sign = this.peek()) {
      const begins = word.text === "" && !word.quoted;
      this.at++;
      if (sign === "'") {
        const close = this.text.indexOf("'", this.at);
        if (close < 0) throw new Unsure("a quote is not closed");
        const inner = this.text.slice(this.at, close);
        if (inner.includes("\n")) this.#nested.lineEnd();
        word.text += inner;
        word.quoted = true;
        this.at = close + 1;
      } else if (sign === '"') {
        word.quoted = true;
        this.#doubleQuoted(word);
      } else if (sign === "\\") {
        if (this.at >= this.text.length) throw new Unsure("it ends with a backslash");
        word.text += this.text[this.at++];
        word.quoted = true;
      } else if (sign === "$") this.#dollar(word, false);
      else if (sign === "`") this.#backquoted(word, false);
      else if (sign === "*" || sign === "?") {
        word.text += ANY;
        word.split ??= "files";
      } else if (sign === "[" && !(begins && ENDS.has(this.peek()))) open();
      else if (sign === "{" && !this.#isPlainBrace(begins)) open();
      else if (sign === "~" && (begins || /[:=]$/.test(word.text))) known ??= word.text.length;
      else word.text += sign;
    }
    if (known !== undefined) word.text = word.text.slice(0, known) + ANY;
    return word;
  }

  /** The unquoted lines of a here-document: only expansions count. */
  hereLines(): void {
    const word: Word = { text: "", quoted: true };
    while (this.at < this.text.length) {
      const sign = this.text[this.at++];
      if (sign === "\\") this.at++;
      else if (sign === "$") this.#dollar(word, true);
      else if (sign === "`") this.#backquoted(word, true);
    }
  }

  /** `{` alone, and `{}` at the end of a word, are what they are. */
  #isPlainBrace(begins: boolean): boolean {
    if (begins && ENDS.has(this.peek())) return true;
    return this.peek() === "}" && ENDS.has(this.text[this.at + 1] ?? "");
  }

  #doubleQuoted(word: Word): void {
    for (;;) {
      const sign = this.take();
      if (sign === "") throw new Unsure("a quote is not closed");
      if (sign === '"') return;
      if (sign === "\n") this.#nested.lineEnd();
      if (sign === "\\") {
        const next = this.text[this.at++] ?? "";
        word.text += '$`"\\'.includes(next) ? next : `\\${next}`;
      } else if (sign === "$") this.#dollar(word, true);
      else if (sign === "`") this.#backquoted(word, true);
      else word.text += sign;
    }
  }

  #dollar(word: Word, quoted: boolean): void {
    const next = this.peek();
    if (next === "(") this.#substitution();
    else if (next === "{") {
      PARAMETER.lastIndex = this.at;
      const found = PARAMETER.exec(this.text);
      if (found === null) throw new Unsure("it has a ${…} that not every shell reads alike");
      const { name, operator } = found.groups ?? {};
      if (operator?.endsWith("=") && isSensitive(name ?? "")) throw new Unsure(`it changes ${name}`);
      if (found[0].startsWith("{@")) word.split = "words";
      this.at = PARAMETER.lastIndex;
    } else if (/[A-Za-z_]/.test(next)) { while (/\w/.test(this.peek())) this.at++; }
    else if (next !== "" && "0123456789@*#?$!-".includes(next)) {
      if (next === "@") word.split = "words";
      this.at++;
    } else if (ENDS.has(next) && next !== "(" || "/%,.:=+^]}".includes(next) || quoted && "\"' ~".includes(next)) {
      word.text += "$";
      return;
    } else throw new Unsure(`it has $${next}, which not every shell reads alike`);
    word.text += ANY;
    if (!quoted) word.split = "words";
  }

  #substitution(): void {
    this.take();
    if (this.peek() !== "(") {
      this.#nested.substitution();
      if (!this.takes(")")) throw new Unsure("a $( is not closed");
      return;
    }
    ARITHMETIC.lastIndex = this.at + 1;
    if (!ARITHMETIC.test(this.text)) throw new Unsure("it calculates with more than numbers");
    this.at = ARITHMETIC.lastIndex;
  }

  #backquoted(word: Word, quoted: boolean): void {
    const close = this.text.indexOf("`", this.at);
    if (close < 0) throw new Unsure("a backquote is not closed");
    const inner = this.text.slice(this.at, close);
    if (inner.includes("\\") || inner.includes('"') && quoted) throw new Unsure("it has quotes within backquotes");
    if (inner.includes("\n")) this.#nested.lineEnd();
    this.at = close + 1;
    this.#nested.within(inner);
    word.text += ANY;
    if (!quoted) word.split = "words";
  }
}

/** Whether a variable changes what other programs do: which file a name means, what they load, what they start. */
export function isSensitive(name: string): boolean {
  return /^(PATH|IFS|ENV|PS\d|HOME|CDPATH|SHELL|SHELLOPTS|BASH.*|LD_.*|PROMPT_COMMAND|.*(PAGER|EDITOR|VISUAL|BROWSER|ASKPASS)|GIT_.*|PYTHON.*|PERL.*|RUBY.*|NODE_.*|JAVA.*|_JAVA.*|LUA_.*|LESS.*|TAR_OPTIONS|RSYNC_.*|SSH_.*|GCONV_PATH|LOCPATH|NLSPATH|TERMINFO.*|XDG_.*|SYSTEMD_.*|DPKG_.*|APT_CONFIG|MAKE.*|AWK.*|POSIXLY_CORRECT|ZDOTDIR|FPATH|KSH.*|HISTFILE|MAIL.*|OPENSSL_.*|GLIBC_.*|MALLOC_.*|TMPDIR|HOSTALIASES|RES_OPTIONS|CURL_.*|WGETRC|INPUTRC|EXECIGNORE|FIGNORE|OPTERR|OPTIND)$/
    .test(name);
}
