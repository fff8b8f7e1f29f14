// A real worker whose database is made difficult for it: loops that stop at a gate, and what must hold when the trouble is over.
import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { Ground } from "../e2e/program.ts";
import { checkEnd } from "./invariants.ts";

/** A worker's line, as `--log-format json` prints it. */
export interface Line {
  kind: string;
  loop?: number;
  message?: string;
  reason?: string;
}

/** A worker as a process. */
export class Besieged {
  readonly lines: Line[] = [];
  readonly #child: Deno.ChildProcess;
  readonly #read: Promise<unknown>;
  stderr = "";
  ended: Deno.CommandStatus | undefined;

  constructor(command: Deno.Command) {
    this.#child = command.spawn();
    this.#read = Promise.all([
      eachLine(this.#child.stdout, (line) => void this.lines.push(JSON.parse(line))),
      eachLine(this.#child.stderr, (line) => void (this.stderr += `${line}\n`)),
      this.#child.status.then((status) => this.ended = status),
    ]);
  }

  get pid(): number {
    return this.#child.pid;
  }

  /** What it said about the database. */
  complaints(): string[] {
    return this.lines.flatMap(({ kind, message }) => kind === "database" ? [message ?? ""] : []);
  }

  /** Sends a signal, where it still lives, and waits for its end. */
  async end(signal: Deno.Signal = "SIGTERM"): Promise<Deno.CommandStatus> {
    if (this.ended === undefined) this.#child.kill(signal);
    await this.#read;
    return this.ended!;
  }
}

const DEEDS = ["before", "gate", "loud", "after"];

/** The gate is left by many; the loud one says more than fits into a small disk. */
function playbook(loop: number): string {
  const deed = (name: string, command = "true") => `- shell: ${command}; echo ${loop}-${name} >> DIR/deeds`;
  return `
- hosts: localhost
  gather_facts: false
  tasks:
    ${deed("before")}
    ${deed("gate", `echo ${loop} >> DIR/at; until test -e DIR/gate; do sleep 0.05; done`)}
    ${deed("loud", "head -c 400000 /dev/urandom | base64")}
    ${deed("after")}
    - copy: {content: "${loop}\\n", dest: DIR/file-${loop}}
`;
}

/** Loops whose every deed is a line in a file outside the database. */
export class Siege extends Ground {
  readonly loops: number;
  readonly #besieged: Besieged[] = [];

  constructor(loops: number) {
    super();
    this.loops = loops;
    for (let loop = 1; loop <= loops; loop++) this.write(`loop${loop}.yml`, playbook(loop));
  }

  async submit(): Promise<void> {
    for (let loop = 1; loop <= this.loops; loop++) {
      const { code, stderr } = await this.run("submit", "-f", `loop${loop}.yml`);
      assert.equal(code, 0, stderr);
    }
  }

  worker(): Besieged {
    const besieged = new Besieged(this.command("worker", "--log-format", "json"));
    this.#besieged.push(besieged);
    return besieged;
  }

  /** A worker, and one loop stands at the gate; the others wait for it to leave the machine. */
  async atGate(): Promise<Besieged> {
    await this.submit();
    const worker = this.worker();
    await this.until("a loop at the gate", () => this.lines("at").length > 0);
    return worker;
  }

  openGate(): void {
    this.write("gate", "open\n");
  }

  /** So many milliseconds from now have passed. */
  async pass(ms: number): Promise<void> {
    const until = performance.now() + ms;
    await this.until(`${ms} ms`, () => performance.now() >= until);
  }

  /** All loops end as they should; then each deed was done once, the record is in order, and `verify` says so. */
  async converges(): Promise<void> {
    await this.ends();
    const expected = Array.from({ length: this.loops }, (_, at) => DEEDS.map((deed) => `${at + 1}-${deed}`)).flat();
    assert.deepEqual(this.lines("deeds").sort(), expected.sort());
    const readable = await this.readable();
    for (let loop = 1; loop <= this.loops; loop++) checkEnd(readable, loop);
    await this.verify();
  }

  /** All loops complete. */
  async ends(): Promise<void> {
    await this.until("the end of all loops", () => this.left() === 0).catch(async (error) => {
      throw new Error(`${error.message}: ${(await this.run("status", "--all")).stdout}`);
    });
  }

  /**
   * All loops complete, if need be after a `retry`: a record that went back in time counts its actions again, and a host refuses one
   * whose receipt it has already rather than do it twice.
   */
  async endsWithRetries(): Promise<void> {
    const at = (status: string) => this.query("select id, reason from loops where status = ?", status);
    for (let retries = 0; this.left() > 0; retries++) {
      await this.until("an end", () => at("completed").length + at("failed").length === this.loops);
      for (const { id, reason } of at("failed")) {
        assert.ok(retries < 5 && /Not started: action \d+ is claimed already/.test(String(reason)), String(reason));
        const { code, stderr } = await this.run("retry", String(id));
        assert.equal(code, 0, stderr);
      }
    }
  }

  /** The file is whole, and the record consistent. */
  async verify(): Promise<void> {
    const { code, stdout, stderr } = await this.run("verify");
    assert.equal(code, 0, `${stdout}${stderr}`);
  }

  /** How many loops have not completed. */
  protected left(): number {
    return Number(this.query("select count(*) c from loops where status != 'completed'")[0]?.["c"]);
  }

  /** A database that this process can open. */
  protected readable(): Promise<string> {
    return Promise.resolve(this.db);
  }

  /** Lines of all workers. */
  protected heard(): Line[] {
    return this.#besieged.flatMap(({ lines }) => lines);
  }

  protected async endAll(): Promise<void> {
    await Promise.all(this.#besieged.map((each) => each.end("SIGKILL")));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.endAll();
    super[Symbol.dispose]();
  }
}

/** Holds the write lock, as a process does that was stopped in the middle of a transaction. */
export function locked(path: string): Disposable {
  const file = new DatabaseSync(path, { timeout: 5000 });
  file.exec("BEGIN IMMEDIATE");
  return {
    [Symbol.dispose]: () => {
      file.exec("ROLLBACK");
      file.close();
    },
  };
}

/** A worker whose log is harmed while a loop stands at the gate: it ends with a sentence, and the next one finds a file that is whole. */
export async function logHarmed(harm: (log: string) => void): Promise<void> {
  await using siege = new Siege(2);
  const worker = await siege.atGate();
  harm(`${siege.db}-wal`);
  siege.openGate();
  await siege.until("its end", () => worker.ended !== undefined);
  assert.equal(worker.ended?.code, 2, worker.stderr);
  assert.match(worker.stderr, /The write-ahead log of database .*loops\.db was cut off by another process.*is lost\n/);
  assert.match(worker.stderr, /End all programs that use it, then start again/);
  // What the log alone had is gone, and was done: it may be done again. The file is whole, and the loops go on.
  siege.worker();
  await siege.endsWithRetries();
  const deeds = new Set(siege.lines("deeds"));
  assert.equal(deeds.size, siege.loops * DEEDS.length, [...deeds].join());
  await siege.verify();
}

async function eachLine(stream: ReadableStream<Uint8Array>, hear: (line: string) => void): Promise<void> {
  let rest = "";
  for await (const text of stream.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split("\n");
    rest = lines.pop()!;
    lines.forEach(hear);
  }
  if (rest !== "") hear(rest);
}
