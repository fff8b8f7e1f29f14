// An iteration's row, and a decision as it is written in one.
import type { Action, RecordedAction } from "../model/action.ts";
import type { RecordedCall } from "../model/model_call.ts";
import type { DecidedBy, Decision } from "../model/decision.ts";
import type { Iteration, Observations, Phase, RecordedPrompt } from "../model/iteration.ts";
import { censoredParams } from "./censor.ts";
import { fromColumn, toColumn } from "./json_column.ts";
import type { IterationTableRow } from "./tables.ts";

/** An iteration of the current run, which this program wrote. */
export function iterationOf(
  row: IterationTableRow,
  held: { actions: RecordedAction[]; prompts: RecordedPrompt[]; calls?: RecordedCall[] },
): Iteration {
  return {
    id: row.id,
    n: row.n,
    run: row.run ?? 0,
    increment: row.increment_id,
    phase: row.phase as Phase,
    fresh: row.fresh === 1,
    decidedBy: row.decided_by as DecidedBy | null,
    decision: fromColumn<Decision>(row.decision),
    converged: row.converged === 1,
    observations: fromColumn<Observations>(row.observations) ?? {},
    error: row.error,
    actions: held.actions,
    prompts: held.prompts,
    calls: held.calls ?? [],
    createdAt: row.created_at,
    completedAt: row.completed_at,
  };
}

/** Without the terms of its actions: they hold functions, and variables that may be secret. */
export function decisionColumn(decision: Decision | undefined): string | null {
  if (decision?.kind !== "act") return toColumn(decision);
  return toColumn({ ...decision, actions: decision.actions.map(plainAction) });
}

function plainAction({ terms, settled: _, item, ...action }: Action): Action {
  if (terms?.noLog) return { ...action, params: censoredParams() };
  return item === undefined ? action : { ...action, item };
}
