// Ways into hosts whose address or user came out of a vault, found again after a crash.
import assert from "node:assert/strict";
import { unhidden } from "../../src/app/unhidden_ways.ts";
import type { Entrance, Way } from "../../src/model/way.ts";

const now: Way = {
  host: "h",
  connection: "ssh",
  address: "192.0.2.1",
  user: "deployer",
  port: 2222,
  become: { method: "sudo", user: "boss" },
};

function again(way: Way): Way {
  const entrance = (way: Way): Entrance => ({ way });
  return unhidden({ to: () => entrance(now), inPlay: () => entrance(now), again: entrance }).again(way).way;
}

Deno.test("unhidden() works out again what is hidden of a way, and keeps all else as it is on record", () => {
  const plain: Way = { host: "h", connection: "ssh", address: "192.0.2.9", user: "other" };
  assert.deepEqual(again(plain), plain);
  assert.deepEqual(again({ ...plain, address: "(secret)" }), { ...plain, address: "192.0.2.1", port: 2222 });
  assert.deepEqual(
    again({ ...plain, user: "(secret)", become: { method: "su", user: "(secret)" } }),
    { ...plain, user: "deployer", port: 2222, become: { method: "sudo", user: "boss" } },
  );
  assert.deepEqual(again({ ...plain, user: "(secret)", become: { method: "su", user: "root" } }).become, {
    method: "su",
    user: "root",
  });
});
