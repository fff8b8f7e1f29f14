// Time in a picture: in order, within its width, to scale where something was done.
import assert from "node:assert/strict";
import fc from "fast-check";
import { type Span, timeScale } from "../../../../src/server/pages/timeline/time_scale.ts";

const span = fc.record({
  from: fc.integer({ min: 0, max: 1_000_000 }),
  ms: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 50_000 })),
  quiet: fc.boolean(),
}).map(({ from, ms, quiet }): Span => ({ from, to: from + ms, quiet }));

Deno.test("timeScale() keeps every moment within its width and in its order", () => {
  fc.assert(fc.property(fc.array(span, { minLength: 1, maxLength: 30 }), (spans) => {
    const scale = timeScale(spans);
    const moments = spans.flatMap(({ from, to }) => [from, to]).sort((a, b) => a - b);
    const places = moments.map((ms) => scale.at(ms));
    for (const [n, place] of places.entries()) {
      assert.ok(place >= 0 && place <= 100, `${place}`);
      if (n > 0) assert.ok(place >= places[n - 1]! - 1e-9, `${places[n - 1]} then ${place}`);
    }
    for (const { from, to } of scale.gaps) assert.ok(from >= 0 && to <= 100 && from < to, `${from} to ${to}`);
  }));
});

Deno.test("timeScale() draws what was done to scale and waiting short", () => {
  const day = 86_400_000;
  const scale = timeScale([{ from: 0, to: 1000 }, { from: day, to: day + 3000 }]);
  const [first, second] = [scale.at(1000) - scale.at(0), scale.at(day + 3000) - scale.at(day)];
  assert.ok(Math.abs(second / first - 3) < 0.01, `${first} and ${second}`);
  assert.deepEqual(scale.gaps.map(({ ms, quiet }) => [ms, quiet]), [[day - 1000, false]]);
  assert.ok(scale.gaps[0]!.to - scale.gaps[0]!.from < 5);
  assert.deepEqual(scale.starts.map(({ ms }) => ms), [0, day]);
});

Deno.test("timeScale() shortens many quiet runs, and a short pause not at all", () => {
  const quiet = timeScale([{ from: 0, to: 1000 }, { from: 1000, to: 500_000, quiet: true }]);
  assert.deepEqual(quiet.gaps.map(({ ms, quiet }) => [ms, quiet]), [[499_000, true]]);
  assert.deepEqual(timeScale([{ from: 0, to: 1000 }, { from: 1010, to: 2000 }]).gaps, []);
});

Deno.test("timeScale() draws what took no time at all", () => {
  const scale = timeScale([{ from: 5, to: 5 }]);
  assert.deepEqual([scale.at(0), scale.gaps], [0, []]);
  const apart = timeScale([{ from: 0, to: 0 }, { from: 900, to: 900 }]);
  assert.ok(apart.gaps[0]!.to - apart.gaps[0]!.from < 5);
});
