// A process of the program that is watched while it works: what it has said so far, and what is waited for meanwhile.
import assert from "node:assert/strict";

/** A started command. Disposing kills it, if it is still there. */
export class Watched implements AsyncDisposable {
  readonly pid: number;
  readonly #child: Deno.ChildProcess;
  readonly #heard: Promise<unknown>;
  #out = "";
  #err = "";
  #over = false;

  constructor(command: Deno.Command) {
    this.#child = command.spawn();
    this.pid = this.#child.pid;
    this.#heard = Promise.all([
      this.#hear(this.#child.stdout, (text) => this.#out += text),
      this.#hear(this.#child.stderr, (text) => this.#err += text),
      this.#child.status.then(() => this.#over = true),
    ]);
  }

  /** Its standard output so far. */
  get out(): string {
    return this.#out;
  }

  get err(): string {
    return this.#err;
  }

  /** Whether it has ended. */
  get over(): boolean {
    return this.#over;
  }

  /** Waits for something that happens while it works; fails with its words when it ends before, or after a minute. */
  async until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
    for (const end = Date.now() + 60_000; !await holds();) {
      assert.ok(!this.#over, `it ended, and did not come to: ${what}\n${this.#out}${this.#err}`);
      assert.ok(Date.now() < end, `within a minute it did not come to: ${what}\n${this.#out}${this.#err}`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  signal(how: Deno.Signal): void {
    this.#child.kill(how);
  }

  /** Once it is over, and all that it said was heard. */
  async ended(): Promise<Deno.CommandStatus> {
    const status = await this.#child.status;
    await this.#heard;
    return status;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#over) this.#child.kill("SIGKILL");
    await this.ended();
  }

  async #hear(stream: ReadableStream<Uint8Array>, heard: (text: string) => void): Promise<void> {
    for await (const text of stream.pipeThrough(new TextDecoderStream())) heard(text);
  }
}
