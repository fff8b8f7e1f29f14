// Waiting in rounds: the host waits, and where a text must be found, what it saw is searched here, in Python's dialect.
import type { CommandResult } from "../../model/command.ts";
import { ShellBroken } from "../../model/errors.ts";
import type { JsonObject } from "../../model/json.ts";
import type { ModuleCall } from "../../ports/module.ts";
import { pythonRegex } from "../../templates/python_regex.ts";
import { bounded } from "../text/expressions.ts";
import { addressHex } from "./connections.ts";
import { withBody } from "../scripts/fields.ts";
import type { Params } from "../frame/parameters.ts";
import { pathFacts, pathInfo } from "../files/path_facts.ts";
import { ProbeFailed } from "../frame/planned.ts";
import { quote } from "../scripts/shell_words.ts";
import { drained, hearing, pathGone, pathThere, trying, waiting } from "./wait_script.ts";

/** How a wait ended. `elapsed` is in whole seconds. `wrong`: waiting on makes no sense. */
export type Waited =
  | { kind: "held"; elapsed: number; info?: JsonObject; match?: JsonObject }
  | { kind: "late"; elapsed: number }
  | { kind: "wrong"; msg: string; elapsed: number };

/** Waits as the parameters say. A cancelled wait ends at once, as one that took too long. */
export async function waited(params: Params, call: ModuleCall): Promise<Waited> {
  const rounds = new Rounds(params, call);
  const [path, pattern, state] = [params.text("path"), params.text("search_regex"), params.text("state")];
  if (state === "drained") return await rounds.until(drained(params, await addresses(params, call)));
  const stop = state === "absent" || state === "stopped";
  if (path) {
    if (stop) return await rounds.until(pathGone(path));
    return pattern === undefined ? await rounds.until(pathThere(path)) : await findInFile(rounds, path, pattern);
  }
  if (stop) return await rounds.until("try || { e held yes; exit 0; }", trying(params));
  if (pattern === undefined) return await rounds.until("if try; then e held yes; exit 0; fi", trying(params));
  return await findInAnswers(rounds, params, pattern);
}

async function findInFile(rounds: Rounds, path: string, pattern: string): Promise<Waited> {
  for (let seen = "";;) {
    const round = await rounds.until(pathThere(path, seen));
    if (round.kind !== "held") return round;
    seen = round.told;
    const match = found(pattern, await rounds.read(round.path));
    if (match !== undefined) return { kind: "held", elapsed: rounds.elapsed, info: round.info, match };
  }
}

/** A port that goes on talking is heard longer each time. */
async function findInAnswers(rounds: Rounds, params: Params, pattern: string): Promise<Waited> {
  for (let quiet = 0.3;;) {
    const left = rounds.left / 100;
    const hear = hearing(params, Math.min(quiet, Math.max(0.1, left)), left);
    const round = await rounds.until("e held yes; n content; hear; exit 0", hear);
    if (round.kind !== "held") return round;
    const match = found(pattern, round.body);
    if (match !== undefined) return { kind: "held", elapsed: rounds.elapsed, match };
    if (round.body !== "") quiet *= 2;
  }
}

function found(pattern: string, text: string): JsonObject | undefined {
  const match = bounded(pattern, () => pythonRegex(pattern, { multiline: true }).exec(text));
  if (match === null) return undefined;
  const groups = Object.entries(match.groups ?? {}).map(([name, group]) => [name, group ?? null]);
  return { match_groups: match.slice(1).map((group) => group ?? null), match_groupdict: Object.fromEntries(groups) };
}

/** What a round that held has told. */
interface Held {
  kind: "held";
  elapsed: number;
  told: string;
  path: string;
  /** What is known of the path. */
  info: JsonObject;
  body: string;
}

/** Rounds on one host, and the time they have taken, on the controller's clock. */
class Rounds {
  #began: number | undefined;
  #ended = 0;
  readonly #number = (name: string) => Math.max(this.params.number(name) ?? 0, 0);
  constructor(readonly params: Params, readonly call: ModuleCall) {}

  get elapsed(): number {
    return Math.floor(this.#took / 1000);
  }

  /** Centiseconds. */
  get left(): number {
    return Math.max(0, this.#number("timeout") * 100 - this.#took / 10);
  }

  get #took(): number {
    return this.#began === undefined ? 0 : this.#ended - this.#began;
  }

  /** One round; a later one begins with the sleep between two looks. */
  async until(look: string, before = ""): Promise<Held | Exclude<Waited, { kind: "held" }>> {
    // Whatever the host says of its own clock.
    if (this.#began !== undefined && this.left === 0) return { kind: "late", elapsed: this.elapsed };
    const sleep = this.#number("sleep");
    const first = this.#began === undefined ? this.#number("delay") : sleep;
    const script = waiting(look, { first, left: this.left, sleep, before });
    // A backstop only: the script itself knows when its time is over.
    const timeoutMs = this.left * 10 + (first + sleep + this.#number("connect_timeout") + 30) * 1000;
    const output = await this.#run(script, timeoutMs);
    const { fields, body } = withBody(output.stdout, "content");
    const { elapsed } = this;
    const wrong = fields.raw("wrong");
    if (wrong !== undefined) {
      const path = this.params.text("path");
      return { kind: "wrong", elapsed, msg: path ? `Failed to stat ${path}, ${wrong}` : wrong };
    }
    const told = fields.raw("held");
    const path = pathFacts(fields, "path");
    if (told !== undefined) {
      return { kind: "held", elapsed, told, path: path.path, info: pathInfo(path), body: body ?? "" };
    }
    if (fields.raw("late") === undefined && !output.timedOut && !output.cancelled) {
      throw new ProbeFailed(output.stderr.trim() || "The host ended the wait", { elapsed });
    }
    return { kind: "late", elapsed };
  }

  /** A file's text; empty where it cannot be read. */
  async read(path: string): Promise<string> {
    const shell = await this.call.shell();
    try {
      return new TextDecoder().decode(await shell.get(path, this.call.signal));
    } catch (error) {
      if (error instanceof ShellBroken || !(error instanceof Error)) throw error;
      return "";
    }
  }

  async #run(script: string, timeoutMs: number): Promise<CommandResult> {
    const shell = await this.call.shell();
    const output = await shell.run(["sh", "-c", script], { timeoutMs }, this.call.signal);
    this.#began ??= Date.parse(output.startedAt);
    this.#ended = Date.parse(output.endedAt);
    return output;
  }
}

/** Addresses of the host and of those that do not count; names are resolved by the host. */
async function addresses(params: Params, call: ModuleCall): Promise<{ ours: string[]; excluded: string[] }> {
  const shell = await call.shell();
  const resolve = async (name: string): Promise<string[]> => {
    if (addressHex(name).length > 0) return [name];
    const output = await shell.run(["sh", "-c", `getent ahosts ${quote(name)}`], {}, call.signal);
    const all = output.stdout.split("\n").map((line) => line.split(/\s+/)[0] ?? "").filter((text) => text !== "");
    if (all.length === 0) {
      throw new ProbeFailed(`The host cannot tell the address of ${name}: write the address itself`);
    }
    return [...new Set(all)];
  };
  const excluded: string[] = [];
  for (const name of params.texts("exclude_hosts")) excluded.push(...await resolve(name));
  return { ours: await resolve(params.text("host") ?? ""), excluded };
}
