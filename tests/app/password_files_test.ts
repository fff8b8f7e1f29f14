import assert from "node:assert/strict";
import { passwordsOf } from "../../src/app/password_files.ts";
import { Secret } from "../../src/model/secret.ts";
import { memoryFiles } from "../fakes/memory_files.ts";

const files = memoryFiles({ "/pw": "first\nsecond\n", "/become": "other", "/empty": "\n" });
const from = { files, signal: new AbortController().signal };

Deno.test("passwordsOf() takes the first lines of files, and what was typed before them", async () => {
  const reach = { passwordFile: "/pw", becomePasswordFile: "/become" };
  const found = await passwordsOf({}, reach, from);
  assert.deepEqual([found.connection?.reveal(), found.become?.reveal()], ["first", "other"]);
  const typed = await passwordsOf({ become: new Secret("typed") }, reach, from);
  assert.deepEqual([typed.connection?.reveal(), typed.become?.reveal()], ["first", "typed"]);
  assert.deepEqual(await passwordsOf({}, {}, from), {});
});

Deno.test("passwordsOf() refuses a file that is empty or not there", async () => {
  await assert.rejects(passwordsOf({}, { passwordFile: "/empty" }, from), /no password in it: its first line is empty/);
  await assert.rejects(passwordsOf({}, { becomePasswordFile: "/none" }, from), /Cannot read \/none/);
});
