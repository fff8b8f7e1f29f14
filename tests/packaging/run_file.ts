// The self-extracting file as somebody has it who has nothing else: another user than root, no Deno, no Node, no network, a home of its own.
import assert from "node:assert/strict";
import { type Ended, Ground } from "../e2e/program.ts";
import { bundled } from "./bundled.ts";

const ROOT = new URL("../../", import.meta.url).pathname;

/** nobody, whose home is nowhere. */
export const USER = 65534;

let made: Promise<string> | undefined;

/** Makes it once for all tests of this process: packed fast, by the code that packs it tightly. Whoever tests removes its folder. */
export function runFile(): Promise<string> {
  return made ??= packed();
}

/** Packs one into a folder of its own. */
export async function packed(): Promise<string> {
  const folder = await Deno.makeTempDir({ prefix: "selfextract-" });
  await Deno.chmod(folder, 0o755);
  const args = ["run", "-A", `${ROOT}scripts/selfextract.ts`, "--fast", "--output", folder];
  const env = { FTL2_BUNDLE: await bundled() };
  const { code, stderr } = await new Deno.Command(Deno.execPath(), { args, cwd: "/", env, stdin: "null" }).output();
  assert.equal(code, 0, new TextDecoder().decode(stderr));
  const names = (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name);
  return `${folder}/${names.find((name) => name.endsWith(".run"))}`;
}

/** A ground that belongs to `nobody`, who starts the file there. */
export class Bare extends Ground {
  /** Folders where it finds programs: a few that every Linux has, and neither deno nor node. */
  readonly bin = `${this.folder}/bin`;
  readonly cache = `${this.folder}/.cache/ftl2-enterprise`;

  constructor(override readonly program: string) {
    super();
    const tools =
      "sh cat ls rm mv mkdir chmod chown head tail wc gzip sync find id uname stat env cp ln sed grep kill touch";
    const more =
      "readlink dirname basename mktemp printf test date sleep sort tr cut cmp getent dd rmdir cksum hostname";
    Deno.mkdirSync(this.bin);
    for (const tool of `${tools} ${more}`.split(" ")) {
      const path = ["/usr/bin", "/bin"].map((folder) => `${folder}/${tool}`).find((path) => exists(path));
      if (path !== undefined) Deno.symlinkSync(path, `${this.bin}/${tool}`);
    }
    this.give();
  }

  /** Everything that lies here to the user. */
  give(): void {
    const { success } = new Deno.Command("chown", { args: ["-R", `${USER}:${USER}`, this.folder] }).outputSync();
    assert.ok(success);
  }

  /** What root does before, in the same room of mounts and networks. */
  before = "ip link set lo up";
  /** What else is its own, in words of `unshare`. */
  alone: string[] = [];
  /** All that it sees of an environment. */
  sees: Record<string, string> = { HOME: this.folder, PATH: `${this.folder}/bin` };

  /** As the user, with nothing of this environment, and no network but the machine's own. */
  start(...args: string[]): Deno.Command {
    const seen = Object.entries(this.sees).map(([name, value]) => `${name}=${value}`);
    const as = ["setpriv", `--reuid=${USER}`, `--regid=${USER}`, "--clear-groups", "env", "-i", ...seen];
    const words = [
      "--net",
      "--mount",
      ...this.alone,
      "sh",
      "-ec",
      `${this.before}; exec "$@"`,
      "sh",
      ...as,
      this.program,
      ...args,
    ];
    return new Deno.Command("unshare", {
      args: words,
      cwd: this.folder,
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    });
  }

  /** How a start ended. */
  async started(...args: string[]): Promise<Ended> {
    const { code, stdout, stderr } = await this.start(...args).output();
    const decoder = new TextDecoder();
    return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
  }

  /** What was unpacked, and what was left behind on the way. */
  unpacked(): string[] {
    return exists(this.cache) ? [...Deno.readDirSync(this.cache)].map(({ name }) => name).sort() : [];
  }
}

function exists(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch {
    return false;
  }
}
