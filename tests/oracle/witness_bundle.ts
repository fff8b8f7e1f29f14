// The witness as one file, made once for a process of tests: from there a run begins in half the time, and an oracle begins hundreds.
import { lateNames } from "../../scripts/late_packages.ts";

const ROOT = new URL("../../", import.meta.url).pathname;

let made: Promise<string> | undefined;

/** Its path; it is gone with this process. */
export function witnessBundle(): Promise<string> {
  return made ??= make();
}

async function make(): Promise<string> {
  const folder = await Deno.makeTempDir({ prefix: "oracle-witness-" });
  globalThis.addEventListener("unload", () => Deno.removeSync(folder, { recursive: true }));
  const path = `${folder}/witness.js`;
  // No playbook asks for what is loaded late: models, and the screen of `top`.
  const without = lateNames.map((name) => `--external=${name}`);
  const args = [
    "bundle",
    "--quiet",
    "--minify",
    "--platform",
    "deno",
    ...without,
    "-o",
    path,
    "tests/oracle/witness.ts",
  ];
  const { success, stderr } = await new Deno.Command(Deno.execPath(), { args, cwd: ROOT, stdin: "null" }).output();
  if (!success) throw new Error(`The witness cannot be bundled:\n${new TextDecoder().decode(stderr)}`);
  // A case may be somebody else's than ours.
  await Deno.chmod(folder, 0o755);
  return path;
}
