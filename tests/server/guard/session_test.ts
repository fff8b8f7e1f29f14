// Sessions: what a cookie is good for, and for how long.
import assert from "node:assert/strict";
import { IDLE_MS, MOST_MS, sessions } from "../../../src/server/guard/session.ts";
import { type Key, keysOf } from "../../../src/server/guard/tokens.ts";
import { StillClock } from "../../store/scratch.ts";
import { FULL, READ } from "../open_door.ts";

function opened(keys: readonly Key[] = keysOf([FULL, READ]), clock = new StillClock()) {
  const random = (bytes: number) => crypto.getRandomValues(new Uint8Array(bytes));
  return { clock, keys, known: sessions({ clock, random }, keys) };
}

Deno.test("a session survives a restart of the server, and ends with its token", () => {
  const { known, keys, clock } = opened();
  const cookie = known.begin(keys[1]!);
  assert.equal(opened(keysOf([READ]), clock).known.read(cookie)?.key.name, "rob");
  const changed = { ...READ, token: "another-token-of-the-same-name" };
  assert.equal(opened(keysOf([FULL, changed]), clock).known.read(cookie), undefined);
  assert.equal(opened(keysOf([FULL]), clock).known.read(cookie), undefined);
  // The line in the file decides, also for whoever is in already.
  assert.equal(opened(keysOf([{ ...READ, role: "full" }]), clock).known.read(cookie)?.key.role, "full");
});

Deno.test("a session that was changed anywhere is none", () => {
  const { known, keys } = opened();
  const cookie = known.begin(keys[0]!);
  for (let at = 0; at < cookie.length; at++) {
    const other = cookie[at] === "1" ? "2" : "1";
    assert.equal(known.read(cookie.slice(0, at) + other + cookie.slice(at + 1)), undefined, `letter ${at}`);
  }
  for (
    const text of ["", ".", cookie.slice(0, -1), `${cookie}0`, ` ${cookie}`, cookie.toUpperCase(), "x".repeat(10_000)]
  ) {
    assert.equal(known.read(text), undefined, text.slice(0, 200));
  }
});

Deno.test("a session lasts for twelve hours without use, and for a week with it", () => {
  const { known, keys, clock } = opened();
  let cookie = known.begin(keys[0]!);
  const begun = clock.ms;
  assert.equal(known.renewed(known.read(cookie)!), undefined, "not at each request");
  clock.ms += IDLE_MS - 1;
  assert.equal(known.read(cookie)?.over, false);
  clock.ms += 1;
  assert.equal(known.read(cookie)?.over, true);
  clock.ms -= 1;
  let times = 0;
  while (known.read(cookie)?.over === false) {
    const session = known.read(cookie)!;
    const longer = known.renewed(session);
    if (longer === undefined) {
      clock.ms = session.until;
      continue;
    }
    assert.equal(known.read(longer)?.id, session.id);
    cookie = longer;
    clock.ms += IDLE_MS / 2;
    times++;
  }
  assert.ok(times > 10);
  assert.ok(clock.ms <= begun + MOST_MS && clock.ms > begun + MOST_MS - IDLE_MS / 2);
});

Deno.test("a session that was left is over, made longer or not, while others go on", () => {
  const { known, keys, clock } = opened();
  const [mine, other] = [known.begin(keys[0]!), known.begin(keys[0]!)];
  clock.ms += IDLE_MS / 2;
  const longer = known.renewed(known.read(mine)!)!;
  known.leave(known.read(longer)!);
  assert.deepEqual([mine, longer, other].map((cookie) => known.read(cookie)?.over), [true, true, false]);
});

Deno.test("sessions that were left are forgotten beyond the most there may be, the oldest first", () => {
  const { known, keys } = opened();
  const [first, last] = [known.begin(keys[0]!), known.begin(keys[0]!)];
  known.leave(known.read(first)!);
  const session = known.read(last)!;
  for (let other = 0; other < 9_999; other++) known.leave({ ...session, id: `${other}` });
  assert.equal(known.read(first)?.over, true);
  known.leave(session);
  assert.deepEqual([first, last].map((cookie) => known.read(cookie)?.over), [false, true]);
});
