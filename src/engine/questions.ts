// What a pass asks a human before it can go on.
import type { Action, RecordedAction } from "../model/action.ts";
import type { Question } from "../model/decision.ts";
import { aboutAction } from "./ledger.ts";

/** A command that was interrupted, or whose result no_log or a secret in it kept off the record: done again, or taken as done? */
export function aboutRecord(action: RecordedAction): Question {
  const since = action.startedAt === null ? "" : ` It was started at ${action.startedAt}.`;
  const why = action.status === "interrupted"
    ? `was interrupted, and nothing tells whether it took effect.${since}`
    : `has run, but ${whyHidden(action)}, and later tasks may need it.`;
  return {
    kind: "interrupted",
    text: `"${action.name}" on ${action.host} ${why} Run it again, or take it as done?`,
    options: ["rerun", "done"],
    about: aboutAction(action.id),
  };
}

function whyHidden({ result }: RecordedAction): string {
  return String(result?.["censored"]).includes("no_log")
    ? "no_log keeps what it returned off the record"
    : "a secret was in what it returned, which is not on record";
}

/** What a task itself asks (`pause`); `about` binds the answer to it. */
export function ofTask({ name, host }: Action, text: string, about: string): Question {
  return { kind: "pause", text: `"${name}" on ${host} asks: ${text}`, options: [], about };
}
