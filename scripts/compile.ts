// One executable of the bundle, which carries Deno's runtime with it, for each target: dist/ftl2-enterprise-TARGET, and dist/SHA256SUMS.
// `--target NAME` chooses, `--all` makes all; without either it is this machine's. A bundle that is there already is named by FTL2_BUNDLE.
import { fileURLToPath } from "node:url";
import { builtBundle } from "./built_bundle.ts";
import { writeChecksums } from "./checksums.ts";
import { programRights } from "./program_rights.ts";
import { say, warn } from "./say.ts";
import { executableName, type Target, wantedTargets } from "./targets.ts";

const DIST = fileURLToPath(new URL("../dist", import.meta.url));

/** How deno compile ended, and what it said. */
interface Compiled {
  ok: boolean;
  words: string;
}

/** `runtime`: the program that is put before the bundle; Deno downloads the right one without it. */
async function compile(bundle: string, { target, output, runtime }: {
  target: Target;
  output: string;
  runtime?: string;
}): Promise<Compiled> {
  const alone = ["--quiet", "--no-config", "--no-lock", "--no-remote", "--no-npm"];
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["compile", ...alone, ...await programRights(), "--target", target, "--output", output, bundle],
    env: runtime === undefined ? {} : { DENORT_BIN: runtime },
    stdin: "null",
  }).output();
  return { ok: success, words: new TextDecoder().decode(stderr).trim() };
}

/**
 * Everything but the runtime: the graph of the bundle, the rights, and how both are put into an executable. What comes out behaves as deno does, and is
 * never kept. Only a Linux program can be written into by a Linux deno that stands in for the runtime.
 */
async function checked(bundle: string, target: Target): Promise<Compiled> {
  const folder = await Deno.makeTempDir({ prefix: "compile-" });
  try {
    return await compile(bundle, { target, output: `${folder}/checked`, runtime: Deno.execPath() });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Why there is no executable, and what was seen of it all the same. */
async function withoutRuntime(bundle: string, target: Target): Promise<string> {
  const why =
    `Could not compile for ${target}: the executable holds Deno's runtime, which is downloaded from dl.deno.land, ` +
    "and that cannot be reached from here";
  const instead = "`deno task bundle` makes one JavaScript file without it, `deno task selfextract` one file for Linux";
  if (Deno.build.os !== "linux" || !target.includes("linux")) return `${why}. ${instead}`;
  const { ok, words } = await checked(bundle, target);
  return ok
    ? `${why}. All else was tried, with another program in the runtime's place, and is well. ${instead}`
    : `${why}. Nor would it do: ${words}`;
}

async function main(): Promise<number> {
  const targets = wantedTargets(Deno.args, Deno.build.target);
  const bundle = await builtBundle();
  for (const target of targets) {
    const output = `${DIST}/${executableName(target)}`;
    const { ok, words } = await compile(bundle, { target, output });
    if (ok) {
      say(`dist/${executableName(target)}: ${Math.ceil((await Deno.stat(output)).size / 2 ** 20)} MB`);
      continue;
    }
    warn(/dl\.deno\.land|denort/.test(words) ? await withoutRuntime(bundle, target) : words);
    return 1;
  }
  say(`dist/SHA256SUMS: ${(await writeChecksums(DIST)).length} files`);
  return 0;
}

try {
  Deno.exit(await main());
} catch (error) {
  warn(error instanceof Error ? error.message : String(error));
  Deno.exit(2);
}
