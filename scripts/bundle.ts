// One JavaScript file of the whole program, run from a path or a URL: dist/ftl2-enterprise.js.
import { fileURLToPath } from "node:url";
import { build, type Plugin, stop, transform } from "esbuild";
import { stitched } from "./chunks.ts";
import { absentNames, lateEntry, lateNames, latePackages, packs } from "./late_packages.ts";
import { deno, ROOT } from "./deno.ts";
import { npmFolder, type Places, withoutPlaces } from "./places.ts";
import { plainNames } from "./split_names.ts";
import { noticesComment, ownLicence } from "./notices.ts";
import { packagesHere } from "./packages_here.ts";
import { say, warn } from "./say.ts";

const target = `${ROOT}dist/ftl2-enterprise.js`;

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

/** What may stay at the top of the bundle: it costs 1 ms. Any other is loaded with the first file that asks for it, and the build fails where that is every start. */
const HOISTED = ["node:sqlite"];

/** What `status` needs, which is to be there at once. */
const EAGER = ["app", "command_line", "open_store", "status"];

/** How the beginning of main.ts stands in a bundle. */
const START = /\bawait\s+Promise\.\s*resolve\(\)\.\s*then\(\s*start\d*\)\.\s*then\(\s*leave\d*\);/;

const SHEBANG = "#!/usr/bin/env -S deno run -A\n";

const SMALL = { minifyWhitespace: true, minifySyntax: true, lineLimit: 160, target: "esnext" } as const;

const standIns: Plugin = {
  name: "stand-ins",
  setup(building) {
    building.onResolve({ filter: /^node:/ }, async ({ path, kind, importer }) => {
      const name = STAND_INS[path];
      if (kind !== "import-statement" || name === undefined) return { path, external: true };
      if (name === "nothing" && !asWhole(path).test(await Deno.readTextFile(importer))) return { path, external: true };
      return { path: fileURLToPath(new URL(`stand_ins/${name}.ts`, import.meta.url)) };
    });
  },
};

/** Packages in CommonJS take modules as wholes, and so does commander; our files what they need of them. */
function asWhole(path: string): RegExp {
  return new RegExp(`^import \\w+ from "${path}";`, "m");
}

/** Takes out of a file where it was built. */
async function forget(path: string, places: Places): Promise<void> {
  await Deno.writeTextFile(path, withoutPlaces(await Deno.readTextFile(path), places));
}

/** Of a folder's files, which are renamed, too. */
async function forgetHashes(folder: string, places: Places): Promise<void> {
  const files = new Map<string, string>();
  for await (const { name } of Deno.readDir(folder)) {
    files.set(name, withoutPlaces(await Deno.readTextFile(`${folder}/${name}`), places));
    await Deno.remove(`${folder}/${name}`);
  }
  for (const [name, text] of plainNames(files, "main.js")) await Deno.writeTextFile(`${folder}/${name}`, text);
}

/**
 * What `deno bundle` split off made one file again, which Deno reads in less time: without comments and indentation, with the stand-ins,
 * with `late` packed, and with short names within functions. Names at the top of files and short lines stay, so that the stack of a bug
 * can be read.
 */
async function lean(main: string, late: (pack: string) => string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [main],
    outdir: "/",
    write: false,
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "neutral",
    target: "esnext",
    plugins: [latePackages(late), standIns],
    logLevel: "error",
  }).catch((cause) => {
    throw new Error("esbuild says above why", { cause });
  });
  const files = new Map(outputFiles.map(({ path, text }) => [path.slice("/".length), text]));
  const how = { main: "main.js", eager: EAGER, hoisted: HOISTED, shorten };
  const { chunks, main: beginning } = await stitched(files, how);
  const start = START.exec(beginning)?.[0];
  if (start === undefined) throw new Error(`nothing in it looks like ${START}`);
  const text = `${SHEBANG}${chunks}\n${await shorten(beginning.replace(start, ""))}${start}\n`;
  // A single one, and V8 holds the whole file in two bytes a letter: 7 of 50 ms of every start.
  const beyond = /.{0,40}[^\0-\x7f].{0,40}/u.exec(text)?.[0];
  if (beyond !== undefined) {
    throw new Error(`it has a letter beyond ASCII, in a regular expression: write it as \\uXXXX: ${beyond}`);
  }
  return text;
}

/** Also names within functions, a sixth of the file. esbuild spares those at the top only in what is no module: without import and await. */
async function shorten(text: string): Promise<string> {
  return (await transform(text, { ...SMALL, minifyIdentifiers: true })).code;
}

/** Builds it and puts it into its place. `folder`: an empty one, for what lies on the way. */
async function bundle(folder: string): Promise<void> {
  const words = ["bundle", "--quiet", "--platform", "deno"];
  const without = (names: readonly string[]) => names.map((name) => `--external=${name}`);
  await deno(...words, "--code-splitting", "--outdir", `${folder}/split`, ...without(lateNames), "main.ts");
  const places = { root: ROOT, npm: await npmFolder() };
  await forgetHashes(`${folder}/split`, places);
  const late = (pack: string) => `${folder}/${pack}.js`;
  for (const pack of packs) {
    const entry = `${folder}/${pack}.ts`;
    await Deno.writeTextFile(entry, lateEntry(pack));
    await deno(...words, "-o", late(pack), "--config", "deno.json", ...without(absentNames), entry);
    await forget(late(pack), places);
  }
  // Licences of packages ask for their texts in every copy of what they are in. Behind all else: 66 KB that V8 passes over.
  const notices = noticesComment(await packagesHere(), await ownLicence());
  const code = await lean(`${folder}/split/main.js`, late) + notices;
  await Deno.writeTextFile(`${folder}/lean.js`, code, { mode: 0o755 });
  // Deno would keep what it compiled of a path that never comes again.
  const version = await deno("run", "-A", "--no-config", "--no-code-cache", `${folder}/lean.js`, "--version");
  // Renamed into place: whoever starts the bundle meanwhile reads the old one or the new one.
  await Deno.mkdir(`${ROOT}dist`, { recursive: true });
  await Deno.copyFile(`${folder}/lean.js`, `${target}.new`);
  await Deno.rename(`${target}.new`, target);
  say(`dist/ftl2-enterprise.js: ${version}, ${Math.ceil(code.length / 1024)} KB`);
}

const folder = await Deno.makeTempDir({ prefix: "bundle-" });
try {
  await bundle(folder);
} catch (error) {
  warn(`Could not bundle: ${error instanceof Error ? error.message : error}`);
  Deno.exitCode = 1;
} finally {
  await stop();
  await Deno.remove(folder, { recursive: true });
}
