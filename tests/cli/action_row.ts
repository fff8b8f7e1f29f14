// An action as the archive has it, with everything ordinary filled in.
import type { ActionRow } from "../../src/ports/archive.ts";

export function actionRow(given: Partial<ActionRow> = {}): ActionRow {
  return {
    id: 3,
    iteration: 1,
    n: 1,
    host: "localhost",
    delegate: null,
    way: null,
    module: "copy",
    params: {},
    name: "Page",
    task: "0.tasks.0",
    item: null,
    status: "completed",
    verdict: "allow",
    rc: 0,
    stdout: "",
    stderr: "",
    changed: true,
    diff: [],
    result: { changed: true },
    attempt: 1,
    startedAt: "2026-11-22T15:58:00.100Z",
    completedAt: "2026-11-22T15:58:00.220Z",
    ...given,
  };
}
