import assert from "node:assert/strict";
import { ago, stamp, took } from "../../src/words/moment.ts";

Deno.test("moments are read by people, and unreadable ones are unknown", () => {
  const now = Date.parse("2026-11-22T16:00:00Z");
  assert.equal(ago("2026-11-22T15:59:18.123456+00:00", now), "41 s ago");
  assert.equal(ago("2026-11-22T12:59:00Z", now), "3 h ago");
  assert.equal(ago("2026-11-01T12:59:00Z", now), "21 d ago");
  assert.equal(ago("2026-11-22T16:00:09Z", now), "0 s ago");
  assert.equal(ago("(datetime('now'))", now), "unknown");
  assert.equal(stamp("(datetime('now'))"), "unknown");
  assert.equal(stamp(null), "");
  assert.equal(took("2026-11-22T16:00:00Z", "2026-11-22T16:02:05Z"), "2 min 5 s");
  assert.equal(took("2026-11-22T16:00:00Z", "2026-11-22T16:00:00.126Z"), "0.13 s");
  assert.equal(took("2026-11-22T16:00:00Z", "2026-11-22T15:00:00Z"), "0.00 s");
  assert.equal(took(null, "2026-11-22T16:00:00Z"), "");
});
