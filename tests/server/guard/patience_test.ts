// How wrong tokens are slowed down, and who is not.
import assert from "node:assert/strict";
import { patience, placeOfAddress } from "../../../src/server/guard/patience.ts";
import { hashOf } from "../../../src/server/guard/tokens.ts";
import { StillClock } from "../../store/scratch.ts";

function opened() {
  const clock = new StillClock();
  const limit = patience(clock);
  let guess = 0;
  const guesses = (place: string, most: number) => {
    let done = 0;
    while (done < most && limit.wait(place) === 0) {
      limit.wrong(place, hashOf(`guess ${guess++}`));
      done++;
    }
    return done;
  };
  return { clock, limit, guesses };
}

Deno.test("patience() lets a place guess five times, then once in ten seconds, and others as ever", () => {
  const { clock, limit, guesses } = opened();
  assert.equal(guesses("a", 100), 5);
  assert.equal(limit.wait("a"), 10_000);
  clock.ms += 9_999;
  assert.equal(limit.wait("a"), 1);
  clock.ms += 1;
  assert.equal(guesses("a", 100), 1);
  clock.ms += 3_600_000;
  assert.equal(guesses("a", 100), 5);
  assert.equal(guesses("b", 100), 5);
});

Deno.test("patience() counts the same wrong token once: an old one in a script keeps nobody out", () => {
  const { limit } = opened();
  for (let times = 0; times < 1000; times++) limit.wrong("a", hashOf("old"));
  assert.equal(limit.wait("a"), 0);
});

Deno.test("patience() slows down many places together, but nobody where somebody came in before", () => {
  const { clock, limit, guesses } = opened();
  limit.right("home");
  let guessed = 0;
  for (let place = 0; place < 1000; place++) guessed += guesses(`bot ${place}`, 5);
  assert.equal(guessed, 200);
  assert.equal(limit.wait("newcomer"), 250);
  assert.equal(limit.wait("home"), 0);
  assert.equal(guesses("home", 100), 5);
  clock.ms += 60_000;
  assert.equal(limit.wait("newcomer"), 0);
});

Deno.test("patience() remembers a bounded number of places, the newest", () => {
  const { limit, guesses } = opened();
  limit.right("first");
  assert.equal(guesses("first", 100), 5);
  for (let place = 0; place < 9_999; place++) limit.right(`p${place}`);
  assert.equal(limit.wait("first"), 10_000);
  limit.right("one more");
  assert.equal(limit.wait("first"), 0);
  assert.equal(guesses("p9998", 100), 5);
});

Deno.test("placeOfAddress() takes an address of IPv4 whole, of IPv6 its network, however it is written", () => {
  assert.equal(placeOfAddress("192.0.2.7"), "192.0.2.7");
  assert.equal(placeOfAddress("::ffff:192.0.2.7"), "192.0.2.7");
  assert.equal(placeOfAddress("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::/64");
  assert.equal(placeOfAddress("2001:DB8:1:2::9"), "2001:db8:1:2::/64");
  assert.equal(placeOfAddress("fe80::1%eth0"), "fe80:0:0:0::/64");
  assert.equal(placeOfAddress("::1"), "0:0:0:0::/64");
  assert.equal(placeOfAddress("unknown"), "unknown");
});
