// What is left of a stream that somebody has begun to read.

/** A stream of `held` and of what comes after it. Cancelling it, or the reader, ends it. */
export function restOf(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  held?: Uint8Array,
): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>({
    start: (out) => held && out.enqueue(held),
    pull: async (out) => {
      const { value, done } = await reader.read();
      if (done) out.close();
      else out.enqueue(value);
    },
    cancel: () => reader.cancel(),
  }, { highWaterMark: 0 });
}
