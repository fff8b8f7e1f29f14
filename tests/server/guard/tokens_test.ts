// Tokens, and what is signed with them.
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { hashOf, isEqual, keyFor, keysOf, sign } from "../../../src/server/guard/tokens.ts";
import { FULL, READ } from "../open_door.ts";

Deno.test("keyFor() finds whose token it is, whole alone", () => {
  const keys = keysOf([FULL, READ, { name: "zoë", role: "read", token: "schlüssel-für-alle-türen" }]);
  assert.equal(keyFor(FULL.token, keys)?.name, "ann");
  assert.equal(keyFor(READ.token, keys)?.name, "rob");
  assert.equal(keyFor("schlüssel-für-alle-türen", keys)?.name, "zoë");
  for (const wrong of ["", FULL.token.slice(0, -1), `${FULL.token} `, FULL.token.toUpperCase(), FULL.name]) {
    assert.equal(keyFor(wrong, keys), undefined, wrong);
  }
});

Deno.test("keyFor() looks at every key, wherever the right one stands", () => {
  const seen: string[] = [];
  const keys = keysOf([FULL, READ]).map((key) => ({
    ...key,
    get hash() {
      seen.push(key.name);
      return key.hash;
    },
  }));
  for (const token of [FULL.token, READ.token, "nobody's"]) {
    seen.length = 0;
    keyFor(token, keys);
    assert.deepEqual(seen, ["ann", "rob"]);
  }
});

Deno.test("keysOf() keeps no token's text", () => {
  assert.equal(JSON.stringify(keysOf([FULL])).includes(FULL.token), false);
});

Deno.test("isEqual() sees a difference anywhere, and in the length", () => {
  const hash = hashOf("a");
  assert.equal(isEqual(hash, hashOf("a")), true);
  for (let at = 0; at < hash.length; at++) {
    const other = hash.slice();
    other[at]! ^= 1;
    assert.equal(isEqual(hash, other), false, `byte ${at}`);
  }
  assert.equal(isEqual(hash, hash.slice(0, 31)), false);
  assert.equal(isEqual(hash.slice(0, 31), hash), false);
});

Deno.test("sign() is HMAC-SHA-256 under the token's hash, another one for each purpose", () => {
  const [key] = keysOf([FULL]);
  const expected = createHmac("sha256", hashOf(FULL.token)).update("session\nx").digest("hex");
  assert.equal(sign("session", "x", key!), expected);
  assert.notEqual(sign("other", "x", key!), expected);
});
