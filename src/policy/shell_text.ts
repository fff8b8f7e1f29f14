// A shell text into its simple commands: what POSIX sh, dash, bash and busybox read alike. Everything else is unsure.
// No package does that: they read GNU bash and go on after mistakes (unbash 6: 298 KB), where dash starts another program (`&>`, `{a,b}`, `$'…'`).
import { HereDocuments } from "./here_documents.ts";
import { refuseSensitive, SimpleCommands } from "./simple_commands.ts";
import { WordReader } from "./shell_words.ts";
import { type ShellText, type SimpleCommand, Unsure } from "./shell_syntax.ts";

/** Signs that a longer text, or a deeper one, may not have: hostile input is not worth more. */
const LONGEST = 16 * 1024;
const DEEPEST = 40;
/** Signs that people do not see, or take for others; and our own ANY. */
const HIDDEN = /[^\P{C}\t\n]|[^\P{Z} ]|\p{Default_Ignorable_Code_Point}/u;
const CLOSERS = new Set(["then", "do", "done", "elif", "else", "fi", "esac", "}"]);
/** Keywords of some shells, and plain programs for others. */
const DIALECT = new Set(["function", "select", "coproc", "[[", "namespace", "typeset", "declare", "let"]);

/** Reads a text. Never throws: where it cannot go on, `unsure` says why, and `commands` has what stands before. */
export function parseShell(text: string, depth = 0): ShellText {
  const commands: SimpleCommand[] = [];
  const hidden = HIDDEN.exec(text)?.[0];
  const unsure = hidden === undefined
    ? undefined
    : `it has the sign U+${hidden.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0")}, which is not seen`;
  try {
    if (text.length > LONGEST) throw new Unsure("it is too long to be read");
    new Grammar(text, commands, depth).whole();
    return unsure === undefined ? { commands } : { commands, unsure };
  } catch (error) {
    if (!(error instanceof Unsure)) throw error;
    return { commands, unsure: unsure ?? error.message };
  }
}

class Grammar {
  readonly #reader: WordReader;
  readonly #here: HereDocuments;
  readonly #simple: SimpleCommands;
  #depth: number;
  /** Within `$(…)` of the same text. */
  #substitutions = 0;

  constructor(text: string, commands: SimpleCommand[], depth: number) {
    this.#depth = depth;
    const within = (inner: string) => {
      const { commands: found, unsure } = parseShell(inner, this.#depth + 1);
      commands.push(...found);
      if (unsure !== undefined) throw new Unsure(unsure);
    };
    this.#reader = new WordReader(text, {
      substitution: () => {
        this.#substitutions++;
        this.#list([]);
        if (this.#here.isAnyBegun) throw new Unsure("it has a here-document within $(…)");
        this.#substitutions--;
      },
      within,
      lineEnd: () => {
        if (this.#here.isAnyBegun) throw new Unsure("a here-document begins within a word");
      },
    });
    this.#here = new HereDocuments(this.#reader, within);
    this.#simple = new SimpleCommands(this.#reader, this.#here, commands);
  }

  whole(): void {
    this.#list([]);
    if (this.#reader.peek() !== "") throw new Unsure(`its "${this.#reader.peek()}" is not expected`);
    if (this.#here.isAnyBegun) throw new Unsure("a here-document has no lines");
  }

  /** Commands up to one of the keywords, a closing parenthesis, `;;` or the end, none of which is taken. */
  #list(ends: readonly string[]): void {
    if (++this.#depth > DEEPEST) throw new Unsure("it is nested too deeply");
    const reader = this.#reader;
    for (;;) {
      this.#skipLines();
      if (reader.peek() === "" || reader.peek() === ")" || this.#isDoubleSemicolon()) break;
      if (ends.includes(this.#nextKeyword())) break;
      this.#andOr();
      reader.skipBlanks();
      if (reader.peek() === "" || reader.peek() === ")" || this.#isDoubleSemicolon()) break;
      if (reader.takes(";") || reader.takes("&")) {
        if (reader.peek() === ">" && reader.text[reader.at - 1] === "&") throw new Unsure("it has &>");
      } else if (reader.peek() !== "\n" && !ends.includes(this.#nextKeyword())) {
        throw new Unsure(`its "${reader.peek()}" is not expected`);
      }
    }
    this.#depth--;
  }

  #andOr(): void {
    for (;;) {
      this.#reader.skipBlanks();
      this.#command();
      this.#reader.skipBlanks();
      if (!this.#takesConnector()) return;
      this.#skipLines();
    }
  }

  /** `|`, `||` and `&&`. */
  #takesConnector(): boolean {
    const reader = this.#reader;
    const from = reader.at;
    const sign = reader.peek();
    if (sign !== "|" && sign !== "&") return false;
    reader.take();
    if (reader.takes(sign)) return true;
    if (sign === "&") {
      reader.at = from;
      return false;
    }
    if (reader.peek() === "&") throw new Unsure("it has |&");
    return true;
  }

  #command(): void {
    const reader = this.#reader;
    while (this.#nextKeyword() === "!") reader.word();
    reader.skipBlanks();
    if (reader.takes("(")) {
      if (reader.peek() === "(") throw new Unsure("it has ((");
      this.#list([]);
      if (!reader.takes(")")) throw new Unsure("a parenthesis is not closed");
      return this.#simple.redirects();
    }
    const keyword = this.#nextKeyword();
    if (CLOSERS.has(keyword)) throw new Unsure(`its "${keyword}" is not expected`);
    if (DIALECT.has(keyword)) throw new Unsure(`it has ${keyword}, which not every shell reads alike`);
    if (keyword === "{") this.#between("{", "}");
    else if (keyword === "if") this.#choice();
    else if (keyword === "while" || keyword === "until") {
      this.#between(keyword, "do");
      this.#list(["done"]);
      this.#keyword("done");
    } else if (keyword === "for") this.#forEach();
    else if (keyword === "case") this.#cases();
    else return this.#plain();
    this.#simple.redirects();
  }

  /** A simple command, or a function: its body is read like what it will run. */
  #plain(): void {
    if (this.#simple.read() !== null) return;
    this.#skipLines();
    if (this.#reader.peek() !== "(" && this.#nextKeyword() !== "{") throw new Unsure("a function has no braces");
    this.#command();
  }

  #between(open: string, close: string): void {
    this.#keyword(open);
    this.#list([close]);
    this.#keyword(close);
  }

  #choice(): void {
    this.#between("if", "then");
    this.#list(["elif", "else", "fi"]);
    while (this.#nextKeyword() === "elif") {
      this.#between("elif", "then");
      this.#list(["elif", "else", "fi"]);
    }
    if (this.#nextKeyword() === "else") {
      this.#keyword("else");
      this.#list(["fi"]);
    }
    this.#keyword("fi");
  }

  #forEach(): void {
    const reader = this.#reader;
    this.#keyword("for");
    reader.skipBlanks();
    const name = reader.word();
    if (name === null || name.quoted || !/^[A-Za-z_]\w*$/.test(name.text)) throw new Unsure("a for has no name");
    refuseSensitive(name.text);
    this.#skipLines();
    if (this.#nextKeyword() === "in") {
      this.#keyword("in");
      for (reader.skipBlanks(); reader.word() !== null;) reader.skipBlanks();
      if (!reader.takes(";") && reader.peek() !== "\n") throw new Unsure("the words of a for do not end");
    } else reader.takes(";");
    this.#skipLines();
    this.#between("do", "done");
  }

  #cases(): void {
    const reader = this.#reader;
    // Some shells take the ")" of a pattern for the end of the substitution.
    if (this.#substitutions > 0) throw new Unsure("it has a case within $(…)");
    this.#keyword("case");
    reader.skipBlanks();
    reader.word();
    this.#skipLines();
    this.#keyword("in");
    for (this.#skipLines(); this.#nextKeyword() !== "esac"; this.#skipLines()) {
      reader.takes("(");
      do {
        reader.skipBlanks();
        if (reader.word() === null) throw new Unsure("a case has no pattern");
        reader.skipBlanks();
      } while (reader.takes("|"));
      if (!reader.takes(")")) throw new Unsure("a pattern of a case does not end");
      this.#list(["esac"]);
      if (!this.#isDoubleSemicolon()) break;
      reader.take();
      if (!reader.takes(";") || reader.peek() === "&") throw new Unsure("a branch of a case goes on in the next");
    }
    this.#keyword("esac");
  }

  /** Blanks, comments and ends of lines; the here-documents that begin behind one of these. */
  #skipLines(): void {
    for (this.#reader.skipBlanks(); this.#reader.takes("\n"); this.#reader.skipBlanks()) {
      if (this.#substitutions > 0 && this.#here.isAnyBegun) throw new Unsure("a here-document begins within a word");
      this.#here.readLines();
    }
  }

  #isDoubleSemicolon(): boolean {
    const { reader, from } = { reader: this.#reader, from: this.#reader.at };
    const two = reader.takes(";") && (reader.peek() === ";" || reader.peek() === "&");
    reader.at = from;
    return two;
  }

  /** The next word where it is unquoted and whole, without taking it; empty where it is not. */
  #nextKeyword(): string {
    this.#reader.skipBlanks();
    this.#reader.peek();
    const plain = /[^\s;&|()<>'"\\$`]*/y;
    plain.lastIndex = this.#reader.at;
    const word = plain.exec(this.#reader.text)?.[0] ?? "";
    const after = this.#reader.text[this.#reader.at + word.length];
    if (after !== undefined && "'\"$`".includes(after)) return "";
    // Lines that are joined within a word: it is read, and taken back.
    if (after === "\\") {
      const from = this.#reader.at;
      if (this.#reader.text[from + word.length + 1] === "\n") throw new Unsure("it joins lines within a word");
      return "";
    }
    return word;
  }

  #keyword(word: string): void {
    if (this.#nextKeyword() !== word) throw new Unsure(`"${word}" is missing`);
    this.#reader.at += word.length;
  }
}
