// A question as the archive has it, with everything ordinary filled in.
import type { PromptRow } from "../../src/ports/archive.ts";

export function promptRow(given: Partial<PromptRow> = {}): PromptRow {
  return {
    id: 5,
    loop: 1,
    iteration: 1,
    kind: "interrupted",
    text: "Was it done?",
    options: ["rerun", "done"],
    about: null,
    status: "pending",
    response: null,
    createdAt: "2026-11-22T15:00:00.000Z",
    answeredAt: null,
    answeredBy: null,
    ...given,
  };
}
