// A brief as a model reads it. The same brief gives the same text.
import type { Brief, BudgetLeft } from "../ports/decider.ts";
import { answersText } from "./brief_answers.ts";
import { hostsText, stateText } from "./brief_hosts.ts";
import { type Closeness, PARTS, STEPS, WHOLE } from "./brief_limits.ts";
import { looksText } from "./brief_looks.ts";
import { pastText } from "./brief_past.ts";
import { rulesText } from "./brief_rules.ts";
import { data, people, quoted } from "./fence.ts";
import { type DeciderTerms, modulesInFull } from "./module_words.ts";
import { outline } from "./outline.ts";

/** Everything that a decision is made on, told as closely as fits into `WHOLE` characters. `further`: what is told of Ansible's modules. */
export function briefText(brief: Brief, terms: DeciderTerms, further = ""): string {
  const modules = { own: modulesInFull(brief, terms), further };
  return closest((closeness) => written(brief, closeness, modules));
}

/** What a plan is made on: the same, without modules. */
export function planBriefText(brief: Brief): string {
  return closest((closeness) => written(brief, closeness, { own: "", further: "" }));
}

function closest(write: (closeness: Closeness) => string): string {
  let text = "";
  for (const closeness of STEPS) {
    text = write(closeness);
    if (text.length <= WHOLE) break;
  }
  // Whole lines, so that no fence is cut open.
  return text.length <= WHOLE
    ? text
    : `${text.slice(0, text.lastIndexOf("\n", WHOLE - 100))}\n(The brief is cut here.)`;
}

function written(brief: Brief, closeness: Closeness, modules: { own: string; further: string }): string {
  const { hosts, state, rules, findings, run } = brief;
  const parts: [string, string][] = [
    ["The goal", people(brief.desiredState, Infinity)],
    ["The increment", incrementText(brief)],
    ["Circumstances", circumstances(brief)],
    ["Hosts", hostsText(hosts)],
    ["What people were asked", answersText(run)],
    ["The run so far", pastText(run, closeness)],
    ["Kept in mind: resources and hosts that this loop added", stateText(state)],
    ["Rules: none of them has decided", rulesText(rules, findings)],
    ["Modules in full", modules.own],
    ["Modules of Ansible", modules.further],
    ["What was just seen", seen(brief, closeness)],
  ];
  return parts.filter(([, text]) => text !== "").map(([title, text]) => `## ${title}\n${text}`).join("\n\n");
}

function seen({ observations, run }: Brief, closeness: Closeness): string {
  const text = looksText({ observations, run }, closeness);
  const unproven = observations.unproven ?? [];
  return unproven.length === 0
    ? text
    : `${text}\nWhat speaks against "converged":\n${data(unproven.slice(0, 20).flatMap((why) => outline(why, 400)))}`;
}

/** Where an increment is worked on: the whole goal, and what came before. */
function incrementText({ increment }: Brief): string {
  if (increment === undefined) return "";
  const { n, of, whole, before } = increment;
  return [
    `The goal above is step ${n} of ${of}. Do only this step; the others have their turn. The whole goal:`,
    people(whole, PARTS.goal / 4),
    ...before.slice(-20).flatMap((
      step,
    ) => [`Step ${step.n} (${quoted(step.status)}):`, people(step.desiredState, 1000)]),
  ].join("\n");
}

function circumstances({ now, environment, dryRun, left }: Brief): string {
  return [
    `- now ${quoted(now, 40)}`,
    ...(environment === undefined ? [] : [`- environment ${quoted(environment)}`]),
    ...(dryRun ? ["- dry run: nothing will be changed; decide as if it were, what you decide is shown to people"] : []),
    `- left of this run: ${budget(left)}`,
  ].join("\n");
}

function budget({ iterations, usd, tokens, calls }: BudgetLeft): string {
  const more = [
    usd === undefined ? "" : `${usd.toFixed(2)} US dollars for you`,
    tokens === undefined ? "" : `${tokens} tokens`,
    calls === undefined ? "" : `${calls} calls to you`,
  ];
  return [`${iterations} iterations`, ...more.filter((each) => each !== "")].join(", ");
}
