// One JavaScript file of the whole program, run from a path or a URL: dist/ftl2-enterprise.js.
import { build, type Plugin, stop, transform } from "esbuild";
import { absentNames, lateEntry, lateNames, latePackages, packs } from "./late_packages.ts";
import { say, warn } from "./say.ts";

const ROOT = new URL("../", import.meta.url);
const target = new URL("dist/ftl2-enterprise.js", ROOT);

/**
 * Node's modules whose import a start would pay for, though it needs next to nothing of them: 35 of 90 ms, since a bundle
 * hoists what any of its parts imports. What takes their place lies in stand_ins/; a name that one lacks fails the build.
 */
const STAND_INS: Record<string, string> = {
  "node:path": "path",
  "node:url": "url",
  "node:events": "events",
  "node:process": "process",
  "node:util": "util",
  "node:module": "module",
  "node:child_process": "nothing",
  "node:fs": "nothing",
};

/** What may stay at the top of the bundle: it costs 1 ms. Anything else belongs behind `await import()`. */
const HOISTED = ["node:sqlite"];
/** How they, and the beginning of main.ts, stand in a bundle. */
const IMPORTS = new RegExp(`\\bimport\\{[^\\s{}]*\\}from"(?:${HOISTED.join("|")})";`);
const START = /\bawait\s+Promise\.\s*resolve\(\)\.\s*then\(\s*start\d*\)\.\s*then\(\s*leave\);/;

const SHEBANG = "#!/usr/bin/env -S deno run -A\n";

const SMALL = { minifyWhitespace: true, minifySyntax: true, lineLimit: 160, target: "esnext" } as const;

const standIns: Plugin = {
  name: "stand-ins",
  setup(building) {
    building.onResolve({ filter: /^node:/ }, ({ path, kind }) => {
      const name = STAND_INS[path];
      if (kind !== "import-statement" || name === undefined) return { path, external: true };
      return { path: new URL(`stand_ins/${name}.ts`, import.meta.url).pathname };
    });
  },
};

/** Runs deno in the repository's root; ends this process where it fails. */
async function deno(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), { args, cwd: ROOT, stdin: "null" }).output();
  if (code !== 0) fail(`Could not bundle: deno ${args[0]} ended with exit code ${code}`, stderr);
  return new TextDecoder().decode(stdout).trim();
}

function fail(sentence: string, words?: Uint8Array): never {
  if (words !== undefined) warn(new TextDecoder().decode(words).trim());
  warn(sentence);
  Deno.exit(1);
}

/**
 * A bundle made smaller, which Deno reads in less time: without comments and indentation, with the stand-ins, with `late` packed, and
 * with short names within functions. Names at the top and short lines stay, so that the stack of a bug can be read.
 */
async function lean(bundle: string, late: (pack: string) => string): Promise<string> {
  const { outputFiles, metafile } = await build({
    entryPoints: [bundle],
    outfile: target.pathname,
    write: false,
    metafile: true,
    bundle: true,
    format: "esm",
    platform: "neutral",
    ...SMALL,
    banner: { js: SHEBANG.trim() },
    plugins: [latePackages(late), standIns],
    logLevel: "error",
  }).catch(() => fail("Could not bundle: esbuild says above why"));
  const imports = Object.values(metafile.outputs).flatMap(({ imports }) => imports);
  for (const { path, kind } of imports) {
    if (kind === "import-statement" && !HOISTED.includes(path)) {
      fail(`Every start of the bundle would load ${path}: import it where it is needed, or give it a stand-in`);
    }
  }
  const text = await withShortNames(outputFiles[0]!.text);
  // A single one, and V8 holds the whole file in two bytes a letter: 7 of 50 ms of every start.
  const beyond = /.{0,40}[^\0-\x7f].{0,40}/u.exec(text)?.[0];
  if (beyond !== undefined) {
    fail(`The bundle has a letter beyond ASCII, in a regular expression: write it as \\uXXXX: ${beyond}`);
  }
  return text;
}

/** Names within functions made short, a sixth of the file. esbuild spares those at the top only in what is no module: without import and await. */
async function withShortNames(bundle: string): Promise<string> {
  const apart = [SHEBANG, "", ""];
  let body = bundle.replace(SHEBANG, "");
  for (const [at, pattern] of [[1, IMPORTS], [2, START]] as const) {
    body = body.replace(pattern, (found) => (apart[at] += found, ""));
    if (apart[at] === "") {
      fail(`Could not bundle: nothing in it looks like ${pattern}, of which names at the top depend`);
    }
  }
  const { code } = await transform(body, { ...SMALL, minifyIdentifiers: true });
  const [shebang, imports, start] = apart;
  return `${shebang}${imports}${code}${start}\n`;
}

await Deno.mkdir(new URL("dist/", ROOT), { recursive: true });
const folder = await Deno.makeTempDir({ prefix: "bundle-" });
try {
  const bundle = ["bundle", "--quiet", "--platform", "deno", "-o"];
  const without = (names: readonly string[]) => names.map((name) => `--external=${name}`);
  await deno(...bundle, `${folder}/bundle.js`, ...without(lateNames), "main.ts");
  const late = (pack: string) => `${folder}/${pack}.js`;
  for (const pack of packs) {
    const entry = `${folder}/${pack}.ts`;
    await Deno.writeTextFile(entry, lateEntry(pack));
    await deno(...bundle, late(pack), "--config", "deno.json", ...without(absentNames), entry);
  }
  const code = await lean(`${folder}/bundle.js`, late);
  // Renamed into place: whoever starts the bundle meanwhile reads the old one or the new one.
  await Deno.writeTextFile(`${folder}/lean.js`, code, { mode: 0o755 });
  await Deno.copyFile(`${folder}/lean.js`, `${target.pathname}.new`);
  await Deno.rename(`${target.pathname}.new`, target);
  const version = await deno("run", "-A", "--no-config", target.pathname, "--version");
  say(`dist/ftl2-enterprise.js: ${version}, ${Math.ceil(code.length / 1024)} KB`);
} finally {
  await stop();
  await Deno.remove(folder, { recursive: true });
}
