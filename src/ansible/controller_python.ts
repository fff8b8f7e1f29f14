// One Python that has the controller's Ansible loaded: started when it is first asked, ended when nobody asks any more.
import code from "./controller.py" with { type: "text" };
import listing from "./controller_list.py" with { type: "text" };
import { findPython, type FoundPython } from "./find_python.ts";
import type { Json } from "../model/json.ts";
import { NO_ANSIBLE } from "./no_ansible.ts";
import { pythonEnvironment } from "./python_environment.ts";

/** There is no Ansible that could be asked; the message is a sentence for people. */
export class AnsibleMissing extends Error {
  override name = "AnsibleMissing";
}

/** How it is started. */
export interface PythonTerms {
  /** PATH. Default: this process's. */
  path?: string;
  /** Milliseconds without a question after which it ends. Default a minute. */
  idleMs?: number;
  /** Milliseconds that an answer may take. Default a minute. */
  patienceMs?: number;
}

/**
 * Its first word goes into an argument list; the program itself comes on standard input, which has no limit and is in no list of processes. Nothing is
 * loaded from the folder that we were started in.
 */
const LOADER =
  "import sys; sys.path[:] = filter(None, sys.path); exec(sys.stdin.buffer.read(int(sys.stdin.buffer.readline())))";
const MINUTE = 60_000;

interface Answer {
  answer?: Json;
  error?: string;
}

/** A process that is there. */
interface Running {
  version: string;
  child: Deno.ChildProcess;
  writer: WritableStreamDefaultWriter<Uint8Array>;
  waiting: Map<number, (answer: Answer | undefined) => void>;
  /** It says nothing any more. */
  ended: Promise<void>;
}

/** Asks the controller's Ansible; a process that died is started anew. */
export class ControllerPython implements AsyncDisposable {
  readonly #terms: Required<PythonTerms>;
  #running: Promise<Running> | undefined;
  #idle: ReturnType<typeof setTimeout> | undefined;
  #asked = 0;

  constructor({ path, idleMs = MINUTE, patienceMs = MINUTE }: PythonTerms = {}) {
    this.#terms = { path: path ?? Deno.env.get("PATH") ?? "", idleMs, patienceMs };
  }

  /** The version of Ansible. Throws AnsibleMissing. */
  async version(): Promise<string> {
    return (await this.#process()).version;
  }

  /** Has something done by a function of controller.py. Throws AnsibleMissing, Error with Python's words, the signal's reason. */
  async ask(work: "describe" | "list" | "pack", given: Json[], signal?: AbortSignal): Promise<Json> {
    // Once more where it died: what was asked changes nothing.
    const answer = await this.#once(work, given, signal) ?? await this.#once(work, given, signal);
    if (answer === undefined) throw new Error("the Python of the controller's Ansible ended before it answered");
    if (answer.error !== undefined) throw new Error(answer.error);
    return answer.answer ?? null;
  }

  /** Ends the process; whoever asks later starts another. */
  async [Symbol.asyncDispose](): Promise<void> {
    clearTimeout(this.#idle);
    const running = await this.#running?.catch(() => undefined);
    if (running !== undefined) await end(running);
  }

  async #once(work: string, given: Json[], signal: AbortSignal | undefined): Promise<Answer | undefined> {
    const process = this.#process();
    const running = await process;
    clearTimeout(this.#idle);
    const id = ++this.#asked;
    const answered = Promise.withResolvers<Answer | undefined>();
    running.waiting.set(id, answered.resolve);
    running.child.ref();
    const late = setTimeout(() => kill(running.child), this.#terms.patienceMs);
    const stop = () => answered.reject(signal?.reason);
    signal?.addEventListener("abort", stop);
    try {
      signal?.throwIfAborted();
      const line = `${JSON.stringify({ id, do: work, with: given })}\n`;
      // A process that is gone answers nothing.
      running.writer.write(new TextEncoder().encode(line)).catch(() => answered.resolve(undefined));
      const answer = await answered.promise;
      if (answer === undefined && this.#running === process) this.#running = undefined;
      return answer;
    } finally {
      clearTimeout(late);
      signal?.removeEventListener("abort", stop);
      running.waiting.delete(id);
      if (running.waiting.size === 0) this.#rest(running);
    }
  }

  #rest(running: Running): void {
    clearTimeout(this.#idle);
    running.child.unref();
    this.#idle = setTimeout(() => void running.writer.close().catch(() => {}), this.#terms.idleMs);
    Deno.unrefTimer(this.#idle);
  }

  #process(): Promise<Running> {
    if (this.#running !== undefined) return this.#running;
    const starting = this.#start();
    const forget = () => {
      if (this.#running === starting) this.#running = undefined;
    };
    starting.then(({ child }) => child.status.then(forget), forget);
    return this.#running = starting;
  }

  async #start(): Promise<Running> {
    let broken: string | undefined;
    for (const each of await findPython(this.#terms.path)) {
      const tried = await start(each, this.#terms.path);
      if (typeof tried !== "string") return tried;
      if (each.program !== undefined) broken ??= `${each.program} is there, but its Python (${each.python}) ${tried}`;
    }
    throw new AnsibleMissing(broken === undefined ? NO_ANSIBLE : `Ansible cannot be used on this machine: ${broken}`);
  }
}

/** A process that has Ansible loaded; why it has not, as the end of a sentence, otherwise. */
async function start({ python }: FoundPython, path: string): Promise<Running | string> {
  let child: Deno.ChildProcess;
  try {
    const env = { ...pythonEnvironment(Deno.env.toObject()), PATH: path };
    const pipes = { stdin: "piped", stdout: "piped", stderr: "null" } as const;
    child = new Deno.Command(python, { args: ["-c", LOADER], env, clearEnv: true, ...pipes }).spawn();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "is not there";
    if (error instanceof Deno.errors.PermissionDenied) return "may not be started";
    if (error instanceof Deno.errors.NotCapable) return "may not be started: this process may run no programs";
    throw error;
  }
  const writer = child.stdin.getWriter();
  const waiting: Running["waiting"] = new Map();
  const first = Promise.withResolvers<{ version?: string; missing?: string }>();
  const ended = listen(child, (line) => {
    if ("id" in line) waiting.get(line.id)?.(line);
    else first.resolve(line);
  }).then(() => {
    first.resolve({ missing: "ended without a word" });
    for (const gone of waiting.values()) gone(undefined);
    return writer.abort().catch(() => {});
  });
  const program = new TextEncoder().encode(`${listing}\n${code}`);
  const sent = [new TextEncoder().encode(`${program.length}\n`), program];
  for (const part of sent) writer.write(part).catch(() => {});
  const { version, missing } = await first.promise;
  const running: Running = { version: version ?? "", child, writer, waiting, ended };
  if (version !== undefined) {
    // It ends with us, for its standard input does: only who waits for an answer waits for it.
    child.unref();
    return running;
  }
  await end(running);
  return missing?.startsWith("ended") ? missing : `cannot load it: ${missing}`;
}

async function end({ child, writer, ended }: Running): Promise<void> {
  child.ref();
  kill(child);
  await Promise.all([child.status, ended, writer.abort().catch(() => {})]);
}

function kill(child: Deno.ChildProcess): void {
  try {
    child.kill("SIGKILL");
  } catch (error) {
    // It has ended by itself.
    if (!(error instanceof TypeError || error instanceof Deno.errors.NotFound)) throw error;
  }
}

type Line = Answer & { id: number } | { version?: string; missing?: string };

/** Tells each line, until there are no more. */
async function listen(child: Deno.ChildProcess, tell: (line: Line) => void): Promise<void> {
  let rest = "";
  try {
    for await (const part of child.stdout.pipeThrough(new TextDecoderStream())) {
      const lines = (rest + part).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) tell(JSON.parse(line));
    }
  } catch {
    // What is no answer comes from no process of ours: it is given up.
    kill(child);
  }
}
