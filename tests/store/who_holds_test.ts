import assert from "node:assert/strict";
import { programRights } from "../../scripts/program_rights.ts";
import { holdOpen, runChildWith } from "./children.ts";
import { Scratch } from "./scratch.ts";

for (
  const [who, rights] of [["may do everything", ["-A"]], ["has the program's rights", await programRights()]] as const
) {
  Deno.test(`whoHolds() of a process that ${who} finds one that has a file open without a lock`, async () => {
    await using scratch = new Scratch();
    const path = `${scratch.folder}/it's a link.db`;
    await Deno.symlink(scratch.legacy(), path);
    // A connection without a log has no lock while it does nothing.
    const db = scratch.raw();
    db.exec("PRAGMA journal_mode = DELETE");
    db.close();
    assert.deepEqual(await runChildWith(rights, "print_holders.ts", path), { open: [], holders: [] });
    const holder = await holdOpen(scratch.path);
    assert.deepEqual(await runChildWith(rights, "print_holders.ts", path), {
      open: [holder.pid],
      holders: [`process ${holder.pid}`],
    });
    await holder.end();
  });
}
