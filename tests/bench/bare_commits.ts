// What a commit costs by itself: bare inserts, each a transaction on disk, in the mode that the store uses.
import { DatabaseSync } from "node:sqlite";

const COMMITS = 2000;

/** How many a second, in a database that is made at `path`. */
export function bareCommits(path: string): number {
  using db = new DatabaseSync(path);
  db.exec("pragma journal_mode = wal; pragma synchronous = full; create table t (id integer primary key, a text)");
  const insert = db.prepare("insert into t (a) values (?)");
  const start = performance.now();
  for (let index = 0; index < COMMITS; index++) insert.run("x".repeat(200));
  return COMMITS / ((performance.now() - start) / 1000);
}
