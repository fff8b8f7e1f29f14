// A lock that is enforced: what is not as it stands there is not run. The registry is one of our own, and everything is downloaded anew.
import assert from "node:assert/strict";
import { ROOT } from "./sources.ts";

/** A folder with a project that takes one package, and a registry that has it. */
class Registry implements AsyncDisposable {
  readonly folder = Deno.makeTempDirSync({ prefix: "lock-" });
  readonly #server: Deno.HttpServer<Deno.NetAddr>;
  /** What it sends as the package, and what it says that this is. */
  tarball: Uint8Array<ArrayBuffer> = new Uint8Array();
  integrity = "";

  constructor() {
    this.#server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, (request) => {
      if (request.url.endsWith(".tgz")) return new Response(this.tarball);
      const dist = { tarball: `${this.url}/small/-/small-1.0.0.tgz`, integrity: this.integrity };
      return Response.json({
        name: "small",
        "dist-tags": { latest: "1.0.0" },
        versions: { "1.0.0": { name: "small", version: "1.0.0", dist } },
      });
    });
  }

  get url(): string {
    return `http://127.0.0.1:${this.#server.addr.port}`;
  }

  /** Packs a package that prints this when it is imported. */
  async pack(prints: string): Promise<void> {
    const at = `${this.folder}/pack/package`;
    await Deno.mkdir(at, { recursive: true });
    await Deno.writeTextFile(`${at}/package.json`, '{"name":"small","version":"1.0.0","main":"main.js"}');
    await Deno.writeTextFile(`${at}/main.js`, `console.log(${JSON.stringify(prints)});`);
    const args = ["-czf", `${this.folder}/small.tgz`, "-C", `${this.folder}/pack`, "package"];
    assert((await new Deno.Command("tar", { args }).output()).success);
    this.tarball = await Deno.readFile(`${this.folder}/small.tgz`);
    const hash = new Uint8Array(await crypto.subtle.digest("SHA-512", this.tarball));
    this.integrity = `sha512-${hash.toBase64()}`;
  }

  /** Runs the project with an empty cache. */
  async run(...flags: string[]): Promise<{ code: number; said: string }> {
    await Deno.writeTextFile(`${this.folder}/deno.json`, '{"imports":{"small":"npm:small@1.0.0"}}');
    await Deno.writeTextFile(`${this.folder}/main.js`, 'import "small";');
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", ...flags, "main.js"],
      cwd: this.folder,
      env: { DENO_DIR: await Deno.makeTempDir({ dir: this.folder }), NPM_CONFIG_REGISTRY: this.url, NO_COLOR: "1" },
    }).output();
    const text = new TextDecoder();
    return { code, said: text.decode(stdout) + text.decode(stderr) };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.shutdown();
    await Deno.remove(this.folder, { recursive: true });
  }
}

Deno.test("the lock: a package whose bytes are not those that the lock names does not run, whatever the registry says", async () => {
  await using registry = new Registry();
  await registry.pack("as it was");
  assert.deepEqual(await registry.run().then(({ code }) => code), 0);
  assert.match((await registry.run("--frozen")).said, /^as it was$/m);
  const honest = registry.integrity;
  await registry.pack("something else");
  const other = await registry.run("--frozen");
  assert.notEqual(other.code, 0);
  assert.doesNotMatch(other.said, /^something else$/m);
  // Nor does one whose registry still names the old bytes.
  registry.integrity = honest;
  const lying = await registry.run("--frozen");
  assert.notEqual(lying.code, 0);
  assert.match(lying.said, /integrity|checksum/i);
  assert.doesNotMatch(lying.said, /^something else$/m);
});

Deno.test("the lock: what it does not name is refused with --frozen, and the lock stays as it is", async () => {
  await using registry = new Registry();
  await registry.pack("new");
  const lock = '{"version":"5","specifiers":{},"npm":{},"workspace":{}}';
  await Deno.writeTextFile(`${registry.folder}/deno.lock`, lock);
  const { code, said } = await registry.run("--frozen");
  assert.notEqual(code, 0);
  assert.match(said, /lockfile is out of date/);
  assert.doesNotMatch(said, /^new$/m);
  assert.equal(await Deno.readTextFile(`${registry.folder}/deno.lock`), lock);
});

Deno.test("the lock: every package in deno.lock has a hash, from npm's registry alone, and none may run a script when it is installed", async () => {
  const { auditLock } = await import("../../scripts/audit_lock.ts");
  const read = async (name: string) => JSON.parse(await Deno.readTextFile(new URL(name, ROOT)));
  assert.deepEqual(auditLock(await read("deno.lock"), await read("deno.json")), []);
});
