// One line to a reader: what was asked for on stdout, everything else on stderr.

/** Writes a line to stdout. */
export function say(line: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));
}

/** Writes a line to stderr. */
export function warn(line: string): void {
  Deno.stderr.writeSync(new TextEncoder().encode(`${line}\n`));
}
