// Names in an archive: as tar and unzip print them, and whether they stay where they belong.

/** Names from what `names` printed. */
export function namesOf(output: string, kind: string, gnu: boolean): string[] {
  const lines = output.split("\n").filter((line) => line !== "");
  // Without its first folders nothing is left of some names.
  if (kind !== "zip") return gnu ? lines.map(unquoted).filter((name) => name !== "" && name !== "/") : lines;
  // The list of busybox's unzip has columns.
  const rows = lines.map((line) => /^\s*\d+\s+\d[\d-]+\s+\d\d:\d\d\s+(.*)$/.exec(line)?.[1]);
  return rows.some((name) => name !== undefined) && /^Archive:/m.test(output)
    ? rows.filter((name) => name !== undefined)
    : lines;
}

const SIGNS: Record<string, number> = { a: 7, b: 8, t: 9, n: 10, v: 11, f: 12, r: 13 };

/** A name in C's quotes, as GNU's tar writes it; of a renamed folder the slash comes after them. */
export function unquoted(line: string): string {
  const [, inner, slash = ""] = /^"(.*)"(\/?)$/s.exec(line) ?? [];
  if (inner === undefined) return line;
  const bytes: number[] = [];
  for (let at = 0; at < inner.length; at++) {
    const sign = inner.charAt(at);
    if (sign !== "\\") {
      bytes.push(...new TextEncoder().encode(sign));
      continue;
    }
    const octal = /^[0-7]{3}/.exec(inner.slice(at + 1))?.[0];
    const next = inner.charAt(++at);
    if (octal !== undefined) {
      bytes.push(Number.parseInt(octal, 8) & 0xff);
      at += 2;
    } else bytes.push(SIGNS[next] ?? next.charCodeAt(0));
  }
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(new Uint8Array(bytes)) + slash;
}

/** One line of `tar --diff --quoting-style=c`: a name and how it differs; undefined for a line about something else. */
export function tarDifference(line: string): { name: string; what: string } | undefined {
  const [, quoted, what = ""] = /^(?:tar: )?("(?:\\.|[^"\\])*"): (.*)$/.exec(line) ?? [];
  return quoted === undefined ? undefined : { name: unquoted(quoted.replaceAll("\\:", ":")), what };
}

/** The first name that leads out of the folder that an archive is unpacked to; undefined where none does. */
export function strayName(names: readonly string[]): string | undefined {
  return names.find((name) => name.startsWith("/") || name.split("/").includes("..") || /^[A-Za-z]:\\/.test(name));
}

/** The sentence for a name that leads out. */
export function refusedFor(src: string, dest: string, stray: string): string {
  return `Refused to unpack ${src}: its entry '${stray}' leads out of ${dest}`;
}
