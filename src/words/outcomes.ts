// How an iteration and an action came out, in a word; and what they say, in a line.
import type { Json } from "../model/json.ts";
import type { ActionRow, IterationRow } from "../ports/archive.ts";
import { memberOf, objectOf } from "./json_object.ts";

/** What people want to know of an action: of a completed one whether it changed something. */
export function actionOutcome({ status, changed }: Pick<ActionRow, "status" | "changed">): string {
  return status === "completed" ? (changed === false ? "ok" : "changed") : status;
}

/** What is on record as the reason of iterations that ended early without having failed, and what they came to. */
const EARLY = new Map([
  ["waiting for a human", "asked"],
  ["waits for a human", "asked"],
  ["a human has to be asked first", "asked"],
  ["stopped before its end", "unfinished"],
  // The same in older databases.
  ["stopped by a human", "unfinished"],
  ["cut short: its worker went away, or a shell broke under it", "unfinished"],
]);

/** Whoever is in the way of an iteration is named. */
const IN_THE_WAY = /^waits for (loop \d+ |an earlier command )/;

/** What of an iteration says how it came out. */
type Ended = Pick<IterationRow, "phase" | "converged" | "error" | "repeats" | "completedAt" | "observations">;

/** `quiet`, `converged`, `failed`, `asked`, `unfinished`, `changed`, `completed`; of one that has not ended its phase. */
export function iterationOutcome(
  { phase, converged, error, repeats, completedAt, observations }: Ended,
): string {
  if (repeats > 1) return "quiet";
  if (converged) return "converged";
  if (completedAt !== null && error !== null) {
    return EARLY.get(error) ?? (IN_THE_WAY.test(error) ? "unfinished" : "failed");
  }
  if (phase !== "completed") return phase;
  const sums = tallySums(observations);
  const some = (name: string) => (sums.get(name) ?? 0) > 0;
  // What a rule or a model decided may fail in an iteration that came to its end.
  if (some("failed") || some("unreachable")) return "failed";
  return some("changed") ? "changed" : phase;
}

/** Tasks of all hosts together, by what became of them: empty where none were counted. */
export function tallySums(observations: Json): Map<string, number> {
  const sums = new Map<string, number>();
  for (const counts of Object.values(objectOf(memberOf(observations, "tally")))) {
    for (const [name, count] of Object.entries(objectOf(counts))) {
      if (typeof count === "number") sums.set(name, (sums.get(name) ?? 0) + count);
    }
  }
  return sums;
}

/** The first line of what an action said: the module's message, else what the command complained of, else what it printed. */
export function actionMessage({ result, stderr, stdout, status }: ActionRow): string {
  const msg = memberOf(result, "msg");
  const message = typeof msg === "string" ? msg : "";
  const said = [message, stderr, status === "failed" ? stdout : null].map(firstLine).filter((line) => line !== "");
  // What says nothing gives way to what the command complained of.
  return said.find((line) => line !== "non-zero return code") ?? said[0] ?? "";
}

function firstLine(text: string | null): string {
  if (text === null) return "";
  // Of megabytes only the beginning is looked at.
  const head = text.slice(0, 4000).trim();
  return head.split("\n")[0] ?? "";
}
