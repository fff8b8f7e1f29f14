// Reading by markers, however the bytes arrive.
import assert from "node:assert/strict";
import fc from "fast-check";
import { ByteReader, StreamEnded } from "../../src/transports/byte_reader.ts";

const encode = (text: string) => new TextEncoder().encode(text);
const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

Deno.test("until() finds its marker wherever chunks are cut", async () => {
  const part = fc.string({ unit: fc.constantFrom("a", "b", "\n"), maxLength: 12 }).map((text) =>
    text.replaceAll("aab", "")
  );
  await fc.assert(
    fc.asyncProperty(fc.array(part), fc.infiniteStream(fc.integer({ min: 1, max: 5 })), async (parts, sizes) => {
      const whole = parts.filter((text) => !`${text}aab`.slice(0, -1).includes("aab"));
      const bytes = encode(whole.map((text) => `${text}aab`).join(""));
      let at = 0;
      const stream = new ReadableStream<Uint8Array>({
        pull(controller) {
          if (at >= bytes.length) return controller.close();
          const size = sizes.next().value!;
          controller.enqueue(bytes.slice(at, at + size));
          at += size;
        },
      });
      const reader = new ByteReader(stream);
      for (const text of whole) assert.equal(decode(await reader.until(encode("aab"))), text);
      await assert.rejects(reader.line(), StreamEnded);
    }),
  );
});

Deno.test("line() leaves what follows for the next reader", async () => {
  const reader = new ByteReader(ReadableStream.from([encode("one\ntwo"), encode("\nrest")]));
  assert.deepEqual([await reader.line(), await reader.line()], ["one", "two"]);
  await assert.rejects(reader.line(), StreamEnded);
});
