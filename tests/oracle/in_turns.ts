// Does something with each of many, two at a time: the machines that test this have two cores.

/** Resolves when all are done; rejects with the first error, after which none is begun. */
export async function inTurns<T>(all: readonly T[], work: (one: T) => Promise<void>, width = 2): Promise<void> {
  const left = [...all];
  const worker = async () => {
    for (let one = left.shift(); one !== undefined; one = left.shift()) {
      try {
        await work(one);
      } catch (error) {
        left.length = 0;
        throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: width }, worker));
}
