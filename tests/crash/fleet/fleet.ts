// A fleet of stand-in machines with loops on them, worked by real worker processes that are killed and stopped.
import assert from "node:assert/strict";
import { openStore } from "../../../src/store/open_store.ts";
import { query } from "../invariants.ts";

const clock = { now: () => Date.now(), monotonic: () => performance.now() };
const CHILD = new URL("./child.ts", import.meta.url).pathname;

/** Every machine under two names. */
const INVENTORY = "h1,h2,h3,h4,h1-again,h2-again,h3-again,h4-again,";

/** A place at which a worker kills or stops itself. */
export interface Point {
  name: string;
  when: "before" | "after";
  /** The how-manieth call, from 1. */
  nth: number;
  signal: "SIGKILL" | "SIGSTOP";
}

/** What a worker is told. */
export interface Orders {
  db: string;
  folder: string;
  leaseMs: number;
  concurrency: number;
  point?: Point;
  /** Milliseconds that its clock is ahead. */
  clockAhead?: number;
  /** It calls itself a process of another machine, whose death nobody can see. */
  elsewhere?: boolean;
}

/** A worker process. */
export interface Worker {
  child: Deno.ChildProcess;
  /** Everything that it has printed, once it has ended. */
  output: Promise<string>;
}

/** Folders, a database, and what happened to them. Disposing removes them and ends what still runs. */
export class Fleet implements AsyncDisposable {
  readonly folder = Deno.makeTempDirSync({ prefix: "fleet-" });
  readonly db = `${this.folder}/loops.db`;
  readonly #workers: Worker[] = [];

  /** A loop on places: `h1` and `h1-again` name one machine; the first play runs on the first place, and so on. */
  async submit(name: string, places: string[], tasks: (host: string) => string): Promise<void> {
    const plays = places.map((host) => `- hosts: ${host}\n  gather_facts: false\n  tasks:\n${tasks(host)}`);
    await this.submitPlays(name, plays.join("\n"));
  }

  /** A loop with a playbook for any of the hosts. */
  async submitPlays(name: string, playbook: string): Promise<void> {
    const file = `${this.folder}/${name}.yml`;
    await Deno.writeTextFile(file, playbook);
    await using store = await openStore(this.db, { create: true, clock });
    const usual = { once: false, dryRun: false, maxIterations: 20, onInterrupted: "ask" } as const;
    await store.queue.submit({
      name,
      mode: "single",
      desiredState: file,
      options: { file, ...usual, inventory: [INVENTORY], reach: { connection: "local" } },
    });
  }

  /** Cuts every session with a machine; what runs there goes on. Nobody comes in again before it is `back`. */
  cut(machine: string): void {
    Deno.writeTextFileSync(`${this.folder}/away-${machine}`, "");
    for (const { name } of Deno.readDirSync(`${this.folder}/sessions-${machine}`)) {
      if (this.#isOurs(name)) Deno.kill(Number(name), "SIGKILL");
      Deno.removeSync(`${this.folder}/sessions-${machine}/${name}`);
    }
  }

  /** A number may be another process's by now. */
  #isOurs(pid: string): boolean {
    try {
      const stat = Deno.readTextFileSync(`/proc/${pid}/stat`);
      const parent = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
      return this.#workers.some(({ child }) => child.pid === parent);
    } catch {
      return false;
    }
  }

  back(machine: string): void {
    Deno.removeSync(`${this.folder}/away-${machine}`);
  }

  work(orders: Partial<Orders> = {}): Worker {
    const all: Orders = { db: this.db, folder: this.folder, leaseMs: 10_000, concurrency: 20, ...orders };
    const child = new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--no-check", "--quiet", CHILD, JSON.stringify(all)],
      stdin: "null",
      stdout: "piped",
      stderr: "inherit",
    }).spawn();
    const worker = { child, output: new Response(child.stdout).text() };
    this.#workers.push(worker);
    return worker;
  }

  /** Waits until a query returns rows, by looking. */
  async until(what: string, sql: string, ms = 60_000): Promise<Record<string, unknown>[]> {
    const deadline = Date.now() + ms;
    while (Date.now() < deadline) {
      const rows = query(this.db, sql);
      if (rows.length > 0) return rows;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    const loops = query(this.db, "select id, name, status, reason, lease_owner from loops where status != 'completed'");
    throw new Error(`${what} did not come within ${ms} ms: ${JSON.stringify(loops)}`);
  }

  /** Waits until every loop has converged. */
  async converged(ms = 60_000): Promise<void> {
    await this.until(
      "the end of every loop",
      "select 1 where not exists (select 1 from loops where status != 'completed')",
      ms,
    );
  }

  /** Ends a worker as a person would. */
  async end({ child, output }: Worker): Promise<string> {
    try {
      child.kill("SIGTERM");
      child.kill("SIGCONT");
    } catch {
      // It has ended already.
    }
    await child.status;
    return await output;
  }

  /** Lines of a file, each with what it says. */
  lines(name: string): string[] {
    try {
      return Deno.readTextFileSync(`${this.folder}/${name}`).split("\n").filter((line) => line !== "");
    } catch {
      return [];
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { child, output } of this.#workers) {
      try {
        child.kill("SIGKILL");
      } catch {
        // It has ended already.
      }
      await child.status;
      await output;
    }
    await removed(this.folder);
  }
}

/** A command that a killed worker left running may write its end while the folder is taken away. */
async function removed(folder: string): Promise<void> {
  for (let tries = 0;; tries++) {
    try {
      return await Deno.remove(folder, { recursive: true });
    } catch (error) {
      if (tries === 100 || !(error instanceof Error) || !/not empty/.test(error.message)) throw error;
    }
  }
}

/** On each machine begins and ends alternate, by one loop each: no two loops were at work there at once. */
export function assertNoOverlap(marks: string[]): void {
  let inside: string | undefined;
  for (const mark of marks) {
    const [what, loop] = mark.split(" ");
    if (what === "begin") {
      assert.equal(inside, undefined, `${loop} began while ${inside} was at work: ${marks.join(", ")}`);
      inside = loop;
    } else {
      assert.equal(inside, loop, `${loop} ended while ${inside} was at work: ${marks.join(", ")}`);
      inside = undefined;
    }
  }
}
