// Packages that few starts need, packed into the bundle as compressed text: V8 reads all code of a file at every start, 8 ms for these.
import { build, type Plugin } from "esbuild";

/** Each with what the program takes from it, by `await import()` alone. */
export const LATE: Record<string, readonly string[]> = {
  "@ai-sdk/anthropic": ["createAnthropic"],
  "@ai-sdk/openai-compatible": ["createOpenAICompatible"],
};

/** The module that unpacks them, once, when the first of them is asked for. */
const LOADER = "late packages";

/** The text of a module that has them all. */
export function lateEntry(): string {
  return Object.entries(LATE).map(([name, taken]) => `export { ${taken} } from ${JSON.stringify(name)};\n`).join("");
}

/** Resolves their names to what unpacks them. `bundled`: the path of lateEntry() with all that it imports. */
export function latePackages(bundled: string): Plugin {
  return {
    name: LOADER,
    setup(building) {
      building.onResolve({ filter: /./ }, ({ path, kind }) => {
        if (path === LOADER) return { path, namespace: "late" };
        if (!(path in LATE)) return undefined;
        if (kind === "dynamic-import") return { path, namespace: "late" };
        return {
          errors: [{ text: `${path} is loaded late: take it by await import(), or from LATE in late_packages.ts` }],
        };
      });
      building.onLoad({ filter: /./, namespace: "late" }, async ({ path }) => ({
        contents: path === LOADER
          ? loader(await packed(bundled))
          : `import { late } from ${JSON.stringify(LOADER)};\nexport const { ${LATE[path]} } = await late();`,
      }));
    },
  };
}

/** Minified, compressed, base64. */
async function packed(bundled: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [bundled],
    write: false,
    bundle: true,
    external: ["node:*"],
    format: "esm",
    platform: "neutral",
    target: "esnext",
    minify: true,
  });
  const code = new Blob(outputFiles.map(({ text }) => text));
  const bytes = await new Response(code.stream().pipeThrough(new CompressionStream("gzip"))).bytes();
  return bytes.toBase64();
}

function loader(text: string): string {
  return `const packed = "${text}";
let loaded;
async function unpack() {
  const code = new Blob([Uint8Array.fromBase64(packed)]).stream().pipeThrough(new DecompressionStream("gzip"));
  const url = URL.createObjectURL(new Blob([await new Response(code).text()], { type: "text/javascript" }));
  try {
    return await import(url);
  } finally {
    URL.revokeObjectURL(url);
  }
}
export const late = () => loaded ??= unpack();`;
}
