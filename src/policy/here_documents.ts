// Here-documents of a shell text: begun in a line, read behind its end.
import { Unsure } from "./shell_syntax.ts";
import { type Nested, WordReader } from "./shell_words.ts";

/** Those that are begun and not yet read. */
export class HereDocuments {
  #begun: { end: string; tabs: boolean; quoted: boolean }[] = [];

  /** `within` reads commands of another text. */
  constructor(readonly reader: WordReader, readonly within: Nested["within"]) {}

  get isAnyBegun(): boolean {
    return this.#begun.length > 0;
  }

  /** Reads what stands behind `<<`. */
  begin(): void {
    const { reader } = this;
    if (reader.peek() === "<") throw new Unsure("it has <<<");
    const tabs = reader.takes("-");
    reader.skipBlanks();
    const name = /(?:\\?([A-Za-z_]\w*)|'([A-Za-z_]\w*)'|"([A-Za-z_]\w*)")(?=[\s;&|)<>]|$)/y;
    name.lastIndex = reader.at;
    const found = name.exec(reader.text);
    if (found === null) throw new Unsure("the end of a here-document is no plain word");
    reader.at = name.lastIndex;
    const quoted = found[1] === undefined || found[0].startsWith("\\");
    this.#begun.push({ end: found[1] ?? found[2] ?? found[3] ?? "", tabs, quoted });
  }

  /** Reads their lines, behind the end of the line in which they were begun. */
  readLines(): void {
    for (const { end, tabs, quoted } of this.#begun.splice(0)) {
      const lines: string[] = [];
      for (let line = this.#line(); (tabs ? line.replace(/^\t+/, "") : line) !== end; line = this.#line()) {
        if (!quoted && line.endsWith("\\")) throw new Unsure("a here-document joins lines");
        lines.push(line);
      }
      if (!quoted) this.#expand(lines.join("\n"));
    }
  }

  #line(): string {
    const { reader } = this;
    if (reader.at >= reader.text.length) throw new Unsure("a here-document does not end");
    const until = reader.text.indexOf("\n", reader.at);
    const line = reader.text.slice(reader.at, until < 0 ? undefined : until);
    reader.at = until < 0 ? reader.text.length : until + 1;
    return line;
  }

  #expand(text: string): void {
    const lines = new WordReader(text, {
      substitution: () => {
        throw new Unsure("a here-document has $(…)");
      },
      within: this.within,
      lineEnd: () => {},
    });
    lines.hereLines();
  }
}
