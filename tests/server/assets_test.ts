// The scripts of a page, as far as they need no browser; and that all of them are sent.
import assert from "node:assert/strict";
import fc from "fast-check";
import { ASSETS, MODULES } from "../../src/server/assets/assets.ts";
import { filled } from "../../src/server/assets/filters.js";
import { concerns } from "../../src/server/assets/live.js";
import { relative } from "../../src/server/assets/moments.js";
import { leadsToLogin, waitBefore } from "../../src/server/assets/refresh.js";
import { durationText } from "../../src/words/duration_text.ts";
import { ago, until } from "../../src/words/moment.ts";

Deno.test("ASSETS have every script that another one asks for, and pages name all of them", () => {
  const asked = new Set<string>();
  for (const name of ["page.js", ...MODULES]) {
    const { text, type } = ASSETS[name]!;
    assert.match(type, /^text\/javascript/);
    for (const [, other] of text.matchAll(/^import .* from "\.\/(.*)";$/gm)) asked.add(other!);
  }
  assert.deepEqual([...asked].toSorted(), MODULES.toSorted());
});

Deno.test("ASSETS ask for nothing from anywhere else, and run no text as code", () => {
  for (const [name, { text }] of Object.entries(ASSETS)) {
    if (name === "morph.js" || name === "icon.svg") continue;
    assert.doesNotMatch(text, /https?:|@import|url\(|\beval\b|new Function|innerHTML\s*=|insertAdjacentHTML/, name);
  }
});

Deno.test("relative() writes times as the server does", () => {
  const now = Date.parse("2026-11-22T15:45:20.224Z");
  fc.assert(fc.property(fc.integer({ min: -400 * 86_400_000, max: 400 * 86_400_000 }), (ms) => {
    const iso = new Date(now + ms).toISOString();
    assert.deepEqual(
      [relative(iso, "ago", now), relative(iso, "until", now), relative(iso, "since", now)],
      [ago(iso, now), until(iso, now), durationText(-ms)],
    );
  }));
  assert.equal(relative("(datetime('now'))", "ago", now), null);
});

Deno.test("concerns() makes a page old by what it shows, and by what its frame counts", () => {
  const happened = (loop: number, kind: string) => ({ loop, kind });
  assert.equal(concerns("all", happened(1, "action ended")), true);
  assert.equal(concerns("loop:1", happened(1, "action ended")), true);
  assert.equal(concerns("loop:1", happened(12, "action ended")), false);
  assert.equal(concerns("loop:1", happened(12, "prompt")), true);
  assert.equal(concerns("none", happened(1, "prompt")), false);
});

Deno.test("waitBefore() grows up to a bound, and differs from reader to reader", () => {
  const waits = [0, 1, 2, 3, 4, 5, 50].map((failed) => waitBefore(failed, 0.5));
  assert.deepEqual(waits, [500, 1000, 2000, 4000, 8000, 15_000, 15_000]);
  assert.ok(waitBefore(3, 0) < waitBefore(3, 1));
});

Deno.test("leadsToLogin() knows a session that has ended by where it was led, or by the refusal", () => {
  const answer = { redirected: false, url: "http://x/inbox", status: 200 };
  assert.equal(leadsToLogin(answer), false);
  assert.equal(leadsToLogin({ ...answer, redirected: true }), false);
  assert.equal(leadsToLogin({ ...answer, redirected: true, url: "http://x/login?to=/inbox" }), true);
  assert.equal(leadsToLogin({ ...answer, status: 401 }), true);
});

Deno.test("filled() leaves fields out that say nothing", () => {
  assert.equal(String(filled([["q", ""], ["status", "gone"], ["q2", "a b"]])), "status=gone&q2=a+b");
});
