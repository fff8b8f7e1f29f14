// From a decision that is on record to its deeds: a human is asked where policy says so, then the actions are carried out.
import type { DecidedBy } from "../model/decision.ts";
import type { Iteration } from "../model/iteration.ts";
import { saidNo } from "./approvals.ts";
import { approveBatch, type Pending } from "./approve_batch.ts";
import { endDenied } from "./end_denied.ts";
import { executeDecided, skip, type Stopped } from "./execute_decided.ts";
import type { ResumePoint } from "./resume_point.ts";
import type { Tallies } from "./tally.ts";
import type { Charge, Signals, World } from "./world.ts";

/** Asks where that is needed, and acts. `asked`: the iteration is closed, and a human has the word. */
export async function carryOut(
  pending: readonly Pending[],
  { by, opened, point, tallies }: { by: DecidedBy; opened: Iteration; point: ResumePoint; tallies: Tallies },
  { charge, world, signals }: { charge: Charge; world: World; signals: Signals },
): Promise<Stopped | "asked" | null> {
  if (pending.length === 0) return null;
  const { journal } = world;
  const approved = await approveBatch(pending, { who: WHO[by], point, charge, world }, signals.signal);
  if (approved.kind === "declined") {
    const msg = saidNo(approved);
    const asked = pending.filter(({ judged: { verdict } }) => verdict === "ask");
    await endDenied(asked, msg, { tallies, charge, world });
    await skip(pending.filter((each) => !asked.includes(each)).map(({ row }) => row), msg, world);
    return null;
  }
  if (approved.kind === "ask") {
    const { question } = approved;
    await journal.notePrompts(opened.id, [question]);
    if (question.answered !== undefined) {
      const covered = new Set(question.shown?.map(({ call }) => call));
      return await executeDecided(pending, { covered, tallies, charge, world, signals });
    }
    await journal.abandonIteration(opened.id, {
      error: "waits for a human",
      carry: pending.map(({ row }) => row.id),
    });
    return "asked";
  }
  return await executeDecided(pending, { covered: approved.covered, tallies, charge, world, signals });
}

const WHO: Record<DecidedBy, string> = {
  model: "The model",
  rule: "A rule",
  playbook: "The playbook",
  human: "Somebody",
};
