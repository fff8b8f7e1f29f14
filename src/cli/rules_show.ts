// rules show, backtest, review: what a rule says, what it would have done, and what to think of before it may act.
import type { Evidence, Opinion, RuleFolder } from "../app.ts";
import type { Rule } from "../model/rule.ts";
import { type Context, type Ending, toJson } from "./context.ts";
import { callWords } from "../words/decision_words.ts";
import { exitCode } from "./exit_code.ts";
import { groupsKnown } from "../words/groups_known.ts";
import { findRule, typeRules, withRecord } from "./find_rule.ts";
import { pathFromHere } from "../words/path_from_here.ts";
import { STANDING, useWords } from "../words/rule_words.ts";
import { visible } from "../words/visible.ts";

/** Prints its file, and how often it has decided. */
export async function showRule(context: Context): Promise<Ending> {
  const { folder, rule } = await findRule(context);
  const { io } = context;
  const uses = await withRecord(context, async (app) => await app?.archive.ruleUse() ?? []);
  const use = uses.find((each) => each.rule === rule.name);
  const evidence = folder.evidence(rule);
  return {
    exit: exitCode.done,
    data: toJson({ rule, text: folder.textOf(rule), used: use ?? null }),
    text: visible([
      folder.textOf(rule).trimEnd(),
      "",
      `${pathFromHere(rule.file, io.cwd)}: ${STANDING[rule.status]}`,
      use === undefined ? "it has decided nothing yet" : `it has decided ${useWords(use, io.clock.now())}`,
      ...(evidence === null ? [] : [`on the record: ${evidence}`]),
      ...(rule.status === "proposed" ? [`to let it act: ${typeRules(context, `approve ${rule.name}`)}`] : []),
    ].join("\n")),
  };
}

/** Tries it on every decision on record; a rule that was learned keeps what came of it in its file. */
export async function backtestRule(context: Context): Promise<Ending> {
  const { folder, rule } = await findRule(context);
  const evidence = await evidenceNow(context, folder, rule);
  if (rule.origin !== null && evidence.decisions > 0) {
    await folder.change(rule, { status: rule.status, origin: { evidence: JSON.parse(JSON.stringify(evidence)) } });
  }
  return {
    exit: exitCode.done,
    data: toJson({ rule: rule.name, evidence }),
    text: visible([`${rule.name} ${folder.evidence(evidence)}`, ...differences(evidence)].join("\n")),
  };
}

/** What a human should know before it is approved. */
export async function reviewRule(context: Context): Promise<Ending> {
  const { folder, rule } = await findRule(context);
  const evidence = await evidenceNow(context, folder, rule);
  const remarks = folder.remarks(rule);
  const opinion = await opinionNow(context, { folder, rule, evidence });
  const { name } = rule;
  return {
    exit: exitCode.done,
    data: toJson({ rule, remarks, evidence, ...(opinion === null ? {} : { opinion }) }),
    text: visible([
      `${name}: ${STANDING[rule.status]}`,
      ...(rule.description === "" ? [] : [rule.description]),
      "",
      "It fires where",
      ...rule.when.split("\n").map((line) => `  ${line}`),
      "and then does",
      ...rule.actions.map((action) =>
        `  ${action.name} (${action.module}${action.host === undefined ? "" : ` on ${action.host}`})`
      ),
      "",
      ...remarks.map((remark) => `- ${remark}`),
      `- On the record: ${folder.evidence(evidence)}`,
      ...differences(evidence),
      ...opinionText(opinion),
      "",
      ...(rule.status === "active" ? [`to stop it: ${typeRules(context, `disable ${name}`)}`] : [
        `to see what it would do now: ${typeRules(context, `test ${name}`)}`,
        `to let it act: ${typeRules(context, `approve ${name}`)}`,
      ]),
    ].join("\n")),
  };
}

/** What the model of `--model` thinks; null without one. Ctrl-C ends the question. */
async function opinionNow(
  context: Context,
  { folder, rule, evidence }: { folder: RuleFolder; rule: Rule; evidence: Evidence },
): Promise<Opinion | null> {
  const { model, modelPrice: price } = context.flags;
  if (model === undefined || model === "none") return null;
  const stop = new AbortController();
  context.takeSignals((_name, leave) => {
    stop.abort();
    leave();
  });
  if (!context.global.quiet) context.note(`asking ${model} …`);
  return await withRecord(context, async (app) => {
    const archive = app?.archive ?? NOTHING;
    return await folder.opinion(
      rule,
      { model, ...(price === undefined ? {} : { price }), archive, evidence },
      stop.signal,
    );
  });
}

function opinionText(opinion: Opinion | null): string[] {
  if (opinion === null) return [];
  const { model, reasons } = opinion;
  const spent = callWords({ ...opinion, ms: null });
  const wants = { approve: "would approve it", change: "would have it changed", reject: "would not have it" };
  return [
    "",
    `${model} ${wants[opinion.opinion]}${spent === "" ? "" : `, ${spent}`}; it may be wrong, and nothing hangs on it`,
    ...reasons.map((reason) => `- ${reason}`),
  ];
}

/** A rule tried on the whole record; on nothing where there is no database. */
export async function evidenceNow(context: Context, folder: RuleFolder, rule: Rule): Promise<Evidence> {
  return await withRecord(
    context,
    async (app) =>
      await folder.backtest(rule, app?.archive ?? NOTHING, app === null ? () => [] : await groupsKnown(app.archive)),
  );
}

/** The record where there is no database. */
const NOTHING = { pastDecisions: () => Promise.resolve([]) };

function differences({ differed }: Evidence): string[] {
  return differed.map(({ loop, run, n, what }) => `  loop ${loop}, run ${run}, iteration ${n}: ${what}`);
}
