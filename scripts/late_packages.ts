// Packages that few starts need, packed into the bundle as compressed text: every start reads the whole file, at 5 ms a megabyte and more.
import { build, type Plugin, transform } from "esbuild";
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
        contents: path.startsWith(LOADER) ? await loader(path.slice(LOADER.length), bundled) : taking(path),
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

/** A bundled pack as the text of a function that returns all that is in it, minified. */
async function asFunction(bundled: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [bundled],
    write: false,
    bundle: true,
    external: ["node:*"],
    plugins: [absent],
    define: {
      // What packages check for their developers only.
      "process.env.NODE_ENV": '"production"',
      // A function has none, and from the bundle's Node's require would find nothing, not even Node's own.
      "import.meta.url": '"file:///"',
      // ink looks for its developers' tools.
      "import.meta.resolve": "undefined",
    },
    format: "esm",
    platform: "neutral",
    target: "esnext",
  });
  const imports: string[] = [];
  const body = outputFiles.map(({ text }) => text).join("")
    .replaceAll(IMPORT, (_, all, one, some, from) => {
      const left = all ?? `{${one === undefined ? "" : `default:${one},`}${(some ?? "").replaceAll(" as ", ":")}}`;
      imports.push(`const ${left} = await import("${from}");`);
      return "";
    })
    .replace(
      /^export \{([^}]*)\};\s*$/m,
      (_, names) => `return {${names.replaceAll(/([\w$]+) as ([\w$]+)/g, "$2:$1")}};`,
    );
  const code = `async function late() {\n${imports.join("\n")}\n${body}}`;
  return (await transform(code, { minify: true, target: "esnext" })).code.trim();
}

/** A whole module by one name, its default, some of it, or nothing. */
const IMPORT = /^import (?:\* as ([\w$]+) from |(?:([\w$]+)(?:, )?)?(?:\{([^}]*)\})? ?(?:from )?)"(node:[\w/]+)";$/gm;

/**
 * The text of a module that unpacks a pack, once. What is unpacked is evaluated, and is no module of its own: Deno would read it twice, and
 * keep what it compiled for ever under a name that no other start has. Nor does a compiled program load modules that are not in it.
 */
async function loader(pack: string, bundled: (pack: string) => string): Promise<string> {
  const packed = brotliCompressSync(await asFunction(bundled(pack))).toBase64();
  return `const packed = "${packed}";
let loaded;
async function unpack() {
  const code = new Blob([Uint8Array.fromBase64(packed)]).stream().pipeThrough(new DecompressionStream("brotli"));
  const text = await new Response(code).text();
  return await (0, eval)(\`(\${text})\\n//# sourceURL=late-packages/${pack}.js\`)();
}
export const late = () => loaded ??= unpack();`;
}
