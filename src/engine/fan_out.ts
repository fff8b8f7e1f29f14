// Many hosts at once, but not all.

/**
 * Does the work for each item, at most `limit` of them at once, begun in order. Resolves to the results in the items' order when all have
 * ended. After an error nothing more is begun, and it is thrown when all that had begun have ended: nothing goes on behind its back.
 */
export async function fanOut<T, R>(
  items: readonly T[],
  limit: number,
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const ends: PromiseSettledResult<R>[] = new Array(items.length);
  let next = 0;
  let failed = false;
  const hand = async () => {
    while (next < items.length && !failed) {
      const at = next++;
      const [end] = await Promise.allSettled([work(items[at]!)]);
      ends[at] = end;
      failed ||= end.status === "rejected";
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, hand));
  // Holes are those that were not begun any more: `map` passes over them.
  return ends.map((end) => {
    if (end.status === "rejected") throw end.reason;
    return end.value;
  });
}
