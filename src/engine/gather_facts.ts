// Facts of hosts for who decides in words: those that nobody has gathered, or too long ago, are gathered before anything is decided.
import { isObject } from "../model/json.ts";
import { FORKS } from "../model/forks.ts";
import type { Action } from "../model/action.ts";
import type { KeptFacts } from "../ports/host_notes.ts";
import { fanOut } from "./fan_out.ts";
import { GOOD_MS } from "./known_facts.ts";
import { notLookedAt } from "./observe.ts";
import { lookAt } from "./perform.ts";
import type { Charge, World } from "./world.ts";

/** What is worth a model's time and a rule's condition: not every mount and interface. */
const ASKED = { gather_subset: ["!all", "min", "hardware", "network"] };

/** Gathers and keeps them. A host that does not answer, cannot tell, or is not to be looked at is left out: its looks say so. */
export async function gatherFacts(
  hosts: readonly string[],
  { charge, world }: { charge: Charge; world: World },
  signal: AbortSignal,
): Promise<void> {
  const { hostNotes, clock, forks = FORKS } = world;
  if (hostNotes === undefined) return;
  const kept = await hostNotes.facts(hosts);
  const goodMs = charge.loop.options.factsMs ?? GOOD_MS;
  const old = hosts.filter((host) => clock.now() - (kept.get(host)?.at ?? -Infinity) > goodMs);
  const gathered = await fanOut(old, forks, async (host): Promise<[string, KeptFacts][]> => {
    const action: Action = { host, module: "setup", params: ASKED, name: "gather facts", task: null };
    if (notLookedAt(action, world) !== undefined) return [];
    const looked = await lookAt(action, world, { checkMode: true }, signal);
    if (looked.kind !== "plan" || looked.plan.kind !== "same") return [];
    const { ansible_facts: facts } = looked.plan.result;
    if (!isObject(facts)) return [];
    return [[host, { facts, asked: ASKED, at: clock.now() }]];
  });
  if (gathered.length > 0) await hostNotes.keepFacts(new Map(gathered.flat()));
}
