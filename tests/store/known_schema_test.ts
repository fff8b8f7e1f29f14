// The newest schema is known by its hash: every way to it leads to the same, and nothing else passes for it.
import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { isNewest, NEWEST, schemaOf } from "../../src/store/known_schema.ts";
import { makeTables, migrate, MIGRATIONS, versionOf } from "../../src/store/migrate.ts";
import { Scratch } from "./scratch.ts";

Deno.test("NEWEST is what a new file holds: after a migration write here what it has", async () => {
  await using scratch = new Scratch();
  const { path } = await scratch.open();
  using db = new DatabaseSync(path, { readOnly: true });
  assert.deepEqual(NEWEST, { version: versionOf(MIGRATIONS), sha256: await schemaOf(db) });
  assert.equal(await isNewest(db), true);
});

Deno.test("isNewest() knows a file that came there migration by migration", async () => {
  using db = new DatabaseSync(":memory:");
  const upTo = (version: number) => MIGRATIONS.filter((each) => each.version <= version);
  makeTables(db, ":memory:", upTo(1));
  assert.equal(await isNewest(db), false);
  for (const { version } of MIGRATIONS.slice(1)) migrate(db, version - 1, upTo(version));
  assert.equal(await isNewest(db), true);
});

for (
  const [what, change] of [
    ["a trigger of somebody else's", "CREATE TRIGGER mine AFTER INSERT ON loops BEGIN DELETE FROM actions; END"],
    [
      "one of ours that does something else",
      "DROP TRIGGER loops_cost; CREATE TRIGGER loops_cost AFTER INSERT ON loops BEGIN SELECT 1; END",
    ],
    ["a view in a table's place", "DROP TABLE events; CREATE VIEW events AS SELECT 1 AS id"],
    ["an index less", "DROP INDEX loops_ended"],
    ["an index more", "CREATE INDEX mine ON loops (reason)"],
    ["another version number", "PRAGMA user_version = 5"],
  ] as const
) {
  Deno.test(`isNewest() does not know a file with ${what}`, async () => {
    await using scratch = new Scratch();
    const { path, close } = await scratch.open();
    await close();
    using db = new DatabaseSync(path);
    assert.equal(await isNewest(db), true);
    db.exec(change);
    assert.equal(await isNewest(db), false);
  });
}
