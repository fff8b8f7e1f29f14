// Real shells with a PATH of stand-ins that only say that they were started: the witness of what a text starts.
import { quoteAll } from "../../src/modules/scripts/shell_words.ts";

/** Programs that are there as they are, since policy looks through them. */
const REAL = ["env", "xargs", "find", "nice", "timeout", "nohup", "stdbuf", "setsid", "sh", "bash", "dash", "ln", "cp"];
/** Stand-ins for programs that only read. */
export const READERS = ["cat", "ls", "head", "grep", "date", "hostname", "sort", "id", "uniq", "sed", "awk", "curl"];
/** Stand-ins for programs that do something. */
export const DOERS = ["victim", "tool", "touch", "tee", "rm", "perl"];
/** What expansions may turn out to be. */
const VARIABLES = "a=victim b='-c victim' c='; victim' d='x=y victim' e= f='a[$(victim)]' g='-v a[$(victim)]'";
/** What lies in the folder where texts run. */
const THERE = ["victim", "one", "two words", "-exec"];
const SHELLS = [["dash"], ["bash"], ["bash", "--posix"], ["busybox", "sh"]];

/** What a text did in one shell. */
export interface Done {
  shell: string;
  /** Each stand-in that was started, with its arguments. */
  started: string[][];
  /** Files that were not there before. */
  made: string[];
}

/** A folder with stand-ins, one for each shell that there is; taken away at the end. */
export class ShellWitness {
  readonly folder = Deno.makeTempDirSync({ prefix: "witness-" });
  readonly shells: string[][] = [];
  readonly #script: string;

  constructor() {
    for (const [program = "", ...options] of SHELLS) {
      const path = found(program);
      if (path !== undefined) this.shells.push([path, ...options]);
    }
    const runs = this.shells.map((shell, at) => {
      const own = `${this.folder}/${at}`;
      this.#equip(own);
      // What goes on in the background holds descriptor 9, so that it is waited for; the time limit is for a loop that does not end.
      return `( cd ${own}/here && exec timeout -k 1 3 env -i PATH=${own}/bin HOME=${own}/here LC_ALL=C.UTF-8 ${VARIABLES} ` +
        `/bin/sh -c '"$@" 9>&1 >/dev/null 2>&1' sh ${quoteAll(shell)} -c "$1" ) &`;
    });
    this.#script = `${runs.join("\n")}\nwait`;
  }

  /** Runs a text in all shells, side by side. */
  run(text: string): Done[] {
    const folders = this.shells.map((_shell, at) => `${this.folder}/${at}`);
    for (const own of folders) {
      Deno.mkdirSync(`${own}/here`);
      for (const name of THERE) Deno.writeTextFileSync(`${own}/here/${name}`, "victim\n");
      // Who looks for programs here finds another one under this name.
      Deno.symlinkSync(`${own}/bin/victim`, `${own}/here/tool`);
      Deno.writeTextFileSync(`${own}/log`, "");
    }
    const args = ["-c", this.#script, "sh", text];
    new Deno.Command("/bin/sh", { args, stdin: "null", stdout: "piped", stderr: "null" }).outputSync();
    return folders.map((own, at) => {
      const lines = Deno.readTextFileSync(`${own}/log`).split("\0").filter((line) => line !== "");
      const made = [...Deno.readDirSync(`${own}/here`)].map(({ name }) => name).filter((name) =>
        ![...THERE, "tool"].includes(name)
      );
      Deno.removeSync(`${own}/here`, { recursive: true });
      return { shell: (this.shells[at] ?? []).join(" "), started: lines.map((line) => line.split("\x1f")), made };
    });
  }

  #equip(own: string): void {
    Deno.mkdirSync(`${own}/bin`, { recursive: true });
    for (const name of REAL) {
      const path = found(name);
      if (path !== undefined) Deno.symlinkSync(path, `${own}/bin/${name}`);
    }
    for (const name of [...READERS, ...DOERS]) {
      // Its words are told apart by a sign that no text has.
      const script = `#!/bin/sh\nIFS='\x1f'; set -- ${name} "$@"; printf '%s\\0' "$*" >>${own}/log\n`;
      Deno.writeTextFileSync(`${own}/bin/${name}`, script, { mode: 0o755 });
    }
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.folder, { recursive: true });
  }
}

function found(program: string): string | undefined {
  return ["/usr/bin/", "/bin/"].map((at) => at + program).find((path) => {
    try {
      return Deno.statSync(path).isFile;
    } catch {
      return false;
    }
  });
}
