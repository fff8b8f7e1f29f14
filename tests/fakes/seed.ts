// The number that a test's chance begins with: the gate's is the same all day, and what fails can be done again.
import { say } from "../../scripts/say.ts";

/** `SEED`, or today's date (UTC): 20261123. Said before anything is tried. */
export function seedOfToday(): number {
  return told(today());
}

/** The same number, unsaid: where what fails names it itself. */
export function quietSeedOfToday(): number {
  return Number(Deno.env.get("SEED") ?? today());
}

/** `SEED`, or another one in every run, for suites that look for what nobody thought of. Said before anything is tried. */
export function anySeed(): number {
  return told(String(Math.trunc(Math.random() * 1e9)));
}

function today(): string {
  return new Date().toISOString().slice(0, 10).replaceAll("-", "");
}

function told(other: string): number {
  const seed = Deno.env.get("SEED") ?? other;
  say(`SEED=${seed}`);
  return Number(seed);
}
