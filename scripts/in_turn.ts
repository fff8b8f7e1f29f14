// Output of several programs at once: one speaks as it goes, the others' words are kept until it is their turn.

/** Speakers in the order in which they were asked for. `write` takes what is to be seen. */
export class InTurn {
  readonly #write: (bytes: Uint8Array) => void;
  readonly #waiting: { kept: Uint8Array[]; done: boolean }[] = [];

  constructor(write: (bytes: Uint8Array) => void) {
    this.#write = write;
  }

  /** One more speaker, behind all others. */
  speaker(): { say(bytes: Uint8Array): void; done(): void } {
    const own = { kept: [] as Uint8Array[], done: false };
    this.#waiting.push(own);
    return {
      say: (bytes) => {
        if (this.#waiting[0] === own) this.#write(bytes);
        else own.kept.push(bytes);
      },
      done: () => {
        own.done = true;
        this.#next();
      },
    };
  }

  #next(): void {
    while (this.#waiting[0]?.done === true) {
      this.#waiting.shift();
      for (const bytes of this.#waiting[0]?.kept.splice(0) ?? []) this.#write(bytes);
    }
  }
}
