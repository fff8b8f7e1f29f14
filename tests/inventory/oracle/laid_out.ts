// A case's files in a folder of their own, and how our reader sees them.
import { hostsToAsk } from "../../../src/inventory/read_output.ts";
import { scriptOutput, scriptsIn } from "../../../src/inventory/scripts.ts";
import type { Files } from "../../../src/ports/files.ts";
import { localFiles } from "../../../src/transports/local_files.ts";
import type { InventoryCase } from "./case.ts";

/** Files of one case on disk; they go when it is disposed. */
export class LaidOut {
  readonly root: string;
  /** An empty folder, so that nothing beside the inventory is read by chance. */
  readonly cwd: string;
  readonly sources: string[];
  readonly folder: string | undefined;

  private constructor(root: string, one: InventoryCase) {
    this.root = root;
    this.cwd = `${root}/empty`;
    const isList = (source: string) => source.includes(",") && one.files[source] === undefined;
    this.sources = one.sources.map((source) => isList(source) ? source : `${root}/${source}`);
    this.folder = one.folder === undefined ? undefined : `${root}/${one.folder}`;
  }

  static async of(one: InventoryCase): Promise<LaidOut> {
    const laid = new LaidOut(await Deno.makeTempDir({ prefix: "inventory-" }), one);
    await Deno.mkdir(laid.cwd);
    if (laid.folder !== undefined) await Deno.mkdir(laid.folder, { recursive: true });
    for (const [name, text] of Object.entries(one.files)) {
      const path = `${laid.root}/${name}`;
      await Deno.mkdir(path.slice(0, path.lastIndexOf("/")), { recursive: true });
      await Deno.writeTextFile(path, text);
      if (text.startsWith("#!") || one.executable?.includes(name)) await Deno.chmod(path, 0o755);
    }
    return laid;
  }

  /** The files with what the inventory's programs print. */
  async files(): Promise<Files> {
    const inner = localFiles();
    const outputs = new Map<string, string>();
    const ask = async (path: string, ...args: string[]): Promise<string> => {
      const { stdout } = await new Deno.Command(path, { args, cwd: this.cwd }).output();
      const text = new TextDecoder().decode(stdout);
      outputs.set(scriptOutput(path, args), text);
      return text;
    };
    for (const path of scriptsIn(this.sources, inner)) {
      for (const host of hostsToAsk(await ask(path, "--list"))) await ask(path, "--host", host);
    }
    return {
      ...inner,
      kind: (path) => outputs.has(path) ? "file" : inner.kind(path),
      readText: (path) => outputs.get(path) ?? inner.readText(path),
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.root, { recursive: true });
  }
}
