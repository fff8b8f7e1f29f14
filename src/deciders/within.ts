// Items of a part of a brief, kept to a size.

/** The first items that fit into `most` characters together, and how many are left out. At least one is kept. */
export function within(items: readonly string[], most: number, what: string): string {
  let size = 0;
  const kept = items.filter((item, index) => {
    size += item.length + 1;
    return index === 0 || size <= most;
  });
  const left = items.length - kept.length;
  return [...kept, ...(left === 0 ? [] : [`- (${left} more ${what} left out: the brief is full)`])].join("\n");
}

/** The last items that fit, likewise. */
export function lastWithin(items: readonly string[], most: number, what: string): string {
  let size = 0;
  const kept = items.toReversed().filter((item, index) => {
    size += item.length + 1;
    return index === 0 || size <= most;
  }).reverse();
  const left = items.length - kept.length;
  return [...(left === 0 ? [] : [`- (${left} earlier ${what} left out: the brief is full)`]), ...kept].join("\n");
}
