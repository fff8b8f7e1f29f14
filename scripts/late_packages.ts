// Packages that few starts need, packed into the bundle as compressed text: every start reads the whole file, at 5 ms a megabyte and more.
import { build, type Plugin } from "esbuild";
import { brotliCompressSync } from "node:zlib";

/** Each with what the program takes from it, by `await import()` alone. */
export const LATE: Record<string, readonly string[]> = {
  "@ai-sdk/anthropic": ["createAnthropic"],
  "@ai-sdk/openai-compatible": ["createOpenAICompatible"],
  zod: ["array", "boolean", "enum", "looseObject", "strictObject", "string", "toJSONSchema", "union"],
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
        contents: path === LOADER ? loader(await packed(bundled)) : taking(LATE[path] ?? []),
      }));
    },
  };
}

/** The text of a module with these names, some of which (`enum`) no variable may have. */
function taking(names: readonly string[]): string {
  const one = (name: string, at: number) => `const taken${at} = all.${name};\nexport { taken${at} as ${name} };\n`;
  return `import { late } from ${JSON.stringify(LOADER)};\nconst all = await late();\n${names.map(one).join("")}`;
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
  return brotliCompressSync(outputFiles.map(({ text }) => text).join("")).toBase64();
}

function loader(text: string): string {
  return `const packed = "${text}";
let loaded;
async function unpack() {
  const code = new Blob([Uint8Array.fromBase64(packed)]).stream().pipeThrough(new DecompressionStream("brotli"));
  const url = URL.createObjectURL(new Blob([await new Response(code).text()], { type: "text/javascript" }));
  try {
    return await import(url);
  } finally {
    URL.revokeObjectURL(url);
  }
}
export const late = () => loaded ??= unpack();`;
}
