// Where receipts lie for a user without a home, when many sessions of his begin at once.
import assert from "node:assert/strict";
import { localTransport } from "../../src/transports/local.ts";
import { enter } from "../fakes/entrances.ts";

/** Nobody's: the folder in /var/tmp is made by this test and taken away by it. */
const UID = 54_000 + Deno.pid % 10_000;

Deno.test({
  name: "sessions of a user without a home that begin at once share one place for receipts",
  ignore: Deno.uid() !== 0,
  fn: async () => {
    const place = `/var/tmp/.ftl2-${UID}`;
    const shell = ["setpriv", `--reuid=${UID}`, "--clear-groups", "env", "HOME=/nonexistent", "sh"];
    try {
      for (let round = 0; round < 8; round++) {
        const opened = await Promise.all(
          Array.from({ length: 8 }, () => localTransport({ shell }).open(enter("localhost"))),
        );
        const hold = { uid: "place", token: round + 1 };
        const states = await Promise.all(opened.map((each) => each.hold(hold)));
        assert.deepEqual(states, Array(8).fill("free"));
        await Promise.all(opened.map((each) => each[Symbol.asyncDispose]()));
        assert.equal((await Deno.stat(place)).uid, UID);
        await Deno.remove(place, { recursive: true });
      }
    } finally {
      await Deno.remove(place, { recursive: true }).catch(() => {}); // gone, where all went well
    }
  },
});
