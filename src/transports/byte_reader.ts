// Reads a byte stream by lines and by markers.

const newline = 0x0a;

/** The stream ended before what was waited for. */
export class StreamEnded extends Error {
  override name = "StreamEnded";
}

/** A reader that holds what arrived and was not asked for yet. */
export class ByteReader {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  #held: Uint8Array = new Uint8Array(0);

  constructor(stream: ReadableStream<Uint8Array>) {
    this.#reader = stream.getReader();
  }

  /** The next line as text, without its newline. Throws StreamEnded. */
  async line(): Promise<string> {
    return new TextDecoder().decode(await this.until(new Uint8Array([newline])));
  }

  /** Everything before `marker`, which is consumed. Throws StreamEnded. */
  async until(marker: Uint8Array): Promise<Uint8Array> {
    const passed: Uint8Array[] = [];
    for (;;) {
      const at = indexOf(this.#held, marker);
      if (at >= 0) {
        passed.push(this.#held.subarray(0, at));
        this.#held = this.#held.subarray(at + marker.length);
        return passed.length === 1 ? passed[0]! : concat(passed);
      }
      // Whatever cannot be the marker's beginning any more is put aside, so that a long section is searched once.
      const settled = Math.max(0, this.#held.length - marker.length + 1);
      passed.push(this.#held.subarray(0, settled));
      const { value, done } = await this.#reader.read();
      if (done) throw new StreamEnded("The stream ended");
      const rest = this.#held.subarray(settled);
      this.#held = rest.length === 0 ? value : concat([rest, value]);
    }
  }

  /** Gives up the stream. */
  async cancel(): Promise<void> {
    await this.#reader.cancel().catch(() => {});
  }
}

/** Bytes in a row. */
export function concat(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function indexOf(bytes: Uint8Array, marker: Uint8Array): number {
  const first = marker[0]!;
  const last = bytes.length - marker.length;
  for (let at = bytes.indexOf(first); at >= 0 && at <= last; at = bytes.indexOf(first, at + 1)) {
    let same = 1;
    while (same < marker.length && bytes[at + same] === marker[same]) same++;
    if (same === marker.length) return at;
  }
  return -1;
}
