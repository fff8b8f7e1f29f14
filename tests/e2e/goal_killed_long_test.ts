// kill -9 of a goal in words, everywhere: a session for each remainder of the commits at which its processes die.
import assert from "node:assert/strict";
import { noFarm } from "../sshd/farm.ts";
import { byDeno } from "./program_words.ts";
import { survives } from "./goal_killed.ts";

/** Fewer commits than this are no life: opening, claiming and looking take some twenty. */
const EVERY = 37;

const KINDS = [
  "claimed",
  "iteration opened",
  "model asked",
  "model answered",
  "prompt",
  "answered",
  "action started",
  "action ended",
  "iteration closed",
];

/** Whatever is done between two commits is cut off once before the second and once after the first, by one of the two. */
const WAYS = [
  { by: "run", when: "before", first: 1 },
  { by: "run", when: "after", first: 2 },
  { by: "worker", when: "before", first: 2 },
  { by: "worker", when: "after", first: 1 },
] as const;

// What kills it is loaded before it.
const ignore = noFarm() !== undefined || !byDeno;
const places: string[] = [];

for (const { by, when, first } of WAYS) {
  Deno.test({
    name: `${by}: a goal in words survives kill -9 ${when} any of its commits`,
    ignore,
    fn: async () => {
      for (let from = first; from <= EVERY; from += 2) places.push(...await survives({ by, when, every: EVERY, from }));
    },
  });
}

Deno.test({
  name: "survives() has let processes die after each kind of step",
  ignore,
  fn: () => {
    const missed = KINDS.filter((kind) => !places.some((place) => place.startsWith(`after "${kind}"`)));
    assert.deepEqual(missed, [], "no process died right after these");
  },
});
