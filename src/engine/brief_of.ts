// What a decider is told, put together from the record.
import type { Iteration, Observations } from "../model/iteration.ts";
import type { JsonObject } from "../model/json.ts";
import type { State } from "../model/resource.ts";
import type { Finding } from "../model/rule.ts";
import type { Brief, BriefHost } from "../ports/decider.ts";
import { budgetLeft } from "./model_budget.ts";
import type { Charge, Words, World } from "./world.ts";

/** What an iteration has come to know before it asks. */
export interface Known {
  words: Words;
  observations: Observations;
  findings: Finding[];
  known: BriefHost[];
  state: State;
  run: readonly Iteration[];
  /** The row of the increment that is worked on; absent: none. */
  increment?: number | null;
}

/** The brief. Pure but for the time. */
export function briefOf(
  { words, observations, findings, known, state, run, increment = null }: Known,
  { charge, world }: { charge: Charge; world: World },
): Brief {
  const { options } = charge.loop;
  return {
    desiredState: words.goal,
    ...(words.increment === undefined ? {} : { increment: words.increment }),
    hosts: known,
    observations,
    run,
    findings,
    rules: words.rules,
    state,
    left: budgetLeft(run, options, increment),
    ...(world.environment === undefined ? {} : { environment: world.environment }),
    dryRun: options.dryRun,
    now: new Date(world.clock.now()).toISOString(),
  };
}

/** Hosts with their groups and the facts that are on record; added hosts as they were added. */
export async function hostsOf(
  names: readonly string[],
  { state, world }: { state: State; world: World },
): Promise<BriefHost[]> {
  const facts = await world.hostNotes?.facts(names) ?? new Map<string, { facts: JsonObject }>();
  return names.map((name) => {
    const added = state.hosts.find((host) => host.name === name);
    const { way } = world.entrances.to(name);
    const kept = facts.get(name)?.facts;
    return {
      name,
      ...(way.address === undefined ? {} : { address: way.address }),
      ...(way.user === undefined ? {} : { user: way.user }),
      groups: added?.groups ?? world.inventory.groupsOf(name),
      ...(kept === undefined ? {} : { facts: kept }),
    };
  });
}
