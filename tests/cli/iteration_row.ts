// An iteration as the archive has it, with everything ordinary filled in.
import type { IterationRow } from "../../src/ports/archive.ts";

export function iterationRow(given: Partial<IterationRow> = {}): IterationRow {
  return {
    id: 1,
    n: 1,
    run: 1,
    increment: null,
    phase: "completed",
    fresh: true,
    decidedBy: "playbook",
    converged: false,
    reasoning: null,
    observations: {},
    error: null,
    createdAt: "2026-11-22T15:58:00.000Z",
    completedAt: "2026-11-22T15:58:02.500Z",
    repeats: 1,
    lastAt: null,
    ...given,
  };
}
