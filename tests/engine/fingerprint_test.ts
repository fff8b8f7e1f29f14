// Where an action stands, beside its row: what secrets take out of the row is taken out of the action, too.
import assert from "node:assert/strict";
import { placeHash } from "../../src/engine/fingerprint.ts";
import type { Action } from "../../src/model/action.ts";
import { open } from "../secrets/sources.ts";

function write(content: string): Action {
  return { host: "web1", module: "copy", params: { dest: "/etc/key", content }, name: "Write the key", task: null };
}

Deno.test("placeHash() is the same for a decided action and for what its row has of it", async () => {
  const secrets = await open(["uri.url_password=TOKEN"], { TOKEN: "a-value-of-this-test" });
  const decided = placeHash(write("key a-value-of-this-test\n"), { salt: "loop", secrets });
  assert.equal(decided, placeHash(secrets.hide(write("key a-value-of-this-test\n")), { salt: "loop", secrets }));
  assert.notEqual(decided, placeHash(write("key another\n"), { salt: "loop", secrets }));
  assert.notEqual(decided, placeHash(write("key a-value-of-this-test\n"), { salt: "loop" }));
});
