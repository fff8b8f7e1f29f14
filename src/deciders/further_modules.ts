// Modules of the controller's Ansible that a goal may want: found by its words, and told in full.
import type { Iteration } from "../model/iteration.ts";
import type { ListedModule, ModuleDoc, Parameter } from "../ports/module.ts";
import { PARTS } from "./brief_limits.ts";
import { type DeciderTerms, moduleInFull, moduleLine } from "./module_words.ts";
import { within } from "./within.ts";

/** Modules that are told, besides those that the run has used. */
const MOST = 6;
/** Characters of one; a longer one is told by the names of its parameters. */
const LONGEST = 3500;
/** Characters of a parameter's description. */
const SENTENCE = 160;
/** What a word of the goal must weigh: one that every tenth module has says nothing. */
const RARE = Math.log(10);
/** A word of a name says more than one of a sentence; what is for somebody's own devices says little where they are not named. */
const WEIGHT = { whole: 3, name: 2, summary: 0.5, others: 0.5 };
/** Of the best one's weight; what has less is there by chance. */
const LEAST = 0.4;
/** Words of collections that are for hosts of all kinds, and those that every sentence has. */
const GENERAL = new Set(["ansible", "builtin", "posix", "community", "general"]);
const PLAIN = new Set(
  "the and are for from has have host hosts into its not off out set start this that use with will".split(" "),
);

/**
 * How many there are and which of them seem to fit, with their parameters; empty where the controller has no Ansible. Those that are told are learned.
 */
export async function furtherModules(
  { desiredState, run }: { desiredState: string; run: readonly Iteration[] },
  { modules, bound }: DeciderTerms,
  signal: AbortSignal,
): Promise<string> {
  const listed = (await modules.list(signal)).modules.filter(({ from }) => from === "ansible");
  if (listed.length === 0) return "";
  const used = run.flatMap(({ actions }) => actions.map(({ module }) => module)).filter((name) => name.includes("."));
  const wanted = [...new Set([...used, ...fitting(desiredState, listed)])];
  for (const name of wanted) modules.get(name);
  await modules.learn(signal);
  const known = wanted.map((name) => modules.get(name)).filter((module) => module !== undefined);
  const told = known.map((module) => {
    const text = moduleInFull(inShort(module.doc), bound(module.name));
    return text.length <= LONGEST ? text : `- ${module.name}: ${module.doc.summary}. ${moduleLine(module, { bound })}`;
  });
  return [
    `The controller's Ansible has ${listed.length} further modules, such as community.general.timezone. Name them in full. A call is checked before it is ` +
    "done, and a wrong one is answered with what the module takes; a human is asked about all but those that only tell (_info, _facts).",
    ...(told.length === 0 ? [] : ["Those that may fit:", within(told, PARTS.further, "modules")]),
  ].join("\n");
}

/** Descriptions by their first sentences; notes are for people. */
function inShort(doc: ModuleDoc): ModuleDoc {
  const { notes: _, ...rest } = doc;
  const parameters = Object.entries(doc.parameters).map(([name, parameter]): [string, Parameter] => {
    const [first = ""] = parameter.description.split(/(?<=[.!?]) /, 1);
    return [name, { ...parameter, description: first.length <= SENTENCE ? first : `${first.slice(0, SENTENCE)}…` }];
  });
  return { ...rest, parameters: Object.fromEntries(parameters) };
}

/** Names of the modules whose names and sentences have most of what is rare in a goal's words, best first. */
export function fitting(goal: string, listed: readonly ListedModule[]): string[] {
  const words = [...new Set(wordsOf(goal))];
  const all = listed.map(({ name, summary }) => {
    const last = name.slice(name.lastIndexOf(".") + 1);
    const collection = wordsOf(name.slice(0, -last.length)).filter((word) => !GENERAL.has(word));
    return { name, last, collection, parts: new Set(wordsOf(last)), summary: new Set(wordsOf(summary)) };
  });
  const weights = new Map(words.map((word) => {
    const count = all.filter(({ parts, summary }) => parts.has(word) || summary.has(word)).length;
    return [word, count === 0 ? 0 : Math.log(all.length / count)];
  }));
  const weighed = all.map(({ name, last, collection, parts, summary }) => {
    const found = words.filter((word) => (weights.get(word) ?? 0) >= RARE);
    const weightOf = (word: string) =>
      last === word ? WEIGHT.whole : parts.has(word) ? WEIGHT.name : summary.has(word) ? WEIGHT.summary : 0;
    if (goal.includes(name)) return { name, weight: Infinity };
    if (!found.some((word) => parts.has(word))) return { name, weight: 0 };
    const weight = found.reduce((sum, word) => sum + weightOf(word) * weights.get(word)!, 0);
    const isMeant = collection.length === 0 || collection.some((word) => words.includes(word));
    return { name, weight: isMeant ? weight : weight * WEIGHT.others };
  });
  const best = Math.max(0, ...weighed.map(({ weight }) => weight).filter(Number.isFinite));
  return weighed.filter(({ weight }) => weight > 0 && weight >= best * LEAST)
    .toSorted((one, other) => other.weight - one.weight || (one.name < other.name ? -1 : 1))
    .slice(0, MOST).map(({ name }) => name);
}

function wordsOf(text: string): string[] {
  const words = text.toLowerCase().match(/[a-z0-9]{3,}/g) ?? [];
  return words.filter((word) => !PLAIN.has(word)).map((word) => word.length > 4 ? word.replace(/s$/, "") : word);
}
