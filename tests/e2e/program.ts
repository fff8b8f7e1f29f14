// The program as a process, in a folder and a home of its own.
import { query } from "../crash/invariants.ts";
import { byDeno, programWords } from "./program_words.ts";

const CACHE = Deno.env.get("XDG_CACHE_HOME") ?? `${Deno.env.get("HOME")}/.cache`;

/** How a run of the program ended. */
export interface Ended {
  code: number;
  stdout: string;
  stderr: string;
}

/** A folder with a database, a home and whatever a test puts there. */
export class Ground {
  readonly folder = Deno.makeTempDirSync({ prefix: "ground-" });
  readonly db: string = `${this.folder}/loops.db`;
  /** Words before the program, such as `nsenter` with its options. */
  through: readonly string[] = [];
  /** Words for deno: what the program may do. Where a test narrows it, deno has to run the program: `ignore: !byDeno`. */
  rights: readonly string[] = ["-A"];
  /** A module that runs before the program, in its process; likewise. */
  preload: string | undefined;
  /** What is tested here, whatever the other tests test: a path or an address. */
  program: string | undefined;

  /** A home of its own, and the cache of the home that the test has: else each ground would download or unpack everything again. */
  readonly env: Record<string, string> = {
    HOME: this.folder,
    DENO_DIR: Deno.env.get("DENO_DIR") ??
      `${CACHE}/deno`,
    ...(byDeno ? {} : { XDG_CACHE_HOME: CACHE }),
  };

  constructor() {
    // Receipts are to lie here: where this is not there yet, a /var/tmp/.ftl2-UID that a session without a home has made is taken, by all tests.
    Deno.mkdirSync(`${this.folder}/.ftl2`, { mode: 0o700 });
  }

  command(...args: string[]): Deno.Command {
    const [command = "", ...rest] = [...this.through, ...programWords(this), "--db", this.db, ...args];
    return new Deno.Command(command, {
      args: rest,
      cwd: this.folder,
      env: { ...this.env, NO_COLOR: "1" },
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    });
  }

  async run(...args: string[]): Promise<Ended> {
    const { code, stdout, stderr } = await this.command(...args).output();
    const decoder = new TextDecoder();
    return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
  }

  /** The envelope of a command with `-o json`. */
  async json(...args: string[]): Promise<{ code: number; envelope: Record<string, unknown> }> {
    const { code, stdout, stderr } = await this.run("-o", "json", ...args);
    try {
      return { code, envelope: JSON.parse(stdout) };
    } catch {
      throw new Error(`not one JSON document (exit ${code}):\n${stdout}\n${stderr}`);
    }
  }

  write(name: string, text: string): string {
    const path = `${this.folder}/${name}`;
    Deno.writeTextFileSync(path, text.replaceAll("DIR", this.folder));
    return path;
  }

  lines(name: string): string[] {
    try {
      return Deno.readTextFileSync(`${this.folder}/${name}`).split("\n").filter((line) => line !== "");
    } catch {
      return [];
    }
  }

  query(sql: string, ...values: (string | number)[]): Record<string, unknown>[] {
    return query(this.db, sql, ...values);
  }

  /** Waits until a condition holds, looking often; a minute at most. */
  async until(what: string, holds: () => boolean): Promise<void> {
    for (const end = Date.now() + 60_000; Date.now() < end;) {
      if (holds()) return;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    throw new Error(`${what} did not come to pass within a minute`);
  }

  [Symbol.dispose](): void {
    removed(this.folder);
  }
}

/** A command that a killed program left running may write its end while the folder is taken away. */
function removed(folder: string): void {
  for (let tries = 0;; tries++) {
    try {
      return Deno.removeSync(folder, { recursive: true });
    } catch (error) {
      if (tries === 100 || !(error instanceof Error) || !/not empty/.test(error.message)) throw error;
    }
  }
}
