// How a goal in words is worked out, as lines: what was looked at, who was asked, what was decided.
import type { Event } from "../model/event.ts";
import type { Json, JsonObject } from "../model/json.ts";
import type { Writer } from "../ports/report.ts";
import { counted } from "./counted.ts";
import { oneLine } from "./one_line.ts";

type Paint = Pick<Writer, "style" | "visible">;
type Told<K extends Event["kind"]> = Event & { kind: K };

/** Looks that saw nothing, and sentences, that are listed; the record has them all. */
const MOST = 5;
/** Characters of one parameter, and lines of a reasoning, that are shown. */
const VALUE = 120;
const LINES = 12;

/** Looks, and those that saw nothing. */
export function observedLines({ hosts, looks, failed }: Told<"observed">, paint: Paint): string[] {
  const nothing = failed.length === 0 ? "" : `, ${failed.length} saw nothing`;
  return [
    `looked at ${counted(hosts, "host")}: ${counted(looks, "look")}${nothing}`,
    ...few(groupedLooks(failed)).map((line) => paint.style("notice", `    ${oneLine(line, paint)}`)),
  ];
}

/** `HOST: LOOK: WHY`, those of one host that failed for the same reason in one line: a host that is away says nothing five times. */
export function groupedLooks(failed: readonly string[]): string[] {
  const groups = new Map<string, { host: string; looks: string[]; why: string }>();
  for (const sentence of failed) {
    const [, host, look, why] = /^(.*?): (.*?): (.*)$/s.exec(sentence) ?? [];
    if (host === undefined || look === undefined || why === undefined) {
      groups.set(sentence, { host: sentence, looks: [], why: "" });
      continue;
    }
    const key = JSON.stringify([host, why]);
    groups.set(key, { host, why, looks: [...groups.get(key)?.looks ?? [], look] });
  }
  return [...groups.values()].map(({ host, looks: [first, ...more], why }) =>
    first === undefined ? host : `${host}: ${first}${more.length === 0 ? "" : ` and ${more.length} more`}: ${why}`
  );
}

/** Who is asked, before it answers. */
export function askedLine({ model, attempt }: Told<"model asked">, { visible }: Paint): string {
  const again = attempt === 1 ? "" : `, attempt ${attempt}`;
  return `asking ${visible(model)}${again} …`;
}

/** How long it took and what it cost, as far as the provider says. */
export function answeredLine(event: Told<"model answered">, { visible }: Paint): string {
  const { model, ms, tokensIn, tokensOut, costUsd } = event;
  const tokens = tokensIn === null && tokensOut === null
    ? []
    : [`${tokensIn ?? "?"} tokens in, ${tokensOut ?? "?"} out`];
  const cost = costUsd === null ? [] : [`$${costUsd.toFixed(4)}`];
  return [`${visible(model)} answered in ${(ms / 1000).toFixed(1)} s`, ...tokens, ...cost].join(", ");
}

/** What was wrong with its reply: it is told so. */
export function refusedLine({ problem }: Told<"model refused">, paint: Paint): string {
  return `its reply made no sense: ${oneLine(problem.replaceAll("\n", "; "), paint)}`;
}

/** Who decided what, why, and what is to be done. */
export function decidedLines(event: Told<"decided">, paint: Paint): string[] {
  const { decision, reasoning, list = [], steps = [] } = event;
  const style = decision === "blocked" || decision === "unreadable" ? "failed" : "heading";
  return [
    paint.style(style, `decided by ${deciderWords(event, paint)}: ${decisionWords(event)}`),
    ...setIn(reasoning, paint),
    ...steps.map((step, at) => `  ${at + 1}. ${oneLine(step, paint)}`),
    ...list.map((action, at) => `  ${at + 1}. ${actionWords(action, paint)}`),
  ];
}

/** Why "converged" is not believed. */
export function unprovenLines({ why }: Told<"unproven">, paint: Paint): string[] {
  const lines = why.map((sentence) => `    ${oneLine(sentence, paint)}`);
  return [paint.style("notice", "not believed, because it is not seen:"), ...few(lines)];
}

/** `rule NAME`, `the model`. */
export function deciderWords({ by, rule }: Told<"decided">, paint: Paint): string {
  if (by === "rule") return rule === undefined ? "rules" : `rule ${oneLine(rule, paint)}`;
  return by === "model" ? "the model" : by;
}

/** What kind of decision it is, in words. */
export function decisionWords({ decision, actions, steps }: Told<"decided">): string {
  if (steps !== undefined) return `a plan of ${counted(steps.length, "step")}`;
  switch (decision) {
    case "converged":
      return "the goal is reached";
    case "act":
      return counted(actions, "action");
    case "ask":
      return "a question";
    case "look":
      return "more looks first";
    case "blocked":
      return "it cannot go on";
    case "unreadable":
      return "nothing, its reply made no sense";
  }
}

function actionWords(
  { host, module, name, params }: { host: string; module: string; name: string; params: JsonObject },
  paint: Paint,
): string {
  const title = name === module || name === "" ? "" : `${oneLine(name, paint)}: `;
  const given = Object.entries(params).map(([param, value]) => ` ${oneLine(param, paint)}=${valueWords(value, paint)}`);
  return `[${oneLine(host, paint)}] ${title}${oneLine(module, paint)}${given.join("")}`;
}

function valueWords(value: Json, paint: Paint): string {
  const text = oneLine(typeof value === "string" ? value : JSON.stringify(value), paint);
  return text.length > VALUE ? `${text.slice(0, VALUE - 1)}…` : text;
}

/** Text of a model's: none of its lines can look like one of ours. */
function setIn(text: string, paint: Paint): string[] {
  const lines = paint.visible(text.trim()).split("\n").filter((line) => line.trim() !== "");
  const more = lines.length - LINES;
  return [...lines.slice(0, LINES), ...(more > 0 ? [`… ${more} more lines …`] : [])].map((line) => `    ${line}`);
}

function few(lines: readonly string[]): string[] {
  const more = lines.length - MOST;
  return more > 0 ? [...lines.slice(0, MOST), `    and ${more} more`] : [...lines];
}
