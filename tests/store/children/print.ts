// How a child tells its test what came of it.

/** One line of JSON on stdout. */
export function print(value: unknown): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${JSON.stringify(value)}\n`));
}
