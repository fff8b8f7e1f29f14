// The status page as people start it: `serve` as a process, which can be ended, killed, and started again at the same address.
import type { Ground } from "../program.ts";
import { Watched } from "../watched.ts";

/** A page that is served. Disposing ends its process. */
export class Site implements AsyncDisposable {
  readonly #ground: Ground;
  readonly #flags: readonly string[];
  #process: Watched | undefined;
  #url = "";

  private constructor(ground: Ground, flags: readonly string[]) {
    this.#ground = ground;
    this.#flags = flags;
  }

  /** Starts it at a free port. `flags` come behind `serve`. */
  static async start(ground: Ground, ...flags: string[]): Promise<Site> {
    const site = new Site(ground, flags);
    await site.#listen("127.0.0.1:0");
    return site;
  }

  /** Its address, without the slash at the end. */
  get origin(): string {
    return new URL(this.#url).origin;
  }

  /** What it has said so far, on both streams. */
  get said(): string {
    return `${this.#process?.out ?? ""}${this.#process?.err ?? ""}`;
  }

  /** Ends it as nobody can hear. */
  async kill(): Promise<void> {
    this.#process?.signal("SIGKILL");
    await this.#process?.ended();
  }

  /** Starts it at the address where it was. */
  async startAgain(): Promise<void> {
    await this.#listen(new URL(this.#url).host);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#process?.[Symbol.asyncDispose]();
  }

  async #listen(address: string): Promise<void> {
    const started = new Watched(this.#ground.command("serve", "--listen", address, ...this.#flags));
    this.#process = started;
    const told = () => /https?:\/\/[\w.:[\]]+\//.exec(started.out + started.err)?.[0];
    await started.until("an open page", () => told() !== undefined);
    this.#url = told() ?? "";
  }
}
