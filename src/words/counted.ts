// A number with its word: "1 host", "3 passes".

/** `many` is the word for all numbers but one. Default: with an s behind it. */
export function counted(n: number, one: string, many = `${one}s`): string {
  return `${n} ${n === 1 ? one : many}`;
}
