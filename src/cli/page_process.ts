// The status page in a process of its own: started, told of, and ended with whoever started it.
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { Context } from "./context.ts";
import type { Failure } from "./failure.ts";
import { failureText } from "./failure.ts";
import { type Address, addressText } from "./listen_address.ts";
import { pageEnvironment, pagePermissions } from "./page_permissions.ts";
import { Refusal } from "./refusal.ts";
import { visible } from "../words/visible.ts";

/** How a start came out; `said` is what stood on its standard error beside the error. */
export type Started = { url: string; pid: number; said: string[] } | { failure: Failure; said: string[] };

/** One process. It ends when its standard input does: with whoever started it, whatever that dies of. */
export interface PageProcess {
  started: Promise<Started>;
  /** Its exit in words, once it is gone. */
  ended: Promise<string>;
  /** Asks it to end, and makes it after a while. */
  close(): Promise<void>;
}

/** Milliseconds for it to end by itself. */
const GRACE_MS = 3000;

/** Starts it; `line` hears what it says on standard error once it is open. Throws Refusal where no process can be started. */
export function startPage(context: Context, address: Address, line: (text: string) => void): PageProcess {
  const { io } = context;
  const child = spawn(pageCommand(context, address), Deno.build.standalone ? pageEnvironment(io.env) : undefined);
  let started: Started | undefined;
  const said: string[] = [];
  const heardAll = eachLine(child.stderr, (text) => {
    if (started === undefined) said.push(text);
    else line(text);
  });
  const opening = (async (): Promise<Started> => {
    const first = await firstLine(child.stdout);
    const document = parsed(first);
    if (document?.data?.url !== undefined) return started = { url: document.data.url, pid: child.pid, said };
    await heardAll;
    const { code, signal } = await child.status;
    const failure = document?.error ??
      { kind: "page", message: `The status page did not start: it ended with ${signal ?? `exit code ${code}`}` };
    const itself = new Set(visible(failureText(failure)).split("\n"));
    return { failure, said: said.filter((text) => !itself.has(text)) };
  })();
  return {
    started: opening,
    ended: child.status.then(({ code, signal }) => signal === null ? `exit code ${code}` : signal),
    async close() {
      await child.stdin.close().catch(() => {});
      const stop = io.every(GRACE_MS, () => kill(child));
      await child.status;
      stop();
    },
  };
}

/** The program as it was started itself, with less rights where deno runs it. Where it carries Deno with it, it gives up what it can by itself. */
function pageCommand(context: Context, address: Address): string[] {
  const { io, flags, global } = context;
  const here = (path: string) => resolve(io.cwd, path);
  const rulesDir = here(flags.rulesDir ?? "rules");
  const writes = [...new Set([here(global.db), realPath(here(global.db)), rulesDir])];
  const program = Deno.build.standalone
    ? [Deno.execPath()]
    : [Deno.execPath(), "run", ...alone(), ...pagePermissions({ address, writes }), programPath()];
  return [
    ...program,
    ...[`--db=${global.db}`, "--output=json", "serve", "--until-eof", `--listen=${addressText(address)}`],
    ...(flags.tokenFile === undefined ? [] : [`--token-file=${flags.tokenFile}`]),
    ...(flags.hostName ?? []).map((name) => `--host-name=${name}`),
    ...(flags.tlsCert === undefined ? [] : [`--tls-cert=${flags.tlsCert}`]),
    ...(flags.tlsKey === undefined ? [] : [`--tls-key=${flags.tlsKey}`]),
    `--rules-dir=${rulesDir}`,
  ];
}

/** A link is followed, and what it leads to is what is written. */
function realPath(path: string): string {
  try {
    return Deno.realPathSync(path);
  } catch {
    return path;
  }
}

/** A bundle needs no deno.json, and is not to read one that happens to lie above it; the source needs its own. */
function alone(): string[] {
  return /\.tsx?$/.test(Deno.mainModule) ? [] : ["--no-config", "--no-lock"];
}

/** A path, or a URL from which it was loaded. */
function programPath(): string {
  return Deno.mainModule.startsWith("file:") ? fileURLToPath(Deno.mainModule) : Deno.mainModule;
}

type Child = Deno.ChildProcess;

/** `env`: all that it sees of the environment; without it, what this process sees. */
function spawn([command = "", ...args]: string[], env?: Record<string, string>): Child {
  const seen = env === undefined ? {} : { env, clearEnv: true };
  try {
    return new Deno.Command(command, { args, ...seen, stdin: "piped", stdout: "piped", stderr: "piped" }).spawn();
  } catch (error) {
    const why = error instanceof Deno.errors.NotCapable
      ? "this process may not run deno (--allow-run)"
      : error instanceof Error
      ? error.message
      : String(error);
    throw new Refusal(`The status page cannot be started in a process of its own: ${why}`, {
      hint: "Leave --serve out, and type `serve` beside the worker",
    });
  }
}

function kill(child: Child): void {
  try {
    child.kill("SIGKILL");
  } catch {
    // It has just ended.
  }
}

/** The rest is read and forgotten, so that nobody is held up. */
async function firstLine(stream: ReadableStream<Uint8Array>): Promise<string> {
  const first = Promise.withResolvers<string>();
  eachLine(stream, first.resolve).then(() => first.resolve(""));
  return await first.promise;
}

async function eachLine(stream: ReadableStream<Uint8Array>, hear: (line: string) => void): Promise<void> {
  let rest = "";
  for await (const text of stream.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) if (line.trim() !== "") hear(line);
  }
  if (rest.trim() !== "") hear(rest);
}

function parsed(text: string): { data?: { url?: string } | null; error?: Failure } | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
