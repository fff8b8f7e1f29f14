// Limits whose names are in files on this machine.
import assert from "node:assert/strict";
import { readLimit, selectHosts } from "../../src/app/named_hosts.ts";

Deno.test("readLimit takes names from files beside the command line, and keeps other limits", async () => {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(`${folder}/failed`, "web2\n\n  db1\n");
    assert.equal(readLimit("web:!web1", folder), "web:!web1");
    assert.equal(readLimit("@failed", folder), "web2,db1,");
    assert.equal(readLimit(`@${folder}/failed,web1`, "/"), "web2,db1,web1,");
    const known = { hosts: ["web1", "web2", "db1"], groups: new Map([["all", ["web1", "web2", "db1"]]]) };
    assert.deepEqual(selectHosts(known, "all", readLimit("@failed", folder)).hosts, ["web2", "db1"]);
    for (const missing of ["@nowhere", "@."]) {
      assert.throws(() => readLimit(missing, folder), /InputError: There is no file .* that --limit @/);
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
