// A value that must not be told: it prints as nothing, and whoever needs it has to say so.

/** A password or the like. Text, JSON and inspection show no more than that there is one. */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The value itself, for whoever hands it to the one that asked for it. */
  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return "(secret)";
  }

  toJSON(): string {
    return "(secret)";
  }
}
