// From what is seen to a decision: rules first, they cost nothing; then the model.
import type { DecidedBy, Decision } from "../model/decision.ts";
import { ModelUnavailable } from "../model/errors.ts";
import type { Iteration, Observations } from "../model/iteration.ts";
import type { State } from "../model/resource.ts";
import type { Finding } from "../model/rule.ts";
import type { BriefHost } from "../ports/decider.ts";
import { consult, type Consultation } from "../rules/consult.ts";
import { hasAnswer } from "../rules/situation.ts";
import { briefOf, hostsOf } from "./brief_of.ts";
import { gatherFacts } from "./gather_facts.ts";
import { looksOf } from "./looks_of.ts";
import { HostNotUp, notUpYet } from "./new_hosts.ts";
import { observe } from "./observe.ts";
import { talkOf } from "./talk.ts";
import type { Charge, Words, World } from "./world.ts";

/** A decision, and who made it. */
export interface Made {
  by: DecidedBy;
  decision: Decision;
}

/** What is known before anything is decided. */
export interface Seen {
  observations: Observations;
  /** What the rules say of it. */
  consulted: Consultation;
  known: BriefHost[];
  state: State;
}

interface At {
  charge: Charge;
  world: World;
  signal: AbortSignal;
}

/** Looks, asks the rules, and writes both down. Throws HostNotUp, and has written nothing then. */
export async function lookAround(
  words: Words,
  { run, opened }: { run: readonly Iteration[]; opened: Iteration },
  { charge, world, signal }: At,
): Promise<Seen> {
  const { journal, events } = world;
  const state = await journal.state();
  const hosts = [...new Set([...words.hosts, ...state.hosts.map(({ name }) => name)])];
  const probes = looksOf(words, { hosts, asked: await journal.looks(), world });
  const observations = await observe(probes, world, signal);
  const notUp = notUpYet({ run, state, looks: observations.looks, now: world.clock.now() });
  if (notUp !== null) throw new HostNotUp(notUp);
  await gatherFacts(hosts, { charge, world }, signal);
  const known = await hostsOf(hosts, { state, world });
  const select = (pattern: string) => world.inventory.select(pattern).hosts;
  const consulted = consult(words.rules, { goal: words.goal, hosts: known, observations, state, run, select });
  await journal.noteObservations(opened.id, observations, consulted.findings);
  events.emit({
    kind: "observed",
    loop: charge.loop.id,
    hosts: hosts.length,
    looks: probes.length,
    failed: probes.flatMap(({ host, name }) => {
      const seen = observations.looks[host]?.[name];
      return hasAnswer(seen) ? [] : [`${host}: ${name}: ${String((seen as { msg?: unknown })?.msg ?? "failed")}`];
    }),
  });
  return { observations, consulted, known, state };
}

/**
 * Rules first, they cost nothing; then the model. A reply of the model that is on record from an iteration that was cut short is not asked for again.
 * Throws ModelUnavailable, BudgetSpent and HostNotUp.
 */
export async function decide(
  words: Words,
  { run, opened }: { run: readonly Iteration[]; opened: Iteration },
  { charge, world, signal }: At,
): Promise<Made & { observations: Observations }> {
  const { observations, consulted, known, state } = await lookAround(words, { run, opened }, { charge, world, signal });
  const { decision, findings } = consulted;
  if (decision !== null) return { by: "rule", decision, observations };
  if (words.decider === null) throw new ModelUnavailable([words.unasked, ...doubtsOf(findings)].join("; "), null);
  const { increment } = opened;
  const brief = briefOf({ words, observations, findings, known, state, run, increment }, { charge, world });
  const talk = talkOf({ run, iteration: opened.id }, { charge, world });
  return { by: "model", decision: await words.decider.decide(brief, talk, signal), observations };
}

/** Approved rules that cannot tell what to do, and why: without a model somebody has to read it. */
function doubtsOf(findings: readonly Finding[]): string[] {
  return findings.filter(({ outcome, approved }) => outcome === "error" && approved)
    .map(({ rule, reasoning }) => `the rule ${rule} does not count: ${reasoning}`);
}
