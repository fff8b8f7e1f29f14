// What an opened page gives up of the program's rights, where nobody gave it less to begin with: it starts no program from then on.
import type { Context } from "./context.ts";

/** The variable in which a self-extracting file says what was typed to start it. */
export const TYPED_AS = "FTL2_PROGRAM";

/**
 * Where a worker started it, or where the program carries Deno with it, so that nobody could say `deno run --allow-…`. From source and as a bundle it has
 * what it was given.
 */
export async function giveUpRights({ io, flags }: Pick<Context, "io" | "flags">): Promise<void> {
  if (!flags.untilEof && !Deno.build.standalone && io.env(TYPED_AS) === undefined) return;
  for (const name of ["run", "ffi", "import"] as const) await Deno.permissions.revoke({ name });
}
