// Checksums of contents, by either of the two that compute them.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { digest } from "../../src/modules/files/digest.ts";

Deno.test("digest() says what Node's crypto says, whatever the length", () => {
  for (const length of [0, 1, 55, 56, 63, 64, 65, 1000, 1024 * 1024 - 1, 1024 * 1024, 1024 * 1024 + 1]) {
    const content = Uint8Array.from({ length }, (_, index) => index * 7919 >> 3);
    for (const algorithm of ["md5", "sha1"] as const) {
      const expected = createHash(algorithm).update(content).digest("hex");
      assert.equal(digest(algorithm, content), expected, `${algorithm} of ${length} bytes`);
    }
  }
});
