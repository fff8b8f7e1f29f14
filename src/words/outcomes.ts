// How an iteration and an action came out, in a word; and what they say, in a line.
import type { Json } from "../model/json.ts";
import type { ActionRow, IterationRow } from "../ports/archive.ts";

/** What people want to know of an action: of a completed one whether it changed something. */
export function actionOutcome({ status, changed }: Pick<ActionRow, "status" | "changed">): string {
  return status === "completed" ? (changed === false ? "ok" : "changed") : status;
}

/** `quiet`, `converged`, `failed`, `completed`; of one that has not ended its phase. */
export function iterationOutcome(
  { phase, converged, error, repeats, completedAt }: Pick<
    IterationRow,
    "phase" | "converged" | "error" | "repeats" | "completedAt"
  >,
): string {
  if (repeats > 1) return "quiet";
  if (converged) return "converged";
  return completedAt !== null && error !== null ? "failed" : phase;
}

/** The first line of what an action said: the module's message, else what the command complained of, else what it printed. */
export function actionMessage({ result, stderr, stdout, status }: ActionRow): string {
  const msg = memberOf(result, "msg");
  const said = [typeof msg === "string" ? msg : "", stderr, status === "failed" ? stdout : null];
  return said.map(firstLine).find((line) => line !== "") ?? "";
}

/** A member of what may be no object at all. */
export function memberOf(value: Json, name: string): Json {
  return value !== null && typeof value === "object" && !Array.isArray(value) ? value[name] ?? null : null;
}

function firstLine(text: string | null): string {
  if (text === null) return "";
  // Of megabytes only the beginning is looked at.
  const head = text.slice(0, 4000).trim();
  return head.split("\n")[0] ?? "";
}
