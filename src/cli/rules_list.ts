// rules list: what rules there are, whether they act, how often they did, and what is wrong with the files that are none.
import type { RuleUse } from "../ports/archive.ts";
import { type Context, type Ending, toJson } from "./context.ts";
import { exitCode } from "./exit_code.ts";
import { folderOf, typeRules, withRecord } from "./find_rule.ts";
import { mistakeText } from "../words/mistake_text.ts";
import { pathFromHere } from "../words/path_from_here.ts";
import { useWords } from "../words/rule_words.ts";
import { table } from "./table.ts";
import { visible } from "../words/visible.ts";

/** Lists them; a file that makes no sense is an error, after all that do. */
export async function listRules(context: Context): Promise<Ending> {
  const { io, wiring } = context;
  const { rules, mistakes, evidence } = await wiring.openRules(folderOf(context));
  const uses = await withRecord(context, async (app) => await app?.archive.ruleUse() ?? []);
  const used = (name: string) => uses.find(({ rule }) => rule === name);
  const columns = [{ title: "NAME" }, { title: "STATUS" }, { title: "DECIDED" }, { title: "GOAL", flexible: true }, {
    title: "ON THE RECORD",
    flexible: true,
  }];
  const rows = rules.map((rule) => [
    rule.name,
    rule.status,
    decidedText(used(rule.name), io.clock.now()),
    rule.goal ?? "(every goal)",
    evidence(rule) ?? "",
  ]);
  const told = mistakes.map((mistake) => mistakeText(mistake, io.cwd));
  const waiting = rules.filter(({ status }) => status === "proposed").map(({ name }) => name);
  const folder = pathFromHere(folderOf(context), io.cwd);
  const [first] = mistakes;
  return {
    exit: first === undefined ? exitCode.done : exitCode.usage,
    data: toJson({
      folder: folderOf(context),
      rules: rules.map((rule) => ({ ...rule, used: used(rule.name) ?? null })),
      mistakes: mistakes.map(({ message, place }) => ({ message, place })),
    }),
    text: visible([
      rules.length === 0 ? `no rules in ${folder}` : table(columns, rows, context.columns),
      ...told,
      ...(waiting.length === 0
        ? []
        : [`proposed rules do nothing until they are approved: ${typeRules(context, `review ${waiting[0]}`)}`]),
    ].join("\n")),
    ...(first === undefined ? {} : { failure: { kind: "input", message: first.message, ...place(first.place) } }),
  };
}

function decidedText(use: RuleUse | undefined, now: number): string {
  return use === undefined ? "never" : useWords(use, now);
}

function place<T>(place: T | undefined): { place?: T } {
  return place === undefined ? {} : { place };
}
