// The rules that a run could become, each tried on the record: the one that the model wrote, and those derived from what was seen and done.
import type { World } from "../engine/world.ts";
import type { Iteration } from "../model/iteration.ts";
import type { Rule } from "../model/rule.ts";
import type { Archive } from "../ports/archive.ts";
import { type Backtest, backtest, type Evidence, isNoWorse } from "../rules/backtest.ts";
import { consult } from "../rules/consult.ts";
import { derive, type Draft } from "../rules/derive.ts";
import { hostPattern } from "../rules/host_pattern.ts";
import { modelRule } from "../rules/model_rule.ts";
import { selectHosts } from "./named_hosts.ts";
import { everyDecision } from "./past_decisions.ts";
import { readLearning } from "./read_learning.ts";
import { ruleTerms } from "./rule_terms.ts";
import { USUAL_LOOKS } from "./usual_looks.ts";

/** A rule, who wrote it, and how it did. */
export interface Tried {
  draft: Draft;
  by: "model" | "derived";
  evidence: Evidence;
}

/** What is proposed: the model's own rule where it makes sense and does no worse on the record than the derived one. */
export async function candidates(
  run: readonly Iteration[],
  { goal, archive }: { goal: string; archive: Pick<Archive, "pastDecisions"> },
  world: World,
): Promise<{ tried: Tried[] } | { why: string }> {
  const { journal, inventory, decides } = world;
  if (decides.by !== "words") return { why: "there is no goal in words" };
  const state = await journal.state();
  const hosts = [...new Set([...decides.hosts, ...state.hosts.map(({ name }) => name)])];
  const usual = new Set(USUAL_LOOKS.map(({ name }) => name));
  const observed = decides.rules.flatMap(({ observe }) => observe);
  // The last of a name is the one that is taken under it.
  const looks = [...observed, ...decides.looks, ...await journal.looks()];
  const derived = derive({ goal, run, looks, usual, hosts, groups: inventory.groups });
  const seen = new Set(Object.values(run.at(-1)?.observations.looks ?? {}).flatMap((each) => Object.keys(each)));
  const written = run.findLast(({ decision }) => decision?.learn !== undefined)?.decision?.learn;
  const read = written === undefined ? { why: "the model wrote none" } : await readLearning(
    world.modules,
    () => modelRule(written, { goal, seen, terms: ruleTerms(world.modules, inventory) }),
  );
  // What it says of no hosts it says of those that it has treated.
  const treated = [...new Set(run.flatMap(({ actions }) => actions).map(({ host }) => host))];
  const own = "why" in read ? read : { ...hostPattern(treated, { hosts, groups: inventory.groups }), ...read };
  const drafts: { draft: Draft; by: Tried["by"] }[] = [
    ...("why" in own || firesNow(own, run, world) ? [] : [{ draft: own, by: "model" as const }]),
    ...("why" in derived ? [] : derived.rules.map((draft) => ({ draft, by: "derived" as const }))),
  ];
  const tried = await tryAll(drafts, { archive, world });
  const [model, ...others] = tried;
  if (model === undefined) {
    const why = "why" in derived ? derived.why : "";
    return { why: "why" in own && written !== undefined ? `${why}; of the model's own rule: ${own.why}` : why };
  }
  if (model.by !== "model" || others.length === 0) return { tried };
  const [rival] = others;
  return { tried: others.length === 1 && isNoWorse(model.evidence, rival!.evidence) ? [model] : others };
}

/** Whether a rule would act on the very state that was reached. */
function firesNow(rule: Rule, run: readonly Iteration[], { inventory }: World): boolean {
  const observations = run.at(-1)?.observations ?? {};
  const hosts = Object.keys(observations.looks ?? {}).map((name) => ({ name, groups: inventory.groupsOf(name) }));
  const select = (pattern: string) => inventory.select(pattern).hosts;
  const situation = {
    goal: rule.goal ?? "",
    hosts,
    observations,
    state: { resources: [] },
    run: [],
    select,
  };
  return consult([{ ...rule, status: "active" }], situation).decision?.kind === "act";
}

/** All of them in one reading of the record. */
async function tryAll(
  drafts: readonly { draft: Draft; by: Tried["by"] }[],
  { archive, world: { inventory } }: { archive: Pick<Archive, "pastDecisions">; world: World },
): Promise<Tried[]> {
  const known = (names: readonly string[]) => ({
    select: (pattern: string) => selectHosts({ hosts: names, groups: inventory.groups }, pattern, undefined).hosts,
    groupsOf: (host: string) => inventory.groupsOf(host),
  });
  const tests = drafts.map(({ draft }): Backtest =>
    backtest({ ...draft, status: "proposed", origin: null, file: "" }, known)
  );
  if (tests.length > 0) await everyDecision(archive, (page) => tests.forEach((test) => test.add(page)));
  return drafts.map((each, at) => ({ ...each, evidence: tests[at]!.evidence() }));
}
