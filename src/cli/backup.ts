// backup: a whole copy of the database, also while others write.
import { resolve } from "node:path";
import { type Context, type Ending, openApp } from "./context.ts";
import { exitCode } from "./exit_code.ts";
import { Refusal } from "./refusal.ts";

/** Refuses a path where something is, unless `--force`; the old copy is replaced only by a new one that is whole. */
export async function backup(context: Context): Promise<Ending> {
  const { io, flags, global, words: [named = ""] } = context;
  const path = resolve(io.cwd, named);
  const found = io.kind(path);
  if (found === "directory") {
    throw new Refusal(`${named} is a folder`, { hint: `Name a file in it: ${named}/loops.db` });
  }
  if (found !== undefined && path === resolve(io.cwd, global.db)) {
    throw new Refusal(`${named} is the database itself`, { hint: "Name another file for its copy" });
  }
  if (found !== undefined && flags.force !== true) {
    throw new Refusal(`${named} is there already`, { hint: "Name another file, or add --force to replace it" });
  }
  await using app = await openApp(context, { create: false });
  const { bytes } = await app.upkeep.backup(path, { replace: flags.force === true });
  return {
    exit: exitCode.done,
    data: { path, bytes },
    text: `${named} is a copy of ${global.db} (${bytes} bytes); it is read with --db ${named}`,
  };
}
