// How a goal in words is worked out, as lines: what was looked at, who was asked, what was decided.
import type { Event } from "../model/event.ts";
import type { Json, JsonObject } from "../model/json.ts";
import type { Writer } from "../ports/report.ts";
import { counted } from "../words/counted.ts";
import { callWords } from "../words/decision_words.ts";
import { jsonText } from "../words/json_text.ts";
import { oneLine, visible } from "../words/visible.ts";

type Paint = Pick<Writer, "style">;
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
    ...few(groupedLooks(failed)).map((line) => paint.style("notice", `    ${oneLine(line)}`)),
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
export function askedLine({ model, attempt }: Told<"model asked">): string {
  const again = attempt === 1 ? "" : `, attempt ${attempt}`;
  return `asking ${oneLine(model)}${again} …`;
}

/** How long it took and what it cost, as far as the provider says. */
export function answeredLine(event: Told<"model answered">): string {
  return `${oneLine(event.model)} answered in ${callWords(event)}`;
}

/** What was wrong with its reply: it is told so. */
export function refusedLine({ problem }: Told<"model refused">): string {
  return `its reply made no sense: ${oneLine(problem.replaceAll("\n", "; "))}`;
}

/** Who decided what, why, and what is to be done. */
export function decidedLines(event: Told<"decided">, paint: Paint): string[] {
  const { decision, reasoning, list = [], steps = [] } = event;
  const style = decision === "blocked" || decision === "unreadable" ? "failed" : "heading";
  return [
    paint.style(style, `decided by ${deciderWords(event)}: ${decisionWords(event)}`),
    ...setIn(reasoning),
    ...steps.map((step, at) => `  ${at + 1}. ${oneLine(step)}`),
    ...list.map((action, at) => `  ${at + 1}. ${actionWords(action)}`),
  ];
}

/** Why "converged" is not believed. */
export function unprovenLines({ why }: Told<"unproven">, paint: Paint): string[] {
  const lines = why.map((sentence) => `    ${oneLine(sentence)}`);
  return [paint.style("notice", "not believed, because it is not seen:"), ...few(lines)];
}

/** `rule NAME`, `the model`. */
export function deciderWords({ by, rule }: Told<"decided">): string {
  if (by === "rule") return rule === undefined ? "rules" : `rule ${oneLine(rule)}`;
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
): string {
  const title = name === module || name === "" ? "" : `${oneLine(name)}: `;
  const given = Object.entries(params).map(([param, value]) => ` ${oneLine(param)}=${valueWords(value)}`);
  return `[${oneLine(host)}] ${title}${oneLine(module)}${given.join("")}`;
}

function valueWords(value: Json): string {
  const text = oneLine(jsonText(value));
  return text.length > VALUE ? `${text.slice(0, VALUE - 1)}…` : text;
}

/** Text of a model's: none of its lines can look like one of ours. */
function setIn(text: string): string[] {
  const lines = visible(text.trim()).split("\n").filter((line) => line.trim() !== "");
  const more = lines.length - LINES;
  return [...lines.slice(0, LINES), ...(more > 0 ? [`… ${more} more lines …`] : [])].map((line) => `    ${line}`);
}

function few(lines: readonly string[]): string[] {
  const more = lines.length - MOST;
  return more > 0 ? [...lines.slice(0, MOST), `    and ${more} more`] : [...lines];
}
