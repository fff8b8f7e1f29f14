// init-db: creates the database, or brings an old one up to date.
import { resolve } from "node:path";
import { type Context, type Ending, openApp } from "./context.ts";
import { exitCode } from "./exit_code.ts";
import { quoted } from "../words/quoted.ts";

/** Says what was done to the file. */
export async function initDb(context: Context): Promise<Ending> {
  const { io, global } = context;
  const db = resolve(io.cwd, global.db);
  const existed = io.kind(db) === "file";
  await using app = await openApp(context, { create: true });
  const did = !existed ? "created" : app.notices.length > 0 ? "migrated" : "unchanged";
  const sentence = {
    created: `${global.db} is created`,
    migrated: `${global.db} is up to date now`,
    unchanged: `${global.db} is up to date: nothing to do`,
  }[did];
  return {
    exit: exitCode.done,
    data: { db, did, notices: app.notices },
    text: [`${sentence}; next: ${context.type("run -f FILE")}`, ...wayBack(context, app.notices)].join("\n"),
  };
}

/** How to go back to the file that was kept: with nothing of the new one's log beside it. */
function wayBack({ global }: Context, notices: string[]): string[] {
  const [, kept] = /the old file is kept as (.+\.bak)$/.exec(notices[0] ?? "") ?? [];
  if (kept === undefined) return [];
  const folder = global.db.includes("/") && !kept.startsWith("/") ? global.db.replace(/[^/]*$/, "") : "";
  const copy = `${folder}${kept}`;
  const db = copy.replace(/\.v\d+-[^/]*$/, "");
  const three = ["", "-wal", "-shm"].map((end) => quoted(`${db}${end}`)).join(" ");
  return [`to go back to it, while no program uses the new one: rm -f ${three} && cp -p ${quoted(copy)} ${quoted(db)}`];
}
