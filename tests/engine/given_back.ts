// What a loop is given back as after a visit, where no schedule is in play.
import type { Next, Release } from "../../src/model/loop.ts";

/** As `run` gives it back. */
export function givenBack(next: Next): Release {
  switch (next.kind) {
    case "stopped":
      return { kind: "suspended", suspension: { by: "test", reason: "stopped by a human", until: null } };
    case "again": {
      const { afterMs, reason, waitsFor } = next;
      return { kind: "again", at: Date.now() + afterMs, reason, ...(waitsFor === undefined ? {} : { waitsFor }) };
    }
    default:
      return next;
  }
}
