// What a human reads before saying yes: each action, where, what it would change, why it is asked for.
import { structuredPatch } from "diff";
import type { Action } from "../model/action.ts";
import type { Shown } from "../model/decision.ts";
import type { Diff } from "../model/plan.ts";
import type { Looked } from "./perform.ts";

/** An action that policy asks about, looked at. */
export interface Asked {
  action: Action;
  shown: Shown;
  looked: Looked;
  /** What an earlier yes was given for, where something else is found now. */
  before?: Shown | undefined;
}

/** Lines of an action's differences that are shown. */
const MOST_LINES = 60;
/** Milliseconds that the shortest difference of two texts is looked for. */
const PATIENCE_MS = 500;

/** The question in full. */
export function approvalText(asked: readonly Asked[], who: string): string {
  const many = asked.length === 1 ? "1 action" : `${asked.length} actions`;
  const changed = asked.some(({ before }) => before !== undefined)
    ? " What was approved has changed since: this is what is found now."
    : "";
  return [`${who} wants ${many} that policy asks about.${changed}`, ...asked.map(described)].join("\n");
}

function described({ action, shown, looked, before }: Asked, index: number): string {
  const { host, name, module, reason, after } = shown;
  const hidden = action.terms?.noLog === true;
  const call = hidden ? `${module} (hidden by no_log)` : `${module} ${words(action)}`;
  return [
    `${index + 1}. ${host}: ${name === module ? call : `${name}: ${call}`}`,
    `   asked because: ${reason}`,
    ...(before === undefined ? [] : ["   changed since it was approved"]),
    ...(after === undefined ? [] : [`   after action ${after}: what it finds then is not known yet`]),
    ...(hidden ? [] : foreseen(looked)),
  ].join("\n");
}

/** What the look predicts. */
function foreseen(looked: Looked): string[] {
  if (looked.kind === "known") return [`   a look says: ${String(looked.result["msg"] ?? "nothing")}`];
  const { plan } = looked;
  if (plan.kind === "same") return ["   a look finds nothing to do now"];
  if (plan.kind === "fail") return [`   a look says: ${String(plan.result["msg"] ?? "it would fail now")}`];
  const lines = plan.diff.flatMap(changes);
  if (lines.length <= MOST_LINES) return lines;
  return [...lines.slice(0, MOST_LINES), `   (${lines.length - MOST_LINES} more lines)`];
}

function changes({ header, before, after }: Diff): string[] {
  const patch = structuredPatch("", "", before, after, "", "", { context: 2, timeout: PATIENCE_MS });
  const lines = patch?.hunks.flatMap((hunk) => hunk.lines) ?? ["(too different to show)"];
  return [`   ${header}`, ...lines.map((line) => `   ${line}`)];
}

function words({ params }: Action): string {
  const word = (value: unknown) => typeof value === "string" ? value : JSON.stringify(value);
  return Object.entries(params).map(([name, value]) => `${name}=${word(value)}`).join(" ");
}
