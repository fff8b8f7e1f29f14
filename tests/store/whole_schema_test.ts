// What a file of the newest version may lack, and what it may not.
import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { demandWholeSchema } from "../../src/store/whole_schema.ts";
import { MIGRATIONS } from "../../src/store/migrate.ts";
import { Scratch } from "./scratch.ts";

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
