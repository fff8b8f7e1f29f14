// A slice of all cases, the same for everybody with the same seed: what the gate plays far away. The long tests play all.
import { createHash } from "node:crypto";
import type { Case } from "./case.ts";
import type { Place } from "./place.ts";

/** `n` of them, as the seed has it. */
export function sliceOf(cases: readonly Case[], n: number, seed: string): Case[] {
  const place = ({ name }: Case) => createHash("sha1").update(`${seed} ${name}`).digest("hex");
  return cases.toSorted((a, b) => place(a) < place(b) ? -1 : 1).slice(0, n);
}

/** The cases whose recordings hold at a place: what only root gets, no other user does. */
export function playedAt(cases: readonly Case[], place: Place): Case[] {
  return cases.filter((one) => !(one.root && place.me.uid !== 0));
}
