// The status page as a process: told where it is open, asked for things, ended by the test.
import assert from "node:assert/strict";
import type { Ground } from "./program.ts";

/** What the status page needs at least, as README lists it, on a port of its own. */
export function leastRights(ground: Ground): string[] {
  return [
    "--no-prompt",
    "--allow-read",
    `--allow-write=${ground.db},${ground.folder}/rules`,
    "--allow-net=127.0.0.1:0",
    "--allow-env=USER,LOGNAME,HOME,PATH,TERM,NO_COLOR",
    "--ignore-env",
    "--allow-sys=hostname,uid",
  ];
}

/** A process whose lines on standard output and standard error are kept as they come. */
export class Lines implements AsyncDisposable {
  readonly child: Deno.ChildProcess;
  readonly out: string[] = [];
  readonly err: string[] = [];
  #ended = false;
  readonly #heard: Promise<unknown>;

  constructor(command: Deno.Command) {
    this.child = command.spawn();
    this.#heard = Promise.all([hear(this.child.stdout, this.out), hear(this.child.stderr, this.err)]);
    void this.child.status.then(() => this.#ended = true);
  }

  /** The exit code, once all that it said is heard. */
  async end(): Promise<number> {
    const { code } = await this.child.status;
    await this.#heard;
    return code;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#ended) this.child.kill("SIGKILL");
    await this.end();
  }
}

async function hear(stream: ReadableStream<Uint8Array>, lines: string[]): Promise<void> {
  let rest = "";
  for await (const text of stream.pipeThrough(new TextDecoderStream())) {
    const parts = (rest + text).split("\n");
    rest = parts.pop() ?? "";
    lines.push(...parts);
  }
}

/** `serve` on a port that is free. */
export class Page extends Lines {
  /** Once it is open; fails with what it said where it ends before. */
  static async open(ground: Ground, ...flags: string[]): Promise<Page> {
    const page = new Page(ground.command("serve", "--listen", "127.0.0.1:0", ...flags));
    let code: number | undefined;
    void page.child.status.then((status) => code = status.code);
    await ground.until("the page", () => page.out.length > 0 || code !== undefined);
    if (page.out.length === 0) throw new Error(`exit ${await page.end()}: ${page.err.join("\n")}`);
    return page;
  }

  /** Where it is open; the newest address where it was opened again. */
  get url(): string {
    const line = this.out.findLast((line) => line.includes("is open at")) ?? "";
    const url = /http\S+/.exec(line)?.[0];
    assert.ok(url, `no address in ${this.out}`);
    return url;
  }

  get(path: string): Promise<Response> {
    return fetch(new URL(path, this.url));
  }

  async text(path: string): Promise<string> {
    return await (await this.get(path)).text();
  }

  /** Its JSON document, beside the status. */
  async post(path: string, body: unknown): Promise<{ status: number; body: Record<string, unknown> }> {
    const headers = { "content-type": "application/json" };
    const answer = await fetch(new URL(path, this.url), { method: "POST", headers, body: JSON.stringify(body) });
    return { status: answer.status, body: await answer.json() };
  }
}
