// Stopwatches: medians over rounds, so that one slow round decides nothing.

/** One line of the table. */
export interface Row {
  what: string;
  ours: string;
  baseline: string;
  /** How ours compares, in words and a number. */
  ratio: string;
}

/** The median of the milliseconds that each of `rounds` calls takes. */
export async function median(rounds: number, call: (round: number) => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) times.push(await clocked(() => call(round)));
  return middle(times);
}

/** The milliseconds that one call takes. */
export async function clocked(call: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await call();
  return performance.now() - start;
}

/** The median; of an even number the upper one. */
export function middle(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

/** Runs a program to its end, output thrown away. Throws when it fails, or ends otherwise than `expected`. */
export async function run(
  program: string,
  args: string[],
  options: { cwd?: string; env?: Record<string, string>; expected?: number } = {},
) {
  const { expected = 0, ...rest } = options;
  const { code, stdout, stderr } = await new Deno.Command(program, { args, ...rest, stdin: "null" }).output();
  if (code === expected) return;
  const decoder = new TextDecoder();
  throw new Error(
    `${program} ${args.join(" ")} ended with ${code}:\n${decoder.decode(stdout)}${decoder.decode(stderr)}`,
  );
}

export function ms(value: number): string {
  return value < 10 ? `${value.toFixed(2)} ms` : `${Math.round(value)} ms`;
}

/** How a time of ours compares with another's. */
export function compared(ours: number, theirs: number): string {
  return theirs > ours ? `${times(theirs / ours)} faster` : `${times(ours / theirs)} slower`;
}

export function times(value: number): string {
  return value < 10 ? `${value.toFixed(1)}×` : `${Math.round(value)}×`;
}
