// The charge of a lease in tests: their loops have flags.
import assert from "node:assert/strict";
import type { Charge } from "../../src/engine/world.ts";
import type { Lease } from "../../src/model/loop.ts";

/** What a loop is walked under, as whoever claimed it hands it to the engine. */
export function chargeOf({ loop, token }: Lease): Charge {
  const { options } = loop;
  assert.ok(options !== null);
  return { loop: { ...loop, options }, token };
}
