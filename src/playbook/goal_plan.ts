// The plan for a goal in words: steps that are goals of their own, and the hash by which a human confirms exactly these. Pure.
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import type { GoalPlan } from "../model/increment.ts";

/** The plan of these steps. */
export function goalPlanOf(
  goal: string,
  { reasoning, steps }: { reasoning: string; steps: readonly string[] },
): GoalPlan {
  const content = new TextEncoder().encode(JSON.stringify([goal, ...steps]));
  return {
    version: 1,
    goal,
    reasoning,
    increments: steps.map((name, at) => ({ n: at + 1, name })),
    hash: `sha256:${bytesToHex(sha256(content))}`,
  };
}

/** As a human is asked to confirm it: a line a step, whatever the model wrote into it. */
export function goalPlanText({ reasoning, increments, hash }: GoalPlan): string {
  const steps = increments.map(({ n, name }) => `${n}. ${flat(name)}`);
  return [`Confirm this plan (${hash}):`, ...steps, ...reasoning === "" ? [] : [`Why: ${flat(reasoning)}`]].join("\n");
}

function flat(text: string): string {
  return text.replaceAll(/\s+/g, " ").trim();
}
