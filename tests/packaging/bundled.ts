// The bundle that is tested: the one that was built for all tests of this run, or one that is built once for this process.
import assert from "node:assert/strict";

const ROOT = new URL("../../", import.meta.url).pathname;

let built: Promise<string> | undefined;

/** Its path. */
export function bundled(): Promise<string> {
  return built ??= Promise.resolve(Deno.env.get("FTL2_BUNDLE") || build(ROOT));
}

/** Builds the bundle of the sources in a folder; what is in `env` is added to the environment. Returns its path. */
export async function build(root: string, env: Record<string, string> = {}): Promise<string> {
  const args = ["run", "-A", "scripts/bundle.ts"];
  const { code, stderr } = await new Deno.Command(Deno.execPath(), { args, cwd: root, env, stdin: "null" }).output();
  assert.equal(code, 0, new TextDecoder().decode(stderr));
  return `${root.replace(/\/$/, "")}/dist/ftl2-enterprise.js`;
}
