import assert from "node:assert/strict";
import { programRights } from "../../scripts/program_rights.ts";
import { whoHasOpen } from "../../src/store/who_holds.ts";
import { cannotMount, holdOpen, runChildWith } from "./children.ts";
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

Deno.test({
  name: "whoHasOpen() does not find a process for which the path is another file",
  ignore: cannotMount(),
  fn: async () => {
    await using scratch = new Scratch();
    const other = `${scratch.folder}/other`;
    scratch.write("other", other);
    scratch.legacy();
    const asRoot = Deno.uid() === 0 ? [] : ["--map-root-user"];
    const script = 'mount --bind "$1" "$2"; exec 3<"$2"; readlink /proc/self/fd/3; cat';
    const holder = new Deno.Command("unshare", {
      args: [...asRoot, "-m", "sh", "-ec", script, "sh", other, scratch.path],
      stdin: "piped",
      stdout: "piped",
    }).spawn();
    const said = holder.stdout.getReader();
    assert.equal(new TextDecoder().decode((await said.read()).value), `${scratch.path}\n`);
    assert.deepEqual(whoHasOpen(scratch.path), []);
    await said.cancel();
    await holder.stdin.close();
    await holder.status;
  },
});
