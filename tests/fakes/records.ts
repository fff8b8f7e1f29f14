// Rows as a journal would return them, with everything a test does not care about filled in.
import type { Action, RecordedAction, Terms } from "../../src/model/action.ts";
import type { Iteration, Tally } from "../../src/model/iteration.ts";
import type { LoopOptions } from "../../src/model/loop.ts";

let rows = 0;

export function recordedAction(given: Partial<RecordedAction> = {}): RecordedAction {
  return {
    id: ++rows,
    iteration: 1,
    host: "localhost",
    module: "command",
    params: {},
    name: "task",
    task: "0.tasks.0",
    position: 0,
    way: null,
    occurrence: 0,
    adopted: false,
    status: "completed",
    diff: [],
    result: { changed: true, failed: false },
    attempt: 1,
    startedAt: "2026-01-01T00:00:00.000Z",
    completedAt: "2026-01-01T00:00:01.000Z",
    ...given,
  };
}

export function iteration(given: Partial<Iteration> = {}): Iteration {
  return {
    id: ++rows,
    n: 1,
    run: 1,
    increment: null,
    phase: "completed",
    fresh: true,
    decidedBy: "playbook",
    decision: null,
    converged: false,
    observations: {},
    error: null,
    actions: [],
    prompts: [],
    calls: [],
    createdAt: "2026-01-01T00:00:00.000Z",
    completedAt: "2026-01-01T00:00:01.000Z",
    ...given,
  };
}

export function tally(given: Partial<Tally> = {}): Tally {
  return {
    ok: 1,
    changed: 0,
    failed: 0,
    unreachable: 0,
    skipped: 0,
    ignored: 0,
    rescued: 0,
    foreseen: 0,
    wouldRun: 0,
    ...given,
  };
}

export function options(given: Partial<LoopOptions> = {}): LoopOptions {
  return { file: "/site.yml", once: false, dryRun: false, maxIterations: 10, onInterrupted: "ask", ...given };
}

export function action(given: Partial<Action> = {}, terms: Partial<Terms> = {}): Action {
  return {
    host: "localhost",
    module: "command",
    params: {},
    name: "task",
    task: "0.tasks.0",
    terms: {
      play: "play",
      searchPath: [],
      vars: { get: () => undefined, names: () => [] },
      settle: (result) => result,
      changedWhen: "unset",
      ignoreErrors: false,
      noLog: false,
      handler: false,
      ...terms,
    },
    ...given,
  };
}
