// What policy asks about in a playbook, found out before its pass: a walk in check mode, so that a human is asked once a pass and not once a task.
import type { Question } from "../model/decision.ts";
import type { Iteration } from "../model/iteration.ts";
import type { Playbook } from "../playbook/playbook.ts";
import type { Asked } from "./approval_text.ts";
import { approvalOf } from "./approvals.ts";
import { begunIn, unattended } from "./approve_batch.ts";
import { Ledger } from "./ledger.ts";
import type { Pass } from "./pass.ts";
import { PendingEnds } from "./pending_ends.ts";
import type { ResumePoint } from "./resume_point.ts";
import { Tallies } from "./tally.ts";
import { Temporary } from "./temporary.ts";

/** What a walk is made with: the same as the pass's own. */
export interface Foreseeing {
  run: readonly Iteration[];
  point: ResumePoint;
  /** Walks all steps of a pass. */
  follow(playbook: Playbook, pass: Pass): Promise<unknown>;
}

/**
 * The question that a human has to answer before the pass; `covered` where everything that is foreseen was shown, approved, and is now as it was shown
 * (or some of it was begun). What a human has declined is not asked again: the walk itself denies it.
 */
export async function foreseeAsks(
  playbook: Playbook,
  pass: Pass,
  { run, point, follow }: Foreseeing,
): Promise<{ question: Question } | { covered: ReadonlySet<string> }> {
  const { charge, approvals } = pass;
  const asks = pass.world.policy.rules.some(({ decision }) => decision === "ask");
  if (!asks || pass.checkMode || unattended(charge) !== undefined) return { covered: pass.covered };
  const world = { ...pass.world, events: { emit: () => {} }, wait: () => Promise.resolve() };
  const foreseen: Asked[] = [];
  await follow(playbook, {
    ...pass,
    world,
    foreseen,
    tallies: new Tallies(),
    ends: new PendingEnds(world),
    ledger: new Ledger(run, { chain: point.chain, unrecorded: world.unrecorded, secrets: world.secrets }),
    temporary: new Temporary(run, new Map(world.temporary)),
    differences: [],
  });
  const open = foreseen.filter(({ shown }) => approvals.ofOne(shown).kind !== "declined");
  const answer = approvals.ofBatch(open.map(({ shown }) => shown), begunIn(point, pass));
  if (answer.kind === "approved") return { covered: answer.covered };
  return { question: await approvalFor(open, pass) };
}

/** One question about all of these. */
export async function approvalFor(asked: readonly Asked[], { charge }: Pick<Pass, "charge">): Promise<Question> {
  const { approvalText } = await import("./approval_text.ts");
  return approvalOf(asked.map(({ shown }) => shown), approvalText(asked, "The playbook"), unattended(charge));
}
