// Listens to what a starting program prints, for a while, and then leaves the stream to somebody else.

/** Characters of its text that are remembered. */
const KEPT = 16 * 1024;

/** The text of one stream so far. */
export class Ear {
  #text = "";
  #over = false;
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;

  /** `heard` is called after each piece, and at the end. */
  constructor(stream: ReadableStream<Uint8Array>, heard: () => void) {
    this.#reader = stream.getReader();
    this.#listen(heard);
  }

  /** What was printed since the last `forget`: its end, where it was much. */
  get text(): string {
    return this.#text;
  }

  /** Nothing more comes. */
  get over(): boolean {
    return this.#over;
  }

  forget(): void {
    this.#text = "";
  }

  /** Whoever reads the stream next gets what comes from now on. */
  leave(): void {
    this.#reader.releaseLock();
  }

  /** Gives up the stream. */
  async cancel(): Promise<void> {
    await this.#reader.cancel().catch(() => {});
  }

  async #listen(heard: () => void): Promise<void> {
    const decoder = new TextDecoder();
    try {
      for (let read = await this.#reader.read(); !read.done; read = await this.#reader.read()) {
        this.#text = (this.#text + decoder.decode(read.value, { stream: true })).slice(-KEPT);
        heard();
      }
    } catch {
      // It was left to somebody else, or broke: there is nothing more to hear either way.
    }
    this.#over = true;
    heard();
  }
}
