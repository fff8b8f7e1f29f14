// The bundle that goes into what people download: built now, or the one that FTL2_BUNDLE names, so that what was tested is what is packed.
import { ROOT } from "./deno.ts";

/** Its path. Throws Error with a sentence. */
export async function builtBundle(): Promise<string> {
  const path = Deno.env.get("FTL2_BUNDLE") || await buildBundle();
  if (path === undefined) throw new Error("There is no bundle to pack: see above");
  try {
    await Deno.stat(path);
  } catch {
    throw new Error(`There is no bundle at ${path}, which FTL2_BUNDLE names: leave it out, and it is built`);
  }
  return path;
}

/** Builds it, and returns its path; undefined where that fails, which the build has told. */
export async function buildBundle(): Promise<string | undefined> {
  const { success } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--frozen", "scripts/bundle.ts"],
    cwd: ROOT,
    stdin: "null",
  }).spawn().status;
  return success ? `${ROOT}dist/ftl2-enterprise.js` : undefined;
}
