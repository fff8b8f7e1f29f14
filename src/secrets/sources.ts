// Where values of secrets are read, handed in by whoever knows the machine.

/** How sources are read. */
export interface Sources {
  env(name: string): string | undefined;
  /** Throws InputError. */
  readText(path: string): string;
  /** What a program prints; the words of the line are its name and arguments. Throws InputError. */
  run(line: string): Promise<string>;
}
