// A decision's actions that policy asks about: looked at together, and shown to a human before the first of the decision starts.
import type { Action, RecordedAction } from "../model/action.ts";
import type { Question, Shown } from "../model/decision.ts";
import type { Judged } from "../model/verdict.ts";
import { approvalOf, Approvals } from "./approvals.ts";
import type { Asked } from "./approval_text.ts";
import { callHash, placeHash, seenHash } from "./fingerprint.ts";
import { entranceOf } from "./perform.ts";
import type { ResumePoint } from "./resume_point.ts";
import { lookBeforeYes } from "./unseen.ts";
import type { Charge, World } from "./world.ts";

/** How a decision goes on. `covered`: hashes of the calls that may start. */
export type Approved =
  | { kind: "go"; covered: ReadonlySet<string> }
  | { kind: "ask"; question: Question }
  | { kind: "declined"; comment?: string };

/** A pending action, judged. */
export interface Pending {
  row: RecordedAction;
  action: Action;
  judged: Judged;
}

/** Looks at what is asked for, and at what comes before it. Actions that have nothing to do, and depend on none that has, are not shown. */
export async function approveBatch(
  pending: readonly Pending[],
  { who, point, charge, world }: { who: string; point: ResumePoint; charge: Charge; world: World },
  signal: AbortSignal,
): Promise<Approved> {
  const last = pending.findLastIndex(({ judged }) => judged.verdict === "ask");
  if (last < 0) return { kind: "go", covered: new Set() };
  const approvals = new Approvals(point.chain, await world.journal.declined());
  const asked: Asked[] = [];
  /** By host: the number of the first action that has something to do. */
  const acting = new Map<string, number>();
  for (const [index, { action, judged }] of pending.slice(0, last + 1).entries()) {
    const looked = await lookBeforeYes(judged, world, signal);
    const idle = looked.kind === "plan" && looked.plan.kind === "same";
    const before = acting.get(action.host);
    if (!idle && before === undefined) acting.set(action.host, index + 1);
    if (judged.verdict !== "ask" || (idle && before === undefined)) continue;
    const seen = seenHash(looked);
    const depends = before !== undefined && (idle || seen === null);
    const shown = shownOf(judged, { seen: depends ? null : seen }, { charge, world });
    if (depends) shown.after = before;
    const { way } = entranceOf(action, world);
    asked.push({ action, looked, shown, way, before: approvals.before(shown) });
  }
  if (asked.length === 0) return { kind: "go", covered: new Set() };
  const all = asked.map(({ shown }) => shown);
  const answer = approvals.ofBatch(all, begunIn(point, { charge, world }));
  if (answer.kind === "approved") return { kind: "go", covered: answer.covered };
  if (answer.kind === "declined") return answer;
  const { approvalText } = await import("./approval_text.ts");
  return { kind: "ask", question: approvalOf(all, approvalText(asked, who), unattended(charge)) };
}

/** An action as a prompt shows it; what no_log hides is not in it. */
export function shownOf(
  { action, reason }: Judged,
  { seen, made = null }: { seen: string | null; made?: string | null },
  { charge, world }: { charge: Charge; world: World },
): Shown {
  const { host, module, name, task, terms } = action;
  const salt = charge.loop.uid;
  return {
    ...{ host, module, name, params: terms?.noLog === true ? {} : action.params, task, reason },
    call: callHash(action, { salt, way: entranceOf(action, world).way, made }),
    place: placeHash(action, { salt, secrets: world.secrets }),
    seen,
  };
}

/** Who says yes before anybody is asked, where the loop was started like that. */
export function unattended({ loop: { options } }: Charge): string | undefined {
  return options.yes === true ? "--yes" : undefined;
}

/** The places of what was started since the last whole iteration. */
export function begunIn(
  { chain }: ResumePoint,
  { charge: { loop }, world }: { charge: Charge; world: World },
): Set<string> {
  const started = chain.flatMap(({ actions }) => actions).filter(({ startedAt }) => startedAt !== null);
  return new Set(started.map((row) => placeHash(row, { salt: loop.uid, secrets: world.secrets })));
}
