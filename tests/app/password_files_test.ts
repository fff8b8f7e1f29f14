import assert from "node:assert/strict";
import { passwordsOf } from "../../src/app/password_files.ts";
import { Secret } from "../../src/model/secret.ts";
import { memoryFiles } from "../fakes/memory_files.ts";

const files = memoryFiles({ "/pw": "first\nsecond\n", "/become": "other", "/empty": "\n" });

Deno.test("passwordsOf() takes the first lines of files, and what was typed before them", () => {
  const reach = { passwordFile: "/pw", becomePasswordFile: "/become" };
  const found = passwordsOf({}, reach, files);
  assert.deepEqual([found.connection?.reveal(), found.become?.reveal()], ["first", "other"]);
  const typed = passwordsOf({ become: new Secret("typed") }, reach, files);
  assert.deepEqual([typed.connection?.reveal(), typed.become?.reveal()], ["first", "typed"]);
  assert.deepEqual(passwordsOf({}, {}, files), {});
});

Deno.test("passwordsOf() names a file that is empty or not there", () => {
  assert.throws(
    () => passwordsOf({}, { passwordFile: "/empty" }, files),
    /no password in \/empty: its first line is empty/,
  );
  assert.throws(() => passwordsOf({}, { becomePasswordFile: "/none" }, files), /Cannot read \/none/);
});
