// A program in a real terminal (script(1)'s), into which a test types.
import { done } from "../sshd/processes.ts";
import type { Ground } from "./program.ts";
import { Watched } from "./watched.ts";

/** Its standard output is all that the terminal shows. */
export class Typing extends Watched {
  readonly #keys: Deno.FsFile;

  private constructor(command: Deno.Command, keys: Deno.FsFile) {
    super(command);
    this.#keys = keys;
  }

  /** Starts the program with these words, on a ground. */
  static async of(ground: Ground, ...args: string[]): Promise<Typing> {
    const pipe = `${ground.folder}/keys-${crypto.randomUUID()}`;
    await done("mkfifo", [pipe]);
    const keys = await Deno.open(pipe, { read: true, write: true });
    const through = ground.through;
    const quoted = `c=; for w; do c="$c '$w'"; done; exec script -qec "$c" /dev/null <"$KEYS"`;
    ground.through = ["env", `KEYS=${pipe}`, "sh", "-c", quoted, "sh"];
    try {
      return new Typing(ground.command(...args), keys);
    } finally {
      ground.through = through;
    }
  }

  /** Waits for a question, and types a line. */
  async answer(question: string, line: string): Promise<void> {
    await this.until(`the question ${question}`, () => this.out.includes(question));
    await this.#keys.write(new TextEncoder().encode(`${line}\r`));
  }

  override async [Symbol.asyncDispose](): Promise<void> {
    await super[Symbol.asyncDispose]();
    this.#keys.close();
  }
}
