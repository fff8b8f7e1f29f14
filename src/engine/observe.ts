// Looks that are asked for: what a module sees, and what it would change, without changing it.
import type { Probe } from "../model/decision.ts";
import type { Observations } from "../model/iteration.ts";
import type { Json } from "../model/json.ts";
import { lookAt } from "./perform.ts";
import type { World } from "./world.ts";

/** Takes every look, all at once, and returns each one's result under its name. */
export async function observe(probes: readonly Probe[], world: World, signal: AbortSignal): Promise<Observations> {
  const seen = await Promise.all(probes.map(async (probe): Promise<[string, Json]> => {
    const { host, module, params, name } = probe;
    const looked = await lookAt({ host, module, params, name, task: null }, world, true, signal);
    if (looked.kind === "known") return [name, looked.result];
    const { plan } = looked;
    return [
      name,
      plan.kind === "change" ? { ...plan.result, diff: plan.diff.map((each) => ({ ...each })) } : plan.result,
    ];
  }));
  return { probes: Object.fromEntries(seen) };
}
