// A rule tried on what is on record: what it would have done, beside what was decided then.
import type { JsonObject } from "../model/json.ts";
import type { Rule } from "../model/rule.ts";
import type { PastDecision } from "../ports/archive.ts";
import { sortedKeys } from "../templates/sorted_keys.ts";
import { isForGoal } from "./concerns.ts";
import type { Situation } from "./situation.ts";
import { weigh } from "./weigh.ts";

/** Where a rule would have done otherwise. */
export interface Difference {
  loop: number;
  run: number;
  n: number;
  /** A sentence: what it would have done, and what was decided. */
  what: string;
}

/** What came of it; part of a rule's `origin`. Counts are of decisions. */
export interface Evidence {
  /** Decisions for its goal. */
  decisions: number;
  /** Where its condition would have held. */
  fired: number;
  /** Of these, where what was done then is all among what it would have done. */
  agreed: number;
  /** Where something was done, and it would not have fired. */
  silent: number;
  /** Where its condition could not be evaluated: nobody had looked, or a host did not answer. */
  unknown: number;
  /** Of `fired`, the newest where something else was decided. */
  differed: Difference[];
}

/** Differences that are kept. */
const MOST = 10;

/** Groups and facts of hosts are not on record of the past: `knows` says what is known of them now. */
export type HostsKnown = Pick<Situation, "select"> & { groupsOf(host: string): readonly string[] };

/** A test that goes on page by page. */
export interface Backtest {
  /** Decisions that follow those before. Those for other goals do not count. */
  add(decisions: readonly PastDecision[]): void;
  evidence(): Evidence;
}

/** Tries a rule, whatever its status. */
export function backtest(rule: Rule, known: (hosts: readonly string[]) => HostsKnown): Backtest {
  const evidence: Evidence = { decisions: 0, fired: 0, agreed: 0, silent: 0, unknown: 0, differed: [] };
  const active: Rule = { ...rule, status: "active" };
  return {
    add: (decisions) => {
      for (const past of decisions) {
        if (isForGoal(rule, past.goal)) judge(active, past, { evidence, known });
      }
    },
    evidence: () => ({ ...evidence, differed: [...evidence.differed] }),
  };
}

function judge(
  rule: Rule,
  past: PastDecision,
  { evidence, known }: { evidence: Evidence; known: (hosts: readonly string[]) => HostsKnown },
): void {
  const { loop, run, n, looks, goal, decision } = past;
  const names = Object.keys(looks);
  const { select, groupsOf } = known(names);
  const [weighed] = weigh([rule], {
    goal,
    hosts: names.map((name) => ({ name, groups: groupsOf(name) })),
    observations: { looks },
    state: { resources: [] },
    run: [],
    select,
  });
  if (weighed === undefined) return;
  evidence.decisions++;
  const { finding, actions } = weighed;
  // What was tried and changed nothing says nothing; where all of it failed, the attempt counts.
  const changed = new Set(past.actions.filter((action) => action.changed).map(call));
  const decided = decision.kind === "act" ? decision.actions : [];
  const acted = changed.size === 0 ? decided : decided.filter((action) => changed.has(call(action)));
  if (finding.outcome === "error") evidence.unknown++;
  else if (finding.outcome !== "fired") evidence.silent += acted.length > 0 ? 1 : 0;
  else {
    evidence.fired++;
    const mine = new Set(actions.map(call));
    const others = acted.filter((action) => !mine.has(call(action)));
    if (acted.length > 0 && others.length === 0) evidence.agreed++;
    else {
      const instead = acted.length > 0 ? others.map(({ name, host }) => `"${name}" on ${host}`).join(", ") : undefined;
      const what = instead === undefined
        ? `it would have acted on ${finding.hosts.join(", ")}; ${INSTEAD[decision.kind]}`
        : `the ${past.by} also did ${instead}, which it does not do`;
      evidence.differed = [...evidence.differed, { loop, run, n, what }].slice(-MOST);
    }
  }
}

const INSTEAD: Record<PastDecision["decision"]["kind"], string> = {
  converged: "it was decided that nothing is missing",
  act: "something else was done",
  ask: "people were asked",
  look: "there was only looked",
  blocked: "the loop was blocked",
  unreadable: "the model's reply made no sense",
};

/** Whether a test speaks no worse for one rule than another test for another one. */
export function isNoWorse(one: Evidence, other: Evidence): boolean {
  const wrong = ({ fired, agreed }: Evidence) => fired - agreed;
  return one.agreed >= other.agreed && wrong(one) <= wrong(other) && one.unknown <= other.unknown;
}

/** A test in a sentence. */
export function evidenceText({ decisions, fired, agreed, silent, unknown }: Evidence): string {
  if (decisions === 0) return "nothing on record to try it on";
  const among = `in ${decisions} ${decisions === 1 ? "decision" : "decisions"}`;
  const agreement = agreed === fired
    ? "as it was decided then"
    : agreed === 0
    ? "never as it was decided then"
    : `${times(agreed)} as it was decided then`;
  return [
    fired === 0 ? `would never have fired ${among}` : `would have fired ${times(fired)} ${among}, ${agreement}`,
    ...(silent > 0 ? [`silent ${times(silent)} where something was done`] : []),
    ...(unknown > 0 ? [`could not be told ${times(unknown)}`] : []),
  ].join("; ");
}

function times(count: number): string {
  return count === 1 ? "once" : count === 2 ? "twice" : `${count} times`;
}

function call({ host, module, params }: { host: string; module: string; params: JsonObject }): string {
  return JSON.stringify([host, module, sortedKeys(params)]);
}
