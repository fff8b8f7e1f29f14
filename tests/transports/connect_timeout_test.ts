// How long entering a host may take.
import assert from "node:assert/strict";
import { timeoutOf } from "../../src/transports/connect_timeout.ts";

Deno.test("timeoutOf() is Ansible's 10 s, or what the way says, as far as a timer goes", () => {
  const timeout = (seconds?: number) =>
    timeoutOf({ host: "a", connection: "ssh", ...(seconds === undefined ? {} : { timeout: seconds }) });
  assert.deepEqual([timeout(), timeout(2.5), timeout(86_400)], [10, 2.5, 86_400]);
  const mostMs = 2 ** 31 - 1;
  for (const seconds of [2_147_484, 1e12, Infinity]) {
    const withLogin = (timeout(seconds) + 60) * 1000;
    assert.ok(withLogin <= mostMs && withLogin > mostMs * 0.99, `${seconds} s: ${withLogin} ms`);
  }
});
