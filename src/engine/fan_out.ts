// Many hosts at once, but not all.

/**
 * Does the work for each item, at most `limit` of them at once, begun in order. Resolves to the results in the items' order when all have
 * ended; throws the first item's error then, so that nothing goes on behind its back.
 */
export async function fanOut<T, R>(
  items: readonly T[],
  limit: number,
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const ends: PromiseSettledResult<R>[] = new Array(items.length);
  let next = 0;
  const hand = async () => {
    while (next < items.length) {
      const at = next++;
      const [end] = await Promise.allSettled([work(items[at]!)]);
      ends[at] = end;
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, hand));
  return ends.map((end) => {
    if (end.status === "rejected") throw end.reason;
    return end.value;
  });
}
