// Looks for a secret wherever it might leak to: command lines and environments of all processes, all the time, and files.

/** Where secrets were seen. Stops looking when it is disposed. */
export class Canary implements AsyncDisposable {
  readonly #secrets: readonly string[];
  readonly #found = new Set<string>();
  readonly #watching: Promise<void>;
  #looks = 0;
  #over = false;

  constructor(...secrets: string[]) {
    // Of files and processes bytes are compared, each as a character.
    this.#secrets = [...secrets, ...secrets.map((secret) => latin1(new TextEncoder().encode(secret)))];
    this.#watching = this.#watch();
  }

  /** How often all processes were looked at. */
  get looks(): number {
    return this.#looks;
  }

  /** What has it that should not, of all processes so far. */
  get processes(): string[] {
    return [...this.#found];
  }

  /** Of a text. */
  isIn(text: string): boolean {
    return this.#secrets.some((secret) => text.includes(secret));
  }

  /** Files below a folder that have it in them. */
  async files(folder: string): Promise<string[]> {
    const found: string[] = [];
    for await (const { name, isDirectory, isFile } of Deno.readDir(folder)) {
      const path = `${folder}/${name}`;
      if (isDirectory) found.push(...await this.files(path).catch(unlessGone([])));
      else if (isFile && this.isIn(await Deno.readFile(path).then(latin1, unlessGone("")))) found.push(path);
    }
    return found;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#over = true;
    await this.#watching;
  }

  async #watch(): Promise<void> {
    while (!this.#over) {
      for await (const { name } of Deno.readDir("/proc")) {
        if (!/^\d+$/.test(name) || Number(name) === Deno.pid) continue;
        for (const file of ["cmdline", "environ"]) {
          const text = await Deno.readFile(`/proc/${name}/${file}`).then(latin1, () => "");
          if (this.isIn(text)) this.#found.add(`${file} of ${text.split("\0")[0]}`);
        }
      }
      this.#looks++;
    }
  }
}

/** What stands for a file that was taken away while it was looked for: a session does that when it ends. */
function unlessGone<T>(nothing: T): (error: unknown) => T {
  return (error) => {
    if (error instanceof Deno.errors.NotFound) return nothing;
    throw error;
  };
}

function latin1(bytes: Uint8Array): string {
  return new TextDecoder("latin1").decode(bytes);
}
