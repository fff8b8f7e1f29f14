// How a script on a host tells what it saw: pairs of a name and a text, each ended by a NUL, which no path can contain.

/** Shell function `e NAME TEXT…`: tells pairs. For the output of a program: `n NAME; PROGRAM; z`. No program is started for them. */
export const TELL = `e() { printf '%s\\0' "$@"; }
n() { printf '%s\\0' "$1"; }
z() { printf '\\0'; }
`;

/** Pairs in the order they were told. */
export class Fields {
  readonly #pairs: [string, string][] = [];
  constructor(output: string) {
    const parts = output.split("\0");
    parts.pop();
    for (let at = 0; at + 1 < parts.length; at += 2) this.#pairs.push([parts[at] ?? "", parts[at + 1] ?? ""]);
  }
  /** All of them. */
  pairs(): readonly [string, string][] {
    return this.#pairs;
  }
  /** The last text told under a name, as it is. */
  raw(name: string): string | undefined {
    return this.#pairs.findLast(([key]) => key === name)?.[1];
  }
  /** The same without the newline that a program ends its output with. */
  line(name: string): string | undefined {
    return this.raw(name)?.replace(/\n$/, "");
  }
  /** A whole number that was told, in digits alone. */
  number(name: string): number | undefined {
    const text = this.line(name);
    return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
  }
  /** All texts told under a name, each without that newline. */
  all(name: string): string[] {
    return this.each(name).map((text) => text.replace(/\n$/, ""));
  }
  /** All texts told under a name, as they are. */
  each(name: string): string[] {
    return this.#pairs.filter(([key]) => key === name).map(([, text]) => text);
  }
}

/**
 * Pairs, and after them one content of any bytes under `name`, which a script tells last and without an end. The content is
 * undefined where it was not told.
 */
export function withBody(output: string, name: string): { fields: Fields; body: string | undefined } {
  const mark = `\0${name}\0`;
  if (output.startsWith(mark.slice(1))) return { fields: new Fields(""), body: output.slice(mark.length - 1) };
  const at = output.indexOf(mark);
  if (at < 0) return { fields: new Fields(output), body: undefined };
  return { fields: new Fields(output.slice(0, at + 1)), body: output.slice(at + mark.length) };
}
