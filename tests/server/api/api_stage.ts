// The whole site on a record, asked as programs ask it: JSON in, JSON out, without a socket.
import assert from "node:assert/strict";
import { restModules } from "../../../src/app/modules_here.ts";
import type { OpenTerms, PageToken } from "../../../src/ports/page_world.ts";
import { type Hub, openHub } from "../../../src/server/events/hub.ts";
import { site } from "../../../src/server/site.tsx";
import { fullRecord } from "../../e2e/page/record.ts";
import { Ground } from "../../e2e/program.ts";
import { PageStage } from "../page_stage.ts";

export const FULL: PageToken = { name: "ada", role: "full", token: "a-token-that-may-do-everything" };
export const READ: PageToken = { name: "rita", role: "read", token: "a-token-that-only-reads-here" };

/** An answer of the API. */
export interface Answer {
  status: number;
  headers: Headers;
  body: { ok: boolean; data?: unknown; error?: { kind: string; message: string; hint?: string } };
}

const PORT = 8640;

type Site = Awaited<ReturnType<typeof site>>;

/** Disposing closes it all. */
export class ApiStage implements AsyncDisposable {
  readonly stage: PageStage;
  /** What went to the log: bugs of ours. */
  readonly notes: string[] = [];
  readonly #hub: Hub;
  readonly #app: Site;

  private constructor(stage: PageStage, notes: string[], { hub, app }: { hub: Hub; app: Site }) {
    this.stage = stage;
    this.notes = notes;
    this.#hub = hub;
    this.#app = app;
  }

  /** On a new database, or on a copy of the one at a path. */
  static async open(from?: string): Promise<ApiStage> {
    const stage = await PageStage.open((scratch) =>
      from === undefined ? undefined : Deno.copyFileSync(from, scratch.path)
    );
    const notes: string[] = [];
    const world = { ...stage.world, note: (text: string) => void notes.push(text) };
    const terms: OpenTerms = { hostname: "127.0.0.1", port: PORT, names: [], user: "me", tokens: [FULL, READ] };
    const hub = openHub(world);
    return new ApiStage(stage, notes, { hub, app: await site(world, terms, hub) });
  }

  /** As `FULL` unless told otherwise. `body` is sent as JSON; a text as it is. */
  async ask(
    method: string,
    path: string,
    { body, token = FULL, headers = {} }: { body?: unknown; token?: PageToken; headers?: { [name: string]: string } } =
      {},
  ): Promise<Answer> {
    const response = await this.#app.request(`http://127.0.0.1:${PORT}${path}`, {
      method,
      headers: {
        host: `127.0.0.1:${PORT}`,
        authorization: `Bearer ${token.token}`,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    }, { address: "127.0.0.1" });
    assert.match(response.headers.get("content-type") ?? "", /^application\/json/, `${method} ${path}`);
    return { status: response.status, headers: response.headers, body: await response.json() };
  }

  /** The data of an answer that is one. */
  async data(path: string): Promise<Record<string, unknown>> {
    const { status, body } = await this.ask("GET", path);
    assert.equal(status, 200, `${path}: ${JSON.stringify(body)}`);
    return body.data as Record<string, unknown>;
  }

  /** Any page as text. */
  async text(path: string): Promise<string> {
    const headers = { host: `127.0.0.1:${PORT}`, authorization: `Bearer ${READ.token}` };
    const response = await this.#app.request(`http://127.0.0.1:${PORT}${path}`, { headers }, { address: "127.0.0.1" });
    assert.equal(response.status, 200, path);
    return await response.text();
  }

  /** `STATUS KIND: MESSAGE` of a refusal. */
  async refusal(method: string, path: string, body?: unknown): Promise<string> {
    const answer = await this.ask(method, path, body === undefined ? {} : { body });
    assert.equal(answer.body.ok, false, `${method} ${path}: ${JSON.stringify(answer.body)}`);
    return `${answer.status} ${answer.body.error?.kind}: ${answer.body.error?.message}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#hub.close();
    await restModules();
    await this.stage[Symbol.asyncDispose]();
  }
}

/** A record with something of everything, made by the program itself. */
export async function onFullRecord(): Promise<ApiStage> {
  await using ground = new Ground();
  await fullRecord(ground);
  return await ApiStage.open(ground.db);
}
