// The measures by which a whole file is known without reading its texts.
import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { demandWholeSchema, MEASURES, measuresOf } from "../../src/store/whole_schema.ts";
import { MIGRATIONS } from "../../src/store/migrate.ts";
import { Scratch } from "./scratch.ts";

Deno.test("MEASURES are those of a new file: after a migration write here what it has", async () => {
  await using scratch = new Scratch();
  const { path } = await scratch.open();
  using db = new DatabaseSync(path, { readOnly: true });
  assert.equal(MEASURES, measuresOf(db));
});

Deno.test("demandWholeSchema() sees what is gone, and takes what somebody has added", async () => {
  await using scratch = new Scratch();
  const { path } = await scratch.open();
  using db = new DatabaseSync(path);
  db.exec("CREATE INDEX mine ON loops (name, status)");
  demandWholeSchema(db, path, MIGRATIONS);
  const index = String(
    db.prepare("SELECT name FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL").get()?.name,
  );
  db.exec(`DROP INDEX ${index}`);
  assert.throws(() => demandWholeSchema(db, path, MIGRATIONS), new RegExp(`lacks index ${index}`));
});
