// Simple commands of a shell text: words, assignments and redirections.
import type { HereDocuments } from "./here_documents.ts";
import { type Redirect, type SimpleCommand, Unsure } from "./shell_syntax.ts";
import { isSensitive, type WordReader } from "./shell_words.ts";

/** Reads them one after another. */
export class SimpleCommands {
  constructor(readonly reader: WordReader, readonly here: HereDocuments, readonly found: SimpleCommand[]) {}

  /** Reads one. Null where it is the name of a function that is defined (`name()`): its body is next. */
  read(): SimpleCommand | null {
    const { reader } = this;
    const command: SimpleCommand = { words: [], assignments: [], redirects: [] };
    for (;;) {
      reader.skipBlanks();
      const from = reader.at;
      if (this.#takesRedirect(command.redirects)) continue;
      if (reader.peek() === "(") return this.#definition(command);
      const word = reader.word();
      if (word === null) break;
      const raw = reader.text.slice(from, reader.at);
      if (reader.peek() === "<" || reader.peek() === ">") {
        if (/^\{\w+\}$/.test(raw) || /^\d{2,}$/.test(word.text)) {
          throw new Unsure("it has a redirection that not every shell reads alike");
        }
        if (/^\d$/.test(word.text) && !word.quoted) continue;
      }
      const name = /^([A-Za-z_]\w*)=/.exec(raw)?.[1];
      if (command.words.length > 0 || name === undefined) {
        command.words.push(word);
        continue;
      }
      refuseSensitive(name);
      if (reader.peek() === "(") throw new Unsure("it has an array");
      command.assignments.push({ name, value: { ...word, text: word.text.slice(name.length + 1) } });
    }
    if (command.words.length + command.assignments.length + command.redirects.length === 0) {
      throw new Unsure(`its "${reader.peek()}" is not expected`);
    }
    this.found.push(command);
    return command;
  }

  /** The redirections behind a compound command: kept as those of a command without words. */
  redirects(): void {
    const { reader } = this;
    const redirects: Redirect[] = [];
    for (;;) {
      reader.skipBlanks();
      const digit = /\d(?=[<>])/y;
      digit.lastIndex = reader.at;
      if (digit.test(reader.text)) reader.at++;
      if (!this.#takesRedirect(redirects)) break;
    }
    if (redirects.length > 0) this.found.push({ words: [], assignments: [], redirects });
  }

  /** `name() { …; }`. */
  #definition({ words, assignments, redirects }: SimpleCommand): null {
    const { reader } = this;
    const [name] = words;
    reader.take();
    reader.skipBlanks();
    const isOne = words.length === 1 && assignments.length === 0 && redirects.length === 0 && reader.takes(")");
    if (!isOne || name?.quoted !== false || !/^[A-Za-z_]\w*$/.test(name.text)) {
      throw new Unsure('its "(" is not expected');
    }
    return null;
  }

  #takesRedirect(redirects: Redirect[]): boolean {
    const { reader } = this;
    const first = reader.peek();
    if (first !== "<" && first !== ">") return false;
    reader.take();
    let operator = first;
    const more = first === "<" ? "<&>" : ">&|";
    if (reader.peek() !== "" && more.includes(reader.peek())) operator += reader.take();
    if (reader.peek() === "(") throw new Unsure("it has a process substitution");
    if (operator === "<<") {
      this.here.begin();
      redirects.push({ operator, target: null });
      return true;
    }
    reader.skipBlanks();
    const target = reader.word();
    if (target === null) throw new Unsure("a redirection has no file");
    if (operator.endsWith("&") && !/^(\d|-)$/.test(target.text)) {
      throw new Unsure("it has a redirection that not every shell reads alike");
    }
    redirects.push({ operator, target });
    return true;
  }
}

/** Throws Unsure for a variable that changes what is started. */
export function refuseSensitive(name: string): void {
  if (isSensitive(name)) throw new Unsure(`it changes ${name}`);
}
