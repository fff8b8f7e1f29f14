import assert from "node:assert/strict";
import fc from "fast-check";
import type { Loop, LoopOptions, Next, Release } from "../../src/model/loop.ts";
import { nextCronTime } from "../../src/worker/cron_times.ts";
import { type Moment, releaseOf } from "../../src/worker/schedule.ts";

const MADE = Date.parse("2026-01-01T00:00:00Z");
const completed: Next = { kind: "done", status: "completed", reason: "converged" };
const failed: Next = { kind: "done", status: "failed", reason: "2 tasks failed" };

function loop(others: Partial<Loop> = {}, options: Partial<LoopOptions> = {}): Loop {
  return {
    mode: "continuous",
    interval: 60,
    failures: 0,
    createdAt: new Date(MADE).toISOString(),
    options: { once: false, dryRun: false, maxIterations: 10, onInterrupted: "ask", ...options },
    ...others,
  } as Loop;
}

/** Half a chance is no jitter. */
function moment(others: Partial<Moment> = {}): Moment {
  const now = others.now ?? MADE + 2000;
  return { now, began: now - 1000, random: 0.5, aways: 1, request: null, ...others };
}

function at(release: Release): number {
  assert(release.kind === "again" || release.kind === "next run", release.kind);
  return release.at;
}

Deno.test("releaseOf() gives a single loop back as it ended", () => {
  const single = loop({ mode: "single" });
  const paused: Next = { kind: "paused", reason: "a question" };
  for (const next of [completed, failed, paused]) assert.deepEqual(releaseOf(next, single, moment()), next);
});

Deno.test("releaseOf() ends a blocked loop, also a continuous one", () => {
  const blocked: Next = { kind: "done", status: "blocked", reason: "denied" };
  assert.deepEqual(releaseOf(blocked, loop(), moment()), blocked);
});

Deno.test("releaseOf() names the next run of an interval, its time and why", () => {
  assert.deepEqual(releaseOf(completed, loop({ failures: 3 }), moment()), {
    kind: "next run",
    at: MADE + 60_000,
    reason: "every 1 min",
    ended: { status: "completed", reason: "converged" },
  });
});

Deno.test("releaseOf() leaves out the times that were missed, by a long run or a worker that was down", () => {
  const late = moment({ began: MADE + 60_000, now: MADE + 60_000 * 7 + 10_000 });
  assert.equal(at(releaseOf(completed, loop(), late)), MADE + 60_000 * 8);
});

Deno.test("releaseOf() begins the next run at once where a run ended within the next time's jitter", () => {
  const now = MADE + 120_000 + 1000;
  assert.equal(at(releaseOf(completed, loop(), moment({ began: MADE + 60_000, now }))), now);
});

Deno.test("releaseOf() counts from the claim where the original wrote no time of a loop's making", () => {
  const legacy = loop({ createdAt: "(datetime('now'))" });
  assert.equal(at(releaseOf(completed, legacy, moment({ began: MADE, now: MADE + 5 }))), MADE + 60_000);
});

Deno.test("releaseOf() takes an interval of none that another program wrote for a second", () => {
  const now = moment({ now: MADE + 2500 });
  for (const interval of [0, -60]) assert.equal(at(releaseOf(completed, loop({ interval }), now)), MADE + 3000);
});

Deno.test("releaseOf() keeps a fixed rate: runs of any length and jitter use each time once, in order, and none is skipped without need", () => {
  const run = fc.record({
    late: fc.nat(5000),
    took: fc.nat(200_000),
    random: fc.double({ min: 0, max: 0.999, noNaN: true }),
  });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 7200 }), fc.array(run, { minLength: 2, maxLength: 30 }), (interval, runs) => {
      const step = interval * 1000;
      const jitter = Math.min(step * 0.05, 30_000);
      let began = MADE;
      for (const { late, took, random } of runs) {
        const now = began + took;
        const next = at(releaseOf(completed, loop({ interval }), moment({ began, now, random })));
        assert(next >= now, "in the past");
        // The slot that it lies at, or was begun late in.
        const off = (time: number) => (time - MADE + jitter) / step;
        assert(
          Math.floor(off(next) + 1e-9) > Math.floor(off(began) - 1e-9) || next - began >= step,
          "a slot used twice",
        );
        const slot = Math.round((next - MADE) / step) * step + MADE;
        assert(Math.abs(next - slot) <= jitter + 1, "away from its slot");
        assert(next - now <= step + 2 * jitter + 1, "a slot skipped");
        began = next + Math.min(late, step / 4);
      }
    }),
  );
});

Deno.test("releaseOf() does not wander: a thousand runs later the times lie where they did", () => {
  let began = MADE;
  for (let n = 1; n <= 1000; n++) {
    const random = (n * 7919 % 1000) / 1000;
    began = at(releaseOf(completed, loop(), moment({ began, now: began + 1500, random })));
    assert(Math.abs(began - (MADE + n * 60_000)) <= 3000, `run ${n}`);
  }
});

Deno.test("releaseOf() keeps the jitter of a long interval within 30 s", () => {
  const daily = loop({ interval: 86_400 });
  assert.equal(at(releaseOf(completed, daily, moment({ random: 0 }))), MADE + 86_400_000 - 30_000);
});

Deno.test("releaseOf() waits longer after each failure in a row, up to 300 s or the interval, and says so", () => {
  const waits = (interval: number) =>
    Array.from({ length: 8 }, (_, failures) => {
      const now = MADE + 5000;
      return (at(releaseOf(failed, loop({ interval, failures }), moment({ now }))) - now) / 1000;
    });
  assert.deepEqual(waits(60), [10, 20, 40, 80, 160, 300, 300, 300]);
  assert.deepEqual(waits(900), [10, 20, 40, 80, 160, 320, 640, 900]);
  assert.deepEqual(releaseOf(failed, loop({ failures: 2 }), moment({ now: MADE })), {
    kind: "next run",
    at: MADE + 40_000,
    reason: "retry 3 after a failure: 2 tasks failed, backoff 40 s",
    ended: { status: "failed", reason: "2 tasks failed" },
  });
});

Deno.test("releaseOf() waits for the next time of a cron line, also after a failure", () => {
  const nightly = loop({ interval: null }, { cron: "0 3 * * *", tz: "Europe/Paris" });
  const now = Date.parse("2026-06-01T12:00:00Z");
  const next = Date.parse("2026-06-02T01:00:00Z");
  const good = releaseOf(completed, nightly, moment({ now }));
  assert.deepEqual([at(good), "reason" in good && good.reason], [next, "cron 0 3 * * * (Europe/Paris)"]);
  const bad = releaseOf(failed, { ...nightly, failures: 1 }, moment({ now }));
  assert.deepEqual(
    [at(bad), "reason" in bad && bad.reason],
    [next, "cron 0 3 * * * (Europe/Paris), after failure 2: 2 tasks failed"],
  );
});

Deno.test("releaseOf() pauses a loop whose cron line cannot be read, and ends one whose line names no time", () => {
  const broken = releaseOf(completed, loop({}, { cron: "0 3 * *" }), moment());
  assert.match(broken.kind === "paused" ? broken.reason : "", /^its cron line 0 3 \* \* \(UTC\) cannot be read: /);
  const never = releaseOf(completed, loop({}, { cron: "0 0 30 2 *" }), moment());
  assert.deepEqual(never, {
    kind: "done",
    status: "completed",
    reason: "converged; cron 0 0 30 2 * names no time after this",
  });
});

/** The times of a day and its neighbours, UTC, without the date's year. */
function times(line: string, from: string, count: number): string[] {
  const found: string[] = [];
  let after = Date.parse(from);
  for (; found.length < count;) {
    const next = nextCronTime(line, { tz: "Europe/Paris", after });
    assert(next !== null && next > after);
    found.push(new Date(next).toISOString().slice(5, 16));
    after = next;
  }
  return found;
}

Deno.test("nextCronTime() where the clock is put forward: what the hour left out was to have comes at its end, once", () => {
  assert.deepEqual(times("30 2 * * *", "2026-03-28T00:00:00Z", 3), ["03-28T01:30", "03-29T01:00", "03-30T00:30"]);
  assert.deepEqual(times("0 3 * * *", "2026-03-28T00:00:00Z", 3), ["03-28T02:00", "03-29T01:00", "03-30T01:00"]);
  assert.deepEqual(times("*/30 * * * *", "2026-03-29T00:20:00Z", 4), [
    ...["03-29T00:30", "03-29T01:00", "03-29T01:30", "03-29T02:00"],
  ]);
});

Deno.test("nextCronTime() where the clock is put back: a named time comes once, every half hour is every half hour", () => {
  assert.deepEqual(times("30 2 * * *", "2026-10-24T00:00:00Z", 3), ["10-24T00:30", "10-25T00:30", "10-26T01:30"]);
  assert.deepEqual(times("*/30 * * * *", "2026-10-25T00:10:00Z", 4), [
    ...["10-25T00:30", "10-25T01:00", "10-25T01:30", "10-25T02:00"],
  ]);
});

Deno.test("nextCronTime() is always later than now, minute by minute through both changeovers", () => {
  for (const from of ["2026-03-28T22:00:00Z", "2026-10-24T22:00:00Z"]) {
    for (let minute = 0; minute < 360; minute++) {
      const now = Date.parse(from) + minute * 60_000 + 1;
      for (const line of ["30 2 * * *", "*/7 * * * *", "15 * * * *"]) {
        const next = nextCronTime(line, { tz: "Europe/Paris", after: now });
        assert(next !== null && next > now, `${line} at ${new Date(now).toISOString()}`);
      }
    }
  }
});

Deno.test("releaseOf() comes back when it was told to; to a host that is away later each time", () => {
  const again: Next = { kind: "again", afterMs: 250, reason: "an earlier command still runs", waitsFor: 3 };
  assert.deepEqual(releaseOf(again, loop(), moment({ now: MADE })), {
    kind: "again",
    at: MADE + 250,
    reason: "an earlier command still runs",
    waitsFor: 3,
  });
  const away: Next = { kind: "again", afterMs: 0, reason: "web1 cannot be reached", away: true };
  const waits = [1, 2, 3, 4, 9, 10, 1000].map((aways) => at(releaseOf(away, loop(), moment({ now: 0, aways }))) / 1000);
  assert.deepEqual(waits, [1, 2, 4, 8, 256, 300, 300]);
});

Deno.test("releaseOf() gives back what a stopped worker had, to go on at once", () => {
  const release = { kind: "again", at: MADE, reason: "its worker was stopped" };
  for (const mode of ["single", "continuous"] as const) {
    assert.deepEqual(releaseOf({ kind: "stopped" }, loop({ mode }), moment({ now: MADE })), release);
  }
});

Deno.test("releaseOf() does what a human asked for, unless the loop has ended meanwhile", () => {
  const pause = { what: "pause", by: "anna", reason: "disk swap", until: "2026-01-01T02:00:00.000Z" } as const;
  const cancel = { what: "cancel", by: "anna", reason: "not needed", until: null } as const;
  const suspended = {
    kind: "suspended",
    suspension: { by: "anna", reason: "disk swap", until: "2026-01-01T02:00:00.000Z" },
  };
  const cancelled = { kind: "cancelled", by: "anna", reason: "not needed" };
  const open: [Next, Loop][] = [
    [{ kind: "stopped" }, loop({ mode: "single" })],
    [{ kind: "again", afterMs: 1, reason: "" }, loop({ mode: "single" })],
    [{ kind: "paused", reason: "a question" }, loop({ mode: "single" })],
    [completed, loop()],
  ];
  for (const [next, of] of open) {
    assert.deepEqual(releaseOf(next, of, moment({ request: pause })), suspended);
    assert.deepEqual(releaseOf(next, of, moment({ request: cancel })), cancelled);
  }
  assert.deepEqual(releaseOf(completed, loop({ mode: "single" }), moment({ request: cancel })), completed);
});
