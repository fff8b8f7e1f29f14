// What the gate asks: the cases that people wrote, and two that chance did.
import { type Case, readCases } from "./case.ts";
import { randomCase } from "./fuzz.ts";

/** Seeds of random playbooks whose recordings are kept. */
export const GATE_SEEDS = [2, 4];

/** All cases with a recording. */
export function everyCase(): Case[] {
  return [...readCases(), ...GATE_SEEDS.map(randomCase)];
}
