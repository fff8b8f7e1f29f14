import assert from "node:assert/strict";
import { Kysely } from "kysely";
import { DatabaseSync } from "node:sqlite";
import { builtOnce } from "../../src/store/built_once.ts";
import { sqliteDialect } from "../../src/store/sqlite_dialect.ts";
import type { Tables } from "../../src/store/tables.ts";

Deno.test("builtOnce() builds a query once, and asks it with the values of each time, however often one stands in it", async () => {
  const db = new Kysely<Tables>({ dialect: sqliteDialect(new DatabaseSync(":memory:"), (error) => error) });
  await db.schema.createTable("workers").addColumn("name", "text").addColumn("concurrency", "integer").execute();
  for (const [name, concurrency] of [["a", 1], ["b", 2], ["c", 2]] as const) {
    await db.insertInto("workers").values({ name, concurrency } as never).execute();
  }
  let built = 0;
  const named = builtOnce(["name", "most"], (trx, { name, most }: { name: string; most: number }) => {
    built++;
    return trx.selectFrom("workers").select("name").where("concurrency", "<=", most)
      .where((eb) => eb.or([eb("name", "=", name), eb("name", ">", name)])).orderBy("name").limit(5);
  });
  await db.transaction().execute(async (trx) => {
    assert.deepEqual((await named(trx, { name: "a", most: 1 })).map(({ name }) => name), ["a"]);
    assert.deepEqual((await named(trx, { name: "b", most: 2 })).map(({ name }) => name), ["b", "c"]);
    assert.deepEqual(await named(trx, { name: "d", most: 2 }), []);
  });
  assert.equal(built, 1);
  await db.destroy();
});
