import assert from "node:assert/strict";
import { asTypedHere } from "../../src/words/as_typed.ts";

Deno.test("asTypedHere() says each command as one would type it here", () => {
  const type = (command: string) => `deno run main.ts --db my.db ${command}`;
  assert.equal(
    asTypedHere("Try `ftl2-enterprise resume 3` or `ftl2-enterprise status`, not `resume 3`", type),
    "Try `deno run main.ts --db my.db resume 3` or `deno run main.ts --db my.db status`, not `resume 3`",
  );
});
