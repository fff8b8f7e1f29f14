// Packages that few starts need, packed into the bundle as compressed text: every start reads the whole file, at 5 ms a megabyte and more.
import { build, type Plugin } from "esbuild";
import { brotliCompressSync } from "node:zlib";

/** What is unpacked together, the first time that any of it is asked for: by package, what the program takes from it, by `await import()` alone. */
const PACKS: { [pack: string]: { [name: string]: readonly string[] } } = {
  models: {
    "@ai-sdk/anthropic": ["createAnthropic"],
    "@ai-sdk/openai-compatible": ["createOpenAICompatible"],
    zod: [
      ...[
        "array",
        "boolean",
        "enum",
        "exactOptional",
        "int",
        "looseObject",
        "nullable",
        "number",
        "partialRecord",
        "record",
      ],
      ...["registry", "strictObject", "string", "toJSONSchema", "union", "unknown"],
    ],
  },
  screen: {
    ink: ["Box", "Text", "render", "useCursor", "useInput", "usePaste"],
    react: ["createElement"],
  },
};

/** The packs' names, and those of all packages in them. */
export const packs: readonly string[] = Object.keys(PACKS);
export const lateNames: readonly string[] = Object.values(PACKS).flatMap(Object.keys);

/** What packages ask for only where a developer looks into them: it is not there. */
export const absentNames: readonly string[] = ["react-devtools-core"];

/** How the module is called that unpacks a pack, once. */
const LOADER = "late packages: ";

/** The text of a module that has all of a pack. */
export function lateEntry(pack: string): string {
  return Object.entries(PACKS[pack] ?? {})
    .map(([name, taken]) => `export { ${taken} } from ${JSON.stringify(name)};\n`).join("");
}

/** Resolves their names to what unpacks them. `bundled`: the path of a pack's lateEntry() with all that it imports. */
export function latePackages(bundled: (pack: string) => string): Plugin {
  return {
    name: "late packages",
    setup(building) {
      building.onResolve({ filter: /./ }, ({ path, kind }) => {
        if (path.startsWith(LOADER)) return { path, namespace: "late" };
        if (packOf(path) === undefined) return undefined;
        if (kind === "dynamic-import") return { path, namespace: "late" };
        return {
          errors: [{ text: `${path} is loaded late: take it by await import(), or from PACKS in late_packages.ts` }],
        };
      });
      building.onLoad({ filter: /./, namespace: "late" }, async ({ path }) => ({
        contents: path.startsWith(LOADER) ? loader(await packed(bundled(path.slice(LOADER.length)))) : taking(path),
      }));
    },
  };
}

function packOf(name: string): string | undefined {
  return packs.find((pack) => Object.hasOwn(PACKS[pack] ?? {}, name));
}

/** The text of a module with what is taken from a package; no variable may have some of the names (`enum`). */
function taking(name: string): string {
  const pack = packOf(name) ?? "";
  const one = (taken: string, at: number) => `const taken${at} = all.${taken};\nexport { taken${at} as ${taken} };\n`;
  const names = PACKS[pack]?.[name] ?? [];
  return `import { late } from ${JSON.stringify(LOADER + pack)};\nconst all = await late();\n${
    names.map(one).join("")
  }`;
}

const absent: Plugin = {
  name: "absent packages",
  setup(building) {
    const filter = new RegExp(`^(?:${absentNames.join("|")})$`);
    building.onResolve({ filter }, ({ path }) => ({ path, namespace: "absent" }));
    building.onLoad({ filter: /./, namespace: "absent" }, () => ({ contents: "export default undefined;" }));
  },
};

/** Minified, compressed, base64. */
async function packed(bundled: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [bundled],
    write: false,
    bundle: true,
    external: ["node:*"],
    plugins: [absent],
    define: {
      // What packages check for their developers only.
      "process.env.NODE_ENV": '"production"',
      // It is unpacked into a blob, from where Node's require finds nothing, not even Node's own.
      "import.meta.url": '"file:///"',
    },
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
