// init-db: creates the database, or brings an old one up to date.
import { type Context, type Ending, openApp } from "./context.ts";
import { exitCode } from "./exit_code.ts";

/** Says what was done to the file. */
export async function initDb(context: Context): Promise<Ending> {
  const { io, global } = context;
  const existed = io.kind(resolved(context)) === "file";
  await using app = await openApp(context, { create: true });
  const did = !existed ? "created" : app.notices.length > 0 ? "migrated" : "unchanged";
  const sentence = {
    created: `${global.db} is created`,
    migrated: `${global.db} is up to date now`,
    unchanged: `${global.db} is up to date: nothing to do`,
  }[did];
  return {
    exit: exitCode.done,
    data: { db: resolved(context), did, notices: app.notices },
    text: `${sentence}; next: ${context.type("run -f FILE")}`,
  };
}

function resolved({ io, global }: Context): string {
  return global.db.startsWith("/") ? global.db : `${io.cwd}/${global.db}`;
}
