// A disk that can be filled and made read-only, for a worker's database.
import assert from "node:assert/strict";
import { Siege } from "./siege.ts";

/** A siege whose database lies on a small disk of its own, which nobody sees but who is told to go there. */
export class SmallDisk extends Siege {
  override readonly db: string = `${this.folder}/disk/loops.db`;
  #holder: Deno.ChildProcess | undefined;

  /** Makes the disk, for as long as this is not disposed of. */
  async mount(): Promise<void> {
    Deno.mkdirSync(`${this.folder}/disk`);
    const script = 'mount -t tmpfs -o size=4m tmpfs "$1" && echo ready && exec sleep infinity';
    const args = ["-m", "sh", "-ec", script, "sh", `${this.folder}/disk`];
    this.#holder = new Deno.Command("unshare", { args, stdin: "null", stdout: "piped" }).spawn();
    const reader = this.#holder.stdout.getReader();
    const said = await reader.read();
    await reader.cancel();
    assert.match(new TextDecoder().decode(said.value), /ready/);
    this.through = ["nsenter", "-t", String(this.#holder.pid), "-m", `--wd=${this.folder}`];
  }

  /** SQLite follows links, and would look for the file where it is not: what workers say has to do. */
  protected override left(): number {
    return this.loops - new Set(this.heard().flatMap(({ kind, loop }) => kind === "completed" ? [loop] : [])).size;
  }

  protected override async readable(): Promise<string> {
    const { code, stderr } = await this.run("backup", `${this.folder}/copy.db`);
    assert.equal(code, 0, stderr);
    return `${this.folder}/copy.db`;
  }

  /** Writes until no byte more fits; returns what takes it away again. */
  fill(): () => void {
    const ballast = this.#outside(`${this.folder}/disk/ballast`);
    using file = Deno.openSync(ballast, { create: true, append: true });
    try {
      for (let size = 65_536; size > 0; size = Math.floor(size / 2)) {
        for (let room = true; room;) room = wrote(file, size);
      }
    } finally {
      file.syncSync();
    }
    return () => Deno.removeSync(ballast);
  }

  /** Mounts the disk anew, `ro` or `rw`. */
  async remount(how: "ro" | "rw"): Promise<void> {
    const [program = "", ...rest] = this.through;
    const args = [...rest, "mount", "-o", `remount,${how}`, `${this.folder}/disk`];
    const { success, stderr } = await new Deno.Command(program, { args, stderr: "piped" }).output();
    assert.ok(success, new TextDecoder().decode(stderr));
  }

  #outside(path: string): string {
    return `/proc/${this.#holder?.pid}/root${path}`;
  }

  override async [Symbol.asyncDispose](): Promise<void> {
    await this.endAll();
    this.#holder?.kill("SIGKILL");
    await this.#holder?.status;
    await super[Symbol.asyncDispose]();
  }
}

function wrote(file: Deno.FsFile, size: number): boolean {
  try {
    return file.writeSync(new Uint8Array(size)) > 0;
  } catch (error) {
    if (/no space/i.test((error as Error).message)) return false;
    throw error;
  }
}
