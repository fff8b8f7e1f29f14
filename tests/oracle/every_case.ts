// What the gate asks: the cases that people wrote, and some that chance did.
import { type Case, readCases } from "./case.ts";
import { randomCase } from "./fuzz.ts";
import { randomFleet } from "./random_fleet.ts";

/** Seeds of random playbooks whose recordings are kept. */
export const GATE_SEEDS = [2, 4];

/** Seeds of random fleets whose recordings are kept. */
export const FLEET_SEEDS = [5, 6];

/** All cases with a recording. */
export function everyCase(): Case[] {
  return [...readCases(), ...GATE_SEEDS.map(randomCase), ...FLEET_SEEDS.map(randomFleet)];
}
