// rules show, backtest, review: what a rule says, what it would have done, and what to think of before it may act.
import type { Evidence } from "../app.ts";
import { type Context, type Ending, toJson } from "./context.ts";
import { exitCode } from "./exit_code.ts";
import { findRule, groupsKnown, typeRules, withRecord } from "./find_rule.ts";
import { ago } from "./moment.ts";
import { pathFromHere } from "./path_from_here.ts";
import type { RuleFolder } from "../app.ts";
import type { Rule } from "../model/rule.ts";
import { visible } from "./visible.ts";

/** Prints its file, and how often it has decided. */
export async function showRule(context: Context): Promise<Ending> {
  const { folder, rule } = await findRule(context);
  const { io } = context;
  const uses = await withRecord(context, async (app) => await app?.archive.ruleUse() ?? []);
  const use = uses.find((each) => each.rule === rule.name) ?? null;
  const evidence = folder.evidence(rule);
  return {
    exit: exitCode.done,
    data: toJson({ rule, text: folder.textOf(rule), used: use }),
    text: visible([
      folder.textOf(rule).trimEnd(),
      "",
      `${pathFromHere(rule.file, io.cwd)}: ${STANDING[rule.status]}`,
      use === null
        ? "it has decided nothing yet"
        : `it has decided ${use.decided} ${use.decided === 1 ? "time" : "times"}, last ${
          ago(use.lastAt, io.clock.now())
        }`,
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
  const { name } = rule;
  return {
    exit: exitCode.done,
    data: toJson({ rule, remarks, evidence }),
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
      "",
      ...(rule.status === "active" ? [`to stop it: ${typeRules(context, `disable ${name}`)}`] : [
        `to see what it would do now: ${typeRules(context, `test ${name}`)}`,
        `to let it act: ${typeRules(context, `approve ${name}`)}`,
      ]),
    ].join("\n")),
  };
}

/** A rule tried on the whole record; on nothing where there is no database. */
export async function evidenceNow(context: Context, folder: RuleFolder, rule: Rule): Promise<Evidence> {
  const nothing = { pastDecisions: () => Promise.resolve([]) };
  return await withRecord(
    context,
    async (app) =>
      await folder.backtest(rule, app?.archive ?? nothing, app === null ? () => [] : await groupsKnown(app)),
  );
}

/** What a status means. */
export const STANDING: Record<Rule["status"], string> = {
  active: "it acts",
  proposed: "proposed: it does nothing until it is approved",
  disabled: "disabled: it does nothing",
};

function differences({ differed }: Evidence): string[] {
  return differed.map(({ loop, run, n, what }) => `  loop ${loop}, run ${run}, iteration ${n}: ${what}`);
}
