import assert from "node:assert/strict";
import fc from "fast-check";
import { readSpan } from "../../src/words/span.ts";

Deno.test("readSpan() reads lengths of time as people type them, and nothing else", () => {
  const cases: [string, number | undefined][] = [
    ["90s", 90_000],
    [" 1h30m ", 5_400_000],
    ["2W", 1_209_600_000],
    ["0.5", 500],
    ["250ms", 250],
    ["0", 0],
    ["", undefined],
    ["soon", undefined],
    ["5m later", undefined],
    ["-5m", undefined],
    ["1e3", undefined],
    ["365000d", 31_536_000_000_000],
    ["365001d", undefined],
    ["9".repeat(400), undefined],
  ];
  for (const [text, ms] of cases) assert.equal(readSpan(text), ms, text);
});

Deno.test("readSpan() gives what a date can be made of, whatever is typed", () => {
  fc.assert(fc.property(fc.string({ unit: fc.constantFrom(..."0123456789.smhdw ") }), (text) => {
    const ms = readSpan(text);
    if (ms !== undefined) assert.match(new Date(Date.UTC(2026, 0) + ms).toISOString(), /^[23]\d{3}-/);
  }));
});
