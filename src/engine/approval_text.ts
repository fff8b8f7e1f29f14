// What a human reads before saying yes: each action, where, what it would change, why it is asked for.
import { structuredPatch } from "diff";
import type { Action } from "../model/action.ts";
import type { Shown } from "../model/decision.ts";
import type { Json } from "../model/json.ts";
import type { Diff } from "../model/plan.ts";
import type { Way } from "../model/way.ts";
import type { Looked } from "./perform.ts";

/** An action that policy asks about, looked at. */
export interface Asked {
  action: Action;
  shown: Shown;
  looked: Looked;
  /** How its host is entered. */
  way: Way;
  /** What an earlier yes was given for, where something else is found now. */
  before?: Shown | undefined;
}

/** Lines of an action's differences that are shown. */
const MOST_LINES = 60;
/** Letters of one line. */
const MOST_LETTERS = 2000;
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

function described({ action, shown, looked, way, before }: Asked, index: number): string {
  const { host, name, module, reason, after } = shown;
  const hidden = action.terms?.noLog === true;
  const environment = Object.entries(action.terms?.environment ?? {});
  const call = hidden ? `${module} (hidden by no_log)` : `${module} ${words(action)}`;
  return [
    `${index + 1}. ${oneLine(host)}${placeOf(action, way)}: ${name === module ? call : `${oneLine(name)}: ${call}`}`,
    `   asked because: ${oneLine(reason)}`,
    ...(hidden || environment.length === 0 ? [] : [`   with the environment ${assigned(environment)}`]),
    ...(before === undefined ? [] : ["   changed since it was approved"]),
    ...(after === undefined ? [] : [`   after action ${after}: what it finds then is not known yet`]),
    ...(hidden ? [] : foreseen(looked)),
  ].join("\n");
}

/** Where else than on its host, and as whom. A decision may have added the host: its name says nothing then, its address does. */
function placeOf({ host, task }: Action, { host: entered, address = entered, become }: Way): string {
  const elsewhere = entered === host ? "" : ` (done on ${oneLine(entered)})`;
  const at = task !== null || address === entered ? "" : ` (${oneLine(address)})`;
  return `${elsewhere}${at}${become === undefined ? "" : ` as ${oneLine(become.user)}`}`;
}

/** What the look predicts. */
function foreseen(looked: Looked): string[] {
  const says = (msg: unknown, otherwise: string) => [`   a look says: ${oneLine(String(msg ?? otherwise))}`];
  if (looked.kind === "known") return says(looked.result["msg"], "nothing");
  const { plan } = looked;
  if (plan.kind === "same") return ["   a look finds nothing to do now"];
  if (plan.kind === "fail") return says(plan.result["msg"], "it would fail now");
  const lines = plan.diff.flatMap(changes);
  if (lines.length <= MOST_LINES) return lines;
  return [...lines.slice(0, MOST_LINES), `   (${lines.length - MOST_LINES} more lines)`];
}

function changes({ header, before, after }: Diff): string[] {
  const patch = structuredPatch("", "", before, after, "", "", { context: 2, timeout: PATIENCE_MS });
  const lines = patch?.hunks.flatMap((hunk) => hunk.lines) ?? ["(too different to show)"];
  return [`   ${oneLine(header)}`, ...lines.map((line) => `   ${oneLine(line)}`)];
}

function words({ params }: Action): string {
  return assigned(Object.entries(params));
}

function assigned(values: readonly [string, Json][]): string {
  return values.map(([name, value]) => {
    const text = typeof value === "string" ? value : JSON.stringify(value);
    return `${oneLine(name)}=${oneLine(text)}`;
  }).join(" ");
}

/** What comes from elsewhere can neither begin a line of its own nor hide anything; a long one is cut in the middle. */
function oneLine(text: string): string {
  const plain = text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\u115f\u1160\u3164\uffa0]/gu, escaped);
  if (plain.length <= MOST_LETTERS) return plain;
  const half = MOST_LETTERS / 2;
  return `${plain.slice(0, half)}(${plain.length - MOST_LETTERS} letters left out)${plain.slice(-half)}`;
}

function escaped(letter: string): string {
  const short = JSON.stringify(letter).slice(1, -1);
  return short === letter ? `\\u{${letter.codePointAt(0)!.toString(16)}}` : short;
}
