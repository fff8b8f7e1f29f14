// One order for what was done on several hosts, each in its own.

/**
 * Everything once, so that each of the orders is kept: what several hosts have in common comes after all that came before it on any of them. Else the first
 * that is named comes first, also where two orders contradict each other.
 */
export function inOrder<T>(orders: readonly (readonly T[])[]): T[] {
  const left = new Set(orders.flat());
  const placed: T[] = [];
  while (left.size > 0) {
    const behind = new Set(orders.flatMap((order) => order.filter((each) => left.has(each)).slice(1)));
    const [any] = left;
    const next = [...left].find((each) => !behind.has(each)) ?? any!;
    left.delete(next);
    placed.push(next);
  }
  return placed;
}
