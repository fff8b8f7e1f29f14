// show --brief N: what the model read and answered in one iteration, what was wrong with it, and what it cost.
import type { App } from "../app.ts";
import type { Loop } from "../model/loop.ts";
import type { CallRow, IterationRow } from "../ports/archive.ts";
import { type Context, type Ending, toJson } from "./context.ts";
import { callWords, deciderName, spentWords, sumOfCalls } from "../words/decision_words.ts";
import { type DeciderName, decidersByName } from "../words/deciders_by_name.ts";
import { exitCode } from "./exit_code.ts";
import { stamp } from "../words/moment.ts";
import { Refusal } from "./refusal.ts";
import { oneLine, visible } from "../words/visible.ts";

/** A question with the text that was sent; null: pruned. */
interface Asked extends CallRow {
  brief: string | null;
}

/** Every question of the iteration, oldest first. Throws Refusal where there is no such iteration. */
export async function showBrief(context: Context, app: App, { loop, n }: { loop: Loop; n: number }): Promise<Ending> {
  const { archive } = app;
  const [iteration] = await archive.iterations(loop.id, {
    after: { n: n - 1, id: Number.MAX_SAFE_INTEGER },
    limit: 1,
  });
  if (iteration?.n !== n) {
    throw new Refusal(`Loop ${loop.id} has no iteration ${n}`, {
      hint: `Those that there are: ${context.type(`history ${loop.id}`)}`,
      kind: "not found",
    });
  }
  const rows = await archive.modelCalls([iteration.id]);
  const calls = await Promise.all(rows.map(async (row): Promise<Asked> => ({
    ...row,
    brief: await archive.brief(row.id) ?? null,
  })));
  const decider = (await decidersByName(archive, [iteration])).get(iteration.id) ?? {};
  const { id, decidedBy, reasoning, error } = iteration;
  return {
    exit: exitCode.done,
    data: toJson({
      loop: loop.id,
      name: loop.name,
      iteration: { id, n, decidedBy, ...decider, reasoning, error },
      spent: sumOfCalls(calls),
      calls,
    }),
    text: [head(loop, iteration, decider), calls.length === 0 ? none(iteration) : spentWords(sumOfCalls(calls))]
      .concat(calls.map((call, at) => callText(call, calls.slice(0, at)))).join("\n"),
  };
}

function head({ id, name }: Loop, { n, decidedBy, reasoning }: IterationRow, decider: DeciderName): string {
  const by = decidedBy === null ? "nothing was decided" : `decided by ${deciderName(decidedBy, decider)}`;
  const why = reasoning === null ? "" : `\nreasoning: ${setIn(reasoning, 11).trimStart()}`;
  return `loop ${id} (${oneLine(name)}), iteration ${n}: ${by}${why}`;
}

function none({ decidedBy }: IterationRow): string {
  return decidedBy === "model"
    ? "the decision was made in an iteration before this one, which carries it out"
    : "no model was asked";
}

/** `earlier`: the calls before it, whose beginning is not told again. */
function callText(call: Asked, earlier: readonly Asked[]): string {
  const { id, purpose, attempt, model, status, startedAt, problem, brief, reply } = call;
  const measured = callWords(call);
  return [
    `\ncall ${id}: ${purpose}, attempt ${attempt}, ${oneLine(model)}, ${status}${
      measured === "" ? "" : `, ${measured}`
    }, ${stamp(startedAt)} UTC`,
    ...(problem === null ? [] : [`what was wrong: ${setIn(problem, 16).trimStart()}`]),
    ...readLines(brief, earlier),
    "it answered:",
    reply === null ? "    (nothing)" : setIn(reply, 4),
  ].join("\n");
}

/** Lines that are told again although a call before was told them, too. */
const FEW_LINES = 10;

/** What a call has read, without a beginning that it shares with one before it: the rules, and mostly the whole brief, which is long. */
function readLines(brief: string | null, earlier: readonly Asked[]): string[] {
  if (brief === null) return ["it read:", "    (pruned)"];
  const lines = brief.split("\n");
  const { count, id } = earlier.map((call) => ({ id: call.id, count: sameLines(lines, call.brief) }))
    .reduce((most, one) => one.count > most.count ? one : most, { id: 0, count: 0 });
  if (count < FEW_LINES) return ["it read:", setIn(brief, 4)];
  if (count === lines.length) return [`it read what call ${id} read`];
  return [`it read, after ${count} lines as in call ${id}:`, setIn(lines.slice(count).join("\n"), 4)];
}

/** How many lines another text begins with, too. */
function sameLines(lines: readonly string[], other: string | null): number {
  const others = other?.split("\n") ?? [];
  const differs = lines.findIndex((line, at) => line !== others[at]);
  return differs < 0 ? lines.length : differs;
}

/** Text of others: none of its lines can look like one of ours. */
function setIn(text: string, by: number): string {
  return visible(text.trimEnd()).split("\n").map((line) => " ".repeat(by) + line).join("\n");
}
