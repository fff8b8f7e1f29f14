// Under which names a page may be asked for.
import assert from "node:assert/strict";
import { ownHost } from "../../../src/server/guard/own_host.ts";

Deno.test("ownHost() knows all names of loopback with any port, and no name that is pointed there", () => {
  const { asked } = ownHost({ hostname: "127.0.0.1", names: [] });
  for (const host of ["127.0.0.1:8640", "localhost:8640", "LOCALHOST", "[::1]:8640", "localhost:9000", "localhost."]) {
    assert.equal(asked(host), true, host);
  }
  const foreign = [
    "evil.test:8640",
    "127.0.0.1.evil.test",
    "localhost.evil.test",
    "evil.test",
    "192.168.1.5:8640",
    "0.0.0.0:8640",
    "[::]:8640",
    "2130706433",
    "127.1",
    "",
    "localhost:8640:1",
    "localhost:x",
    "user@localhost",
    "localhost/evil",
    "localhost\tevil",
    "localhost, evil.test",
    "[::1",
    "::1",
  ];
  for (const host of foreign) assert.equal(asked(host), false, host);
});

Deno.test("ownHost() knows the names it was given, and their ports only as an origin", () => {
  const own = ownHost({ hostname: "127.0.0.1", names: ["Ops.example.com", "page.internal:8443", "fd00::1"] });
  for (const host of ["ops.example.com", "OPS.EXAMPLE.COM:443", "page.internal:8640", "[fd00::1]:8640"]) {
    assert.equal(own.asked(host), true, host);
  }
  assert.equal(own.asked("x.ops.example.com"), false);
  assert.deepEqual(
    ["ops.example.com", "ops.example.com:9999", "page.internal:8443", "page.internal", "localhost"].map(own.named),
    [true, false, true, false, false],
  );
});

Deno.test("ownHost() knows any address where all are listened on, since a browser cannot be lied to about one", () => {
  for (const hostname of ["0.0.0.0", "::"]) {
    const { asked } = ownHost({ hostname, names: [] });
    assert.deepEqual(
      ["192.168.1.5:8640", "[fe80::1]:8640", "localhost", "ops.example.com", "evil.test"].map(asked),
      [true, true, true, false, false],
    );
  }
});

Deno.test("ownHost() of one address knows that address alone", () => {
  const { asked } = ownHost({ hostname: "192.168.1.5", names: [] });
  assert.deepEqual(["192.168.1.5:1", "192.168.1.6:1", "localhost:1"].map(asked), [true, false, false]);
});
