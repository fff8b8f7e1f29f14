// What is said of a loop that is not there.
import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { run } from "./scripted_app.ts";

Deno.test("findLoop() says which loop was probably meant, and nothing of a name that cannot be typed", async () => {
  const db = await Deno.makeTempFile();
  try {
    using file = new DatabaseSync(db);
    file.exec(`CREATE TABLE loops (id INTEGER, name TEXT, status TEXT);
      INSERT INTO loops VALUES (1, 'my website', 'completed'), (2, 'web' || char(27) || '[31m', 'running')`);
    file.close();
    for (const command of ["status", "history", "logs", "show", "pause", "resume"]) {
      const { exit, err } = await run(["--db", db, command, "my webiste"], { loops: [] });
      assert.equal(exit, 2, command);
      assert.match(
        err(),
        /^error: There is no loop "my webiste" in .*\nDid you mean 'my website'\? All loops: ftl2-enterprise --db \S+ status --all\n$/,
      );
    }
    for (const word of ["web[31m", "nothing of the kind", "9"]) {
      const { err } = await run(["--db", db, "status", word], { loops: [] });
      assert.match(err(), /^error: There is no loop "[^"]+" in .*\nType ftl2-enterprise --db \S+ status --all to see/);
    }
  } finally {
    await Deno.remove(db);
  }
});
