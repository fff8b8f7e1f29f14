// A folder, a real shell, and module calls in them.
import type { JsonObject } from "../../src/model/json.ts";
import type { ModuleResult, Plan } from "../../src/model/plan.ts";
import type { Scope, Value } from "../../src/model/value.ts";
import type { Module, ModuleCall } from "../../src/ports/module.ts";
import type { Shell } from "../../src/ports/shell.ts";
import { connectLocal, localTransport } from "../../src/transports/local.ts";
import { localFiles } from "../../src/transports/local_files.ts";
import { openShell } from "../../src/transports/posix_shell.ts";
import { wait } from "../../src/worker/wait.ts";
import { enter } from "../fakes/entrances.ts";
import type { Room } from "../rooms/room.ts";

/** What came of one call: its plan, and the result as it is recorded. */
export interface Outcome {
  plan: Plan;
  result: ModuleResult;
}

/** Variables for a call. */
export function scope(values: Record<string, Value> = {}): Scope {
  const map = new Map(Object.entries(values));
  return { get: (name) => map.get(name), names: () => map.keys() };
}

/** A folder of its own with a shell in it. Counts round trips of looks. */
export class Stage implements AsyncDisposable {
  #action = 0;
  /** Names its receipts: two stages on one host need two. */
  loop = "stage";
  /** Commands that looks have run. */
  looks = 0;
  /** Where a relative `src` is looked for; `source` and the folder itself without it. */
  places?: string[];
  constructor(readonly folder: string, readonly shell: Shell, readonly receipts: string) {}

  /** A shell in a room; the folder stays outside. */
  static async inRoom(room: Room, words: string[] = ["sh"]): Promise<Stage> {
    const folder = await Deno.makeTempDir({ prefix: "modules-" });
    const terms = { host: "localhost", shell: words, connect: connectLocal(room.enter(words)) };
    return new Stage(folder, await openShell({ ...terms, receipts: "/root/.ftl2" }), "");
  }

  /** `uid` is whom the session runs as, which only root can choose. */
  static async open(words: string[] = ["sh"], options: { keepBytes?: number; uid?: number } = {}): Promise<Stage> {
    const folder = await Deno.makeTempDir({ prefix: "modules-" });
    const receipts = await Deno.makeTempDir({ prefix: "receipts-" });
    const { uid, ...kept } = options;
    const become = uid === undefined ? [] : ["setpriv", `--reuid=${uid}`, `--regid=${uid}`, "--clear-groups"];
    if (uid !== undefined) await Deno.chown(receipts, uid, uid);
    const shell = await localTransport({ shell: [...become, ...words], receipts, ...kept }).open(enter("localhost"));
    return new Stage(folder, shell, receipts);
  }

  path(name: string): string {
    return `${this.folder}/${name}`;
  }

  async write(name: string, text: string | Uint8Array, mode = 0o644): Promise<string> {
    const path = this.path(name);
    await Deno.mkdir(path.slice(0, path.lastIndexOf("/")), { recursive: true });
    await Deno.writeFile(path, typeof text === "string" ? new TextEncoder().encode(text) : text);
    await Deno.chmod(path, mode);
    return path;
  }

  async read(name: string): Promise<string> {
    return await Deno.readTextFile(this.path(name));
  }

  async mode(name: string): Promise<string> {
    return ((await Deno.lstat(this.path(name))).mode! & 0o7777).toString(8).padStart(4, "0");
  }

  /** Names in a folder, sorted: nothing temporary may be left. */
  names(name = "."): string[] {
    return [...Deno.readDirSync(this.path(name))].map((entry) => entry.name).sort();
  }

  call(params: JsonObject, options: { checkMode?: boolean; vars?: Record<string, Value> } = {}): ModuleCall {
    const files = localFiles();
    const counted: Shell = {
      machine: this.shell.machine,
      folder: this.shell.folder,
      run: (argv, runOptions, signal) => {
        if (runOptions?.receipt === undefined) this.looks++;
        return this.shell.run(argv, runOptions, signal);
      },
      put: (...args) => this.shell.put(...args),
      get: (...args) => this.shell.get(...args),
      settle: (...args) => this.shell.settle(...args),
      hold: (...args) => this.shell.hold(...args),
      end: (...args) => this.shell.end(...args),
      forget: (...args) => this.shell.forget(...args),
      [Symbol.asyncDispose]: () => Promise.resolve(),
    };
    return {
      params,
      shell: () => Promise.resolve(counted),
      reconnect: () => Promise.resolve(counted),
      controller: () => Promise.resolve(counted),
      files: { ...files, mode: (path) => (Deno.statSync(path).mode ?? 0) & 0o7777 },
      vars: scope(options.vars),
      searchPath: this.places ?? [this.path("source"), this.folder],
      checkMode: options.checkMode ?? false,
      noLog: false,
      local: true,
      now: () => Date.now(),
      wait: (ms, other) => wait(ms, other ?? new AbortController().signal),
      signal: new AbortController().signal,
    };
  }

  /** Looks, and does what the look found necessary. */
  async run(module: Module, params: JsonObject, vars: Record<string, Value> = {}): Promise<Outcome> {
    const call = this.call(params, { vars });
    const plan = await module.look(call);
    if (plan.kind !== "change") return { plan, result: plan.result };
    const receipt = { loop: this.loop, action: ++this.#action, token: 1 };
    return { plan, result: await module.apply(plan, { ...call, receipt }) };
  }

  /** Looks as a dry run does. */
  async check(module: Module, params: JsonObject, vars: Record<string, Value> = {}): Promise<Plan> {
    return await module.look(this.call(params, { checkMode: true, vars }));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.shell[Symbol.asyncDispose]();
    await Deno.remove(this.folder, { recursive: true });
    if (this.receipts !== "") await Deno.remove(this.receipts, { recursive: true });
  }
}
