// The rules in a folder, for people: read, tried, approved.
import { InputError } from "../model/errors.ts";
import type { Action } from "../model/action.ts";
import type { JsonObject } from "../model/json.ts";
import type { Finding, Rule, RuleStatus } from "../model/rule.ts";
import type { Archive, PastDecision } from "../ports/archive.ts";
import { backtest, type Evidence, evidenceText, type HostsKnown } from "../rules/backtest.ts";
import { isForGoal } from "../rules/concerns.ts";
import type { Situation } from "../rules/consult.ts";
import { surveyRules } from "../rules/read_rules.ts";
import { remarks } from "../rules/remarks.ts";
import { withStatus } from "../rules/rule_text.ts";
import { weigh } from "../rules/weigh.ts";
import { localFiles } from "../transports/local_files.ts";
import type { Opinion } from "./model_opinion.ts";
import { modulesHere } from "./modules_here.ts";
import { selectHosts } from "./named_hosts.ts";
import { readLearning } from "./read_learning.ts";
import { replaceFile } from "./whole_file.ts";
import { everyDecision } from "./past_decisions.ts";
export type { Opinion } from "./model_opinion.ts";
export type { Evidence } from "../rules/backtest.ts";

/** Decisions of the record that a model is told of. */
const TOLD = 10;

/** What was seen in one iteration of a loop, and what is known of its hosts. */
export interface Seen extends Pick<Situation, "hosts" | "observations" | "state"> {
  goal: string;
}

/** What a rule comes to on it. */
export interface TriedRule {
  finding: Finding;
  /** Hosts that it is for. */
  meant: string[];
  errors: { host: string; why: string }[];
  actions: Action[];
}

/** A folder of rules. */
export interface RuleFolder {
  /** By file name. */
  rules: Rule[];
  /** What is wrong with the files that are none, each with its place. */
  mistakes: InputError[];
  /** A rule's file as it is written. */
  textOf(rule: Rule): string;
  /** What a human should know of it, the gravest first. */
  remarks(rule: Rule): string[];
  /** Whether it is consulted for a goal. */
  isFor(rule: Rule, goal: string): boolean;
  /** What it would do about what was seen, if it were approved, whatever its goal. */
  try(rule: Rule, seen: Seen): TriedRule;
  /** Tries it on every decision on record. `groupsOf` has the groups of hosts as they are known now. */
  backtest(rule: Rule, archive: Pick<Archive, "pastDecisions">, groupsOf: HostsKnown["groupsOf"]): Promise<Evidence>;
  /** A test in a sentence; that of its file where none is given, null where it has none. */
  evidence(of: Rule | Evidence): string | null;
  /** What a model thinks of it. Throws InputError where it cannot be asked. */
  opinion(
    rule: Rule,
    terms: {
      model: string;
      price?: { in: number; out: number };
      archive: Pick<Archive, "pastDecisions">;
      evidence: Evidence;
    },
    signal: AbortSignal,
  ): Promise<Opinion>;
  /** Writes another status and more of its origin into its file, where comments and everything else stay. Throws InputError. */
  change(rule: Rule, change: { status: RuleStatus; origin: JsonObject }): Promise<void>;
}

/** Reads a folder; one that is not there has no rules. */
export async function openRules(folder: string): Promise<RuleFolder> {
  const modules = await modulesHere();
  const files = localFiles();
  const checkPattern = (pattern: string) => void selectHosts({ hosts: [], groups: new Map() }, pattern, undefined);
  const { rules, mistakes } = await readLearning(modules, () => surveyRules(folder, files, { modules, checkPattern }));
  return {
    rules,
    mistakes,
    textOf: ({ file }) => files.readText(file),
    remarks,
    isFor: isForGoal,
    try: (rule, { goal, hosts, observations, state }) => {
      const known = hostsKnown(
        hosts.map(({ name }) => name),
        (name) => hosts.find((host) => host.name === name)?.groups ?? [],
      );
      const active: Rule = { ...rule, status: "active", goal };
      const [weighed] = weigh([active], { goal, hosts, observations, state, run: [], select: known.select });
      const { finding, evaluated: { meant, errors }, actions } = weighed!;
      return { finding, meant, errors, actions };
    },
    backtest: async (rule, archive, groupsOf) => {
      const test = backtest(rule, (names) => hostsKnown(names, groupsOf));
      await everyDecision(archive, (page) => test.add(page));
      return test.evidence();
    },
    evidence: (of) => {
      const evidence = "when" in of ? of.origin?.["evidence"] : of;
      return isEvidence(evidence) ? evidenceText(evidence) : null;
    },
    opinion: async (rule, { archive, evidence, ...terms }, signal) => {
      const { opinionOf } = await import("./model_opinion.ts");
      const decisions: PastDecision[] = [];
      await everyDecision(archive, (page) => {
        decisions.push(...page.filter(({ goal }) => isForGoal(rule, goal)));
        decisions.splice(0, decisions.length - TOLD);
      });
      const reviewed = {
        text: files.readText(rule.file),
        remarks: remarks(rule),
        evidence: [evidenceText(evidence), ...evidence.differed.map(({ what }) => what)].join("; "),
        decisions,
      };
      return await opinionOf(reviewed, terms, signal);
    },
    change: async (rule, change) =>
      await replaceFile(rule.file, withStatus(files.readText(rule.file), rule.file, change)),
  };
}

function hostsKnown(hosts: readonly string[], groupsOf: HostsKnown["groupsOf"]): HostsKnown {
  const groups = new Map<string, string[]>();
  for (const host of hosts) for (const group of groupsOf(host)) groups.set(group, [...groups.get(group) ?? [], host]);
  return { groupsOf, select: (pattern) => selectHosts({ hosts, groups }, pattern, undefined).hosts };
}

/** A file may say anything there. */
function isEvidence(value: unknown): value is Evidence {
  const counts = ["decisions", "fired", "agreed", "silent", "unknown"];
  return typeof value === "object" && value !== null &&
    counts.every((key) => typeof (value as JsonObject)[key] === "number");
}
