// Tells the feed of events, as the store does in its transactions.
import { Kysely } from "kysely";
import { DatabaseSync } from "node:sqlite";
import type { Clock } from "../../src/ports/clock.ts";
import { tell, type Told } from "../../src/store/feed.ts";
import { sqliteDialect } from "../../src/store/sqlite_dialect.ts";
import type { Tables, Transact } from "../../src/store/tables.ts";

/** Does `work` and then tells, in one transaction of a connection of its own. */
export async function telling(
  path: string,
  clock: Clock,
  { told, work = () => Promise.resolve() }: { told: readonly Told[]; work?: (trx: Transact) => Promise<unknown> },
): Promise<void> {
  const db = new Kysely<Tables>({ dialect: sqliteDialect(new DatabaseSync(path), (error) => error) });
  try {
    await db.transaction().execute(async (trx) => {
      await work(trx);
      for (const each of told) await tell(trx, each, clock);
    });
  } finally {
    await db.destroy();
  }
}
