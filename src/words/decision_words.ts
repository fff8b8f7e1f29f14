// Who decided for a goal in words and what it cost, in a line.
import type { Loop } from "../model/loop.ts";
import type { CallRow, DecisionCount } from "../ports/archive.ts";
import { counted } from "./counted.ts";
import type { DeciderName } from "./deciders_by_name.ts";
import { oneLine } from "./visible.ts";

/** What calls have cost. */
type Spent = Omit<DecisionCount, "by">;

/** Whether a loop has a goal in words: no playbook says what to do. */
export function isInWords({ options }: Pick<Loop, "options">): boolean {
  return options !== null && options.file === undefined;
}

/** `12 by rules, 3 by the model; 4 calls, 45,120 tokens, $0.1143`. */
export function decidedWords(count: DecisionCount): string {
  const { rule = 0, model = 0, human = 0 } = count.by;
  const by = [[rule, "rules"], [model, "the model"], [human, "a human"]] as const;
  const shares = by.filter(([n]) => n > 0).map(([n, who]) => `${n} by ${who}`);
  return `${shares.join(", ") || "nothing decided"}; ${spentWords(count)}`;
}

/** Decisions of several loops, summed up. */
export function sumOfCounts(counts: readonly DecisionCount[]): DecisionCount {
  const shares = (["rule", "model", "human"] as const).map((who) =>
    [who, counts.reduce((total, { by }) => total + (by[who] ?? 0), 0)] as const
  );
  return { by: Object.fromEntries(shares.filter(([, n]) => n > 0)), ...sumOf(counts) };
}

/** Calls of one decision, summed up. */
export function sumOfCalls(calls: readonly CallRow[]): Spent {
  return sumOf(calls.map(({ status, tokensIn, tokensOut, costUsd }) => ({
    calls: 1,
    lost: status === "lost" ? 1 : 0,
    tokensIn: tokensIn ?? 0,
    tokensOut: tokensOut ?? 0,
    costUsd,
  })));
}

/** Whose cost is known counts; null where none is. */
function sumOf(parts: readonly Spent[]): Spent {
  const sum = (of: (part: Spent) => number | null) => parts.reduce((total, part) => total + (of(part) ?? 0), 0);
  return {
    calls: sum(({ calls }) => calls),
    lost: sum(({ lost }) => lost),
    tokensIn: sum(({ tokensIn }) => tokensIn),
    tokensOut: sum(({ tokensOut }) => tokensOut),
    costUsd: parts.every(({ costUsd }) => costUsd === null) ? null : sum(({ costUsd }) => costUsd),
  };
}

/** `4 calls, 1 of them lost, 45,120 tokens, $0.1143`. */
export function spentWords({ calls, lost, tokensIn, tokensOut, costUsd }: Spent): string {
  if (calls === 0) return "no call to a model";
  const tokens = tokensIn + tokensOut;
  return [
    counted(calls, "call"),
    ...(lost === 0 ? [] : [`${lost} of them lost`]),
    ...(tokens === 0 ? [] : [`${thousands(tokens)} tokens`]),
    costUsd === null ? "at a cost that is not known" : money(costUsd),
  ].join(", ");
}

/** `4.1 s, 11,204 tokens in, 310 out, $0.0381`: as much as is known of one call. */
export function callWords(
  { ms, tokensIn, tokensOut, costUsd }: Pick<CallRow, "ms" | "tokensIn" | "tokensOut" | "costUsd">,
): string {
  return [
    ...(ms === null ? [] : [`${(ms / 1000).toFixed(1)} s`]),
    ...(tokensIn === null && tokensOut === null ? [] : [`${known(tokensIn)} tokens in, ${known(tokensOut)} out`]),
    ...(costUsd === null ? [] : [money(costUsd)]),
  ].join(", ");
}

/** `model claude-cli`, `rule restart`: an iteration's decider by name, where the record has it. */
export function deciderName(by: string | null, { model, rule }: DeciderName): string {
  const name = by === "model" ? model : by === "rule" ? rule : undefined;
  return [by ?? "", ...(name === undefined ? [] : [oneLine(name)])].join(" ");
}

function known(count: number | null): string {
  return count === null ? "?" : thousands(count);
}

/** `$0.0381`: in dollars, four places; more would say nothing. */
export function money(usd: number): string {
  return `$${usd.toFixed(4)}`;
}

/** `45,120`. */
export function thousands(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ",");
}
