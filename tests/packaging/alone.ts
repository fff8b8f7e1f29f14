// The bundle as somebody has it who has nothing else: no packages, no cache, and no way to any other machine.
import { Ground } from "../e2e/program.ts";
import { bundled } from "./bundled.ts";

/** A folder that knows nothing of this repository. Whoever asks for a package there finds nobody. */
export class Alone extends Ground {
  constructor(override readonly program: string) {
    super();
    const nobody = "http://127.0.0.1:9";
    Object.assign(this.env, {
      DENO_DIR: `${this.folder}/cache`,
      NPM_CONFIG_REGISTRY: nobody,
      HTTP_PROXY: nobody,
      HTTPS_PROXY: nobody,
      NO_PROXY: "127.0.0.1",
    });
  }

  /** Packages that deno has got meanwhile. */
  packages(): string[] {
    try {
      return [...Deno.readDirSync(`${this.folder}/cache/npm`)].map(({ name }) => name).sort();
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return [];
      throw error;
    }
  }
}

/** A copy of the bundle, which nothing lies beside. */
export async function byPath(): Promise<Alone> {
  const alone = new Alone("");
  const path = `${alone.folder}/ftl2-enterprise.js`;
  await Deno.copyFile(await bundled(), path);
  return Object.assign(alone, { program: path });
}

/** A server that has the bundle and nothing else. */
export class Shelf implements AsyncDisposable {
  readonly asked: string[] = [];
  readonly #server: Deno.HttpServer<Deno.NetAddr>;

  private constructor(bundle: Uint8Array<ArrayBuffer>) {
    this.#server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, ({ url }) => {
      const { pathname } = new URL(url);
      this.asked.push(pathname);
      if (pathname !== "/ftl2-enterprise.js") return new Response("nothing", { status: 404 });
      return new Response(bundle, { headers: { "content-type": "text/javascript" } });
    });
  }

  static async open(): Promise<Shelf> {
    return new Shelf(await Deno.readFile(await bundled()));
  }

  /** The bundle's address. */
  get url(): string {
    return `http://127.0.0.1:${this.#server.addr.port}/ftl2-enterprise.js`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.shutdown();
  }
}
