// Real shells with a PATH of stand-ins that only say that they were started: the witness of what a text starts.
import { quoteAll } from "../../src/modules/shell_words.ts";

/** Programs that are there as they are, since policy looks through them. */
const REAL = ["env", "xargs", "find", "nice", "timeout", "nohup", "stdbuf", "setsid", "sh", "bash", "dash", "ln", "cp"];
/** Stand-ins for programs that only read. */
export const READERS = ["cat", "ls", "head", "grep", "date", "hostname", "sort", "id", "uniq", "sed", "awk", "curl"];
/** Stand-ins for programs that do something. */
export const DOERS = ["victim", "tool", "touch", "tee", "rm", "perl"];
/** What expansions may turn out to be. */
const ENVIRONMENT = {
  a: "victim",
  b: "-c victim",
  c: "; victim",
  d: "x=y victim",
  e: "",
  f: "a[$(victim)]",
  g: "-v a[$(victim)]",
};
/** What lies in the folder where texts run. */
const THERE = ["victim", "one", "two words"];

/** What a text did. */
export interface Done {
  /** Each stand-in that was started, with its arguments. */
  started: string[][];
  /** Files that were not there before. */
  made: string[];
}

/** A folder with stand-ins; taken away at the end. */
export class ShellWitness {
  readonly folder = Deno.makeTempDirSync({ prefix: "witness-" });
  readonly #log = `${this.folder}/log`;
  readonly shells: string[][] = [];

  constructor() {
    const bin = `${this.folder}/bin`;
    Deno.mkdirSync(bin);
    for (const name of REAL) {
      const found = ["/usr/bin/", "/bin/"].map((at) => at + name).find((path) => isThere(path));
      if (found !== undefined) Deno.symlinkSync(found, `${bin}/${name}`);
    }
    for (const name of [...READERS, ...DOERS]) {
      // Its words are told apart by a sign that no text has.
      const script = `#!/bin/sh\nIFS='\x1f'; set -- ${name} "$@"; printf '%s\\0' "$*" >>${quoteAll([this.#log])}\n`;
      Deno.writeTextFileSync(`${bin}/${name}`, script, { mode: 0o755 });
    }
    for (const shell of [["dash"], ["bash"], ["bash", "--posix"], ["busybox", "sh"]]) {
      const path = ["/usr/bin/", "/bin/"].map((at) => at + shell[0]).find((each) => isThere(each));
      if (path !== undefined) this.shells.push([path, ...shell.slice(1)]);
    }
  }

  /** Runs a text in one of the shells. */
  run([program = "", ...options]: readonly string[], text: string): Done {
    const cwd = `${this.folder}/here`;
    Deno.mkdirSync(cwd);
    for (const name of THERE) Deno.writeTextFileSync(`${cwd}/${name}`, "victim\n");
    Deno.writeTextFileSync(this.#log, "");
    // What goes on in the background holds descriptor 9, so that it is waited for; the time limit is for a loop that does not end.
    const args = ["-k", "1", "3", "/bin/sh", "-c", '"$@" 9>&1 >/dev/null 2>&1', "sh", program, ...options, "-c", text];
    const command = new Deno.Command("/usr/bin/timeout", {
      args,
      cwd,
      clearEnv: true,
      env: { ...ENVIRONMENT, PATH: `${this.folder}/bin`, HOME: cwd, LC_ALL: "C.UTF-8" },
      stdin: "null",
      stdout: "piped",
      stderr: "null",
    });
    command.outputSync();
    const started = Deno.readTextFileSync(this.#log).split("\0").filter((line) => line !== "")
      .map((line) => line.split("\x1f"));
    const made = [...Deno.readDirSync(cwd)].map(({ name }) => name).filter((name) => !THERE.includes(name));
    Deno.removeSync(cwd, { recursive: true });
    return { started, made };
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.folder, { recursive: true });
  }
}

function isThere(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}
