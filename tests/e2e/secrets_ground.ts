// Canaries, where they come from, and where they might have got to.
import assert from "node:assert/strict";
import { canaryValue, Needles } from "./leaks.ts";
import type { Ground } from "./program.ts";

/** In an environment variable, in files, printed by a program, and as a connection's password. */
export const ENV: string = canaryValue("env");
export const FILE: string = canaryValue("file");
export const SAID: string = canaryValue("said");
export const LINE: string = canaryValue("line");
export const PASSWORD: string = canaryValue("pass");
/** All of them. */
export const ALL: Needles = new Needles(ENV, FILE, SAID, LINE, PASSWORD);
/** What no process is to have but those that are meant to. */
export const UNMEANT: Needles = new Needles(FILE, SAID, PASSWORD);

/** Secrets outside the ground, and what names them. */
export class Sources implements Disposable {
  readonly folder = Deno.makeTempDirSync({ prefix: "sources-" });
  readonly env: Record<string, string> = { CANARY: ENV };

  constructor() {
    Deno.writeTextFileSync(`${this.folder}/file`, `${FILE}\n`);
    Deno.writeTextFileSync(`${this.folder}/said`, `${SAID}\n`);
    Deno.writeTextFileSync(`${this.folder}/line`, LINE);
  }

  /** `-s` for each binding; `FILE`, `SAID` and `LINE` are those here. */
  flags(...bindings: string[]): string[] {
    return bindings.flatMap((each) => [
      "-s",
      each.replace("=FILE", `=file:${this.folder}/file`).replace("=SAID", `=command:cat ${this.folder}/said`)
        .replace("=LINE", `=file:${this.folder}/line`),
    ]);
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.folder, { recursive: true });
  }
}

/** What every reader says of a loop. */
export async function readers(ground: Ground): Promise<string> {
  const said: string[] = [];
  for (
    const words of [
      ["status", "1"],
      ["history", "1", "--actions"],
      ["show", "1"],
      ["logs", "1"],
      ["hosts", "--loop", "1"],
      ["prompts"],
      ["-o", "json", "status", "1"],
      ["-o", "json", "history", "1", "--actions"],
      ["-o", "json", "show", "1"],
      ["-o", "json", "logs", "1"],
      ["-o", "json", "hosts", "--loop", "1"],
    ]
  ) {
    const { code, stdout, stderr } = await ground.run(...words);
    assert.equal(code, 0, `${words}: ${stderr}`);
    said.push(stdout, stderr);
  }
  return said.join("\n");
}

/** Receipts and temporary files of sessions, wherever a host keeps them. */
export function leftOnHost(ground: Ground): string[] {
  const homes = ground.query("select uid from loops").flatMap((
    { uid },
  ) => [`/root/.ftl2/${uid}`, `${ground.folder}/.ftl2/${uid}`]);
  const temporary = ["/tmp", "/var/tmp", "/dev/shm"].flatMap((folder) =>
    [...Deno.readDirSync(folder)].filter(({ name }) => /^\.?ftl2/.test(name)).map(({ name }) => `${folder}/${name}`)
  );
  return [...homes, ...temporary].filter((path) => {
    try {
      return ALL.inFiles(path).length > 0;
    } catch (error) {
      if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) return false;
      throw error;
    }
  });
}

/** A checksum in hexadecimal digits. */
export async function digest(name: string, text: string): Promise<string> {
  const bytes = new Uint8Array(await crypto.subtle.digest(name, new TextEncoder().encode(text)));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** What stands in a file. */
export function textOf(path: string): string {
  return Deno.readTextFileSync(path);
}

/** What lies in a folder. */
export function namesIn(folder: string): string[] {
  return [...Deno.readDirSync(folder)].map(({ name }) => name);
}

/** A character for each byte of a text's UTF-8. */
export function latin1(text: string): string {
  return String.fromCharCode(...new TextEncoder().encode(text));
}
