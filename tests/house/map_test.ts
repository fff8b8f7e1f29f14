import assert from "node:assert/strict";
import { checkMap } from "./map.ts";

const house = {
  rooms: ["engine", "server", "app"],
  packages: ["kysely"],
  sources: new Map([["src/engine/iterate.ts", ""], ["src/app.ts", ""]]),
};
const page = "| `engine/` | verbs |\n| `server/` | (empty) |\n- `kysely`: typed SQL\n";

Deno.test("checkMap() passes a page that shows the house", () => {
  assert.deepEqual(checkMap(page, house), []);
});

Deno.test("checkMap() finds a room or package that the page leaves out", () => {
  const messages = checkMap("kysely and engine/ in a sentence", house).map(({ message }) => message);
  assert.deepEqual(messages, [
    "has no line that begins with `engine/`",
    "has no line that begins with `server/`",
    "has no line that begins with `kysely`",
  ]);
});

Deno.test("checkMap() finds rooms whose emptiness changed, and a page that is none", () => {
  assert.equal(checkMap(page.replace("verbs", "(empty)"), house).length, 1);
  assert.equal(checkMap(page.replace("(empty)", "the page"), house).length, 1);
  assert.equal(checkMap(page + "\n".repeat(150), house).length, 1);
});
