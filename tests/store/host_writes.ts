// How often rows of hosts are written: every version costs a running fleet.
import type { Scratch } from "./scratch.ts";

/** Counts versions of host rows that are written from here on. SQLite's own count of this connection would not see the store's. */
export function hostWrites(scratch: Scratch): () => number {
  scratch.raw().exec(`CREATE TABLE written (id);
    CREATE TRIGGER t1 AFTER UPDATE ON hosts BEGIN INSERT INTO written VALUES (new.id); END;
    CREATE TRIGGER t2 AFTER INSERT ON hosts BEGIN INSERT INTO written VALUES (new.id); END`);
  return () => Number(scratch.raw().prepare("SELECT count(*) AS n FROM written").get()?.n);
}
