// The beginning of a longer text, for a place that has one line.

/** Its first line; dots say that there is more. */
export function firstLine(text: string): string {
  const [first = "", ...more] = text.trim().split("\n");
  return more.length === 0 ? first : `${first.replace(/\.$/, "")} …`;
}
