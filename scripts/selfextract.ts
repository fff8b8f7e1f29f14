// One file for Linux that needs nothing installed: this Deno and the bundle, behind a script that unpacks them once: dist/ftl2-enterprise-linux-x64.run,
// and dist/SHA256SUMS. `--fast` packs it less tightly, `--output FOLDER` elsewhere. A bundle that is there already is named by FTL2_BUNDLE.
import { fileURLToPath } from "node:url";
import { builtBundle } from "./built_bundle.ts";
import { writeChecksums } from "./checksums.ts";
import { say, warn } from "./say.ts";
import { selfExtracting } from "./selfextract/file.ts";

const DIST = fileURLToPath(new URL("../dist", import.meta.url));

async function main(): Promise<void> {
  const args = [...Deno.args];
  let folder = DIST;
  let level = 9;
  for (let flag = args.shift(); flag !== undefined; flag = args.shift()) {
    if (flag === "--fast") level = 1;
    else if (flag === "--output" && args.length > 0) folder = args.shift() ?? DIST;
    else throw new Error(`There is no ${flag} here: only --fast, and --output with a folder`);
  }
  const bundle = await builtBundle();
  await Deno.mkdir(folder, { recursive: true });
  const { name, parts } = await selfExtracting(bundle, level);
  const path = `${folder}/${name}`;
  await Deno.writeFile(`${path}.new`, new Blob(parts).stream(), { mode: 0o755 });
  await Deno.chmod(`${path}.new`, 0o755);
  await Deno.rename(`${path}.new`, path);
  const { size } = await Deno.stat(path);
  await writeChecksums(folder);
  say(`${path.replace(`${DIST}/`, "dist/")}: ${Math.ceil(size / 2 ** 20)} MB`);
}

try {
  await main();
} catch (error) {
  warn(error instanceof Error ? error.message : String(error));
  Deno.exit(2);
}
