// One task's result on one host as lines, in the words Ansible users know.
import type { Event } from "../model/event.ts";
import type { Json, JsonObject } from "../model/json.ts";
import type { Style, Writer } from "../ports/report.ts";
import { jsonText } from "../words/json_text.ts";
import { visible } from "../words/visible.ts";
import { isBad } from "./bad_outcomes.ts";

type ResultEvent = Event & { kind: "result" };
type Paint = Pick<Writer, "style">;

const styles: Record<ResultEvent["outcome"], Style> = {
  ok: "ok",
  changed: "changed",
  failed: "failed",
  skipped: "skipped",
  unreachable: "failed",
  interrupted: "failed",
  denied: "failed",
  "would run": "notice",
};

/** Fields that say nothing beside the outcome, or say it twice. */
const unsaid = new Set([
  "changed",
  "failed",
  "unreachable",
  "msg",
  "invocation",
  "skipped",
  "diff",
  "start",
  "end",
  "delta",
  "warnings",
]);
const talkative = new Set(["debug", "assert"]);
/** Lines of one field that are shown: the record has them all. */
const head = 20;
const tail = 40;

/** A task that is tried again, as Ansible says it. */
export function retryLine({ host, name, left }: Event & { kind: "retrying" }): string {
  return `FAILED - RETRYING: [${host}]: ${name} (${left} retries left).`;
}

/** What is printed for a result; without colours and escapes it reads the same. */
export function resultLines(event: ResultEvent, paint: Paint): string[] {
  const shown = event.label ?? event.item;
  const item = shown === undefined ? "" : ` => (item=${event.noLog ? "hidden: no_log" : itemText(shown)})`;
  const again = event.recorded ? " (already done in this run)" : "";
  const start = `${wordOf(event)}: [${event.host}${event.delegate === undefined ? "" : ` -> ${event.delegate}`}]`;
  const lines = isBad(event.outcome)
    ? failureLines(event, start + item.replace(" => ", " "))
    : typeof event.result["include"] === "string"
    ? [`included: ${event.result["include"]} for ${event.host}${item}`]
    : talkative.has(shortName(event.module)) && event.outcome === "ok" && !event.noLog
    ? spokenLines(event.result, start + item + again)
    : [start + item + again];
  const warnings = Array.isArray(event.result.warnings) && !event.noLog ? event.result.warnings : [];
  return [
    ...lines.map((line) => paint.style(styles[event.outcome], asLine(line))),
    ...warnings.map((warning) => paint.style("notice", asLine(`warning: ${jsonText(warning)}`))),
    ...(event.ignored ? ["...ignoring"] : event.rescued ? ["...rescued"] : []),
  ];
}

/** With its indentation; a line end that a host has put into a name makes none that looks like one of ours. */
function asLine(text: string): string {
  return visible(text).replaceAll("\n", "\\n");
}

/** Ansible's words for it: what ends a host's walk is fatal, one item's failure is not yet. */
function wordOf({ outcome, item }: ResultEvent): string {
  if (outcome === "skipped") return "skipping";
  return outcome === "unreachable" || (outcome === "failed" && item === undefined) ? "fatal" : outcome;
}

function failureLines({ outcome, result, noLog }: ResultEvent, start: string): string[] {
  const word = outcome === "failed" ? ": FAILED!" : outcome === "unreachable" ? ": UNREACHABLE!" : "";
  if (noLog) return [`${start}${word} => the result is hidden, because no_log is set`];
  const none = outcome === "interrupted" ? "ended before its time, what it did is not known" : "no message";
  const msg = typeof result.msg === "string" && result.msg !== "" ? result.msg : none;
  const [first = "", ...more] = msg.trimEnd().split("\n");
  return [`${start}${word} => ${first}`, ...more.map((line) => `    ${line}`), ...fieldLines(result)];
}

/** debug and assert: what they were asked to say. One-line values as Ansible prints them, longer ones with real line ends. */
function spokenLines(result: JsonObject, start: string): string[] {
  const said = Object.entries(result).filter(([name]) => name === "msg" || !unsaid.has(name));
  if (said.length === 0) return [start];
  if (said.some(([, value]) => typeof value === "string" && value.includes("\n"))) {
    return [`${start} =>`, ...said.flatMap(([name, value]) => field(name, value))];
  }
  return `${start} => ${JSON.stringify(Object.fromEntries(said), null, 4)}`.split("\n");
}

function fieldLines(result: JsonObject): string[] {
  return Object.entries(result)
    .filter(([name, value]) => !unsaid.has(name) && value !== "" && value !== null)
    .filter(([name]) => !(name.endsWith("_lines") && name.slice(0, -"_lines".length) in result))
    .flatMap(([name, value]) => field(name, value));
}

function field(name: string, value: Json): string[] {
  const lines = jsonText(value).replace(/\n$/, "").split("\n");
  if (lines.length === 1) return [`    ${name}: ${lines[0]}`];
  const left = lines.length - head - tail;
  const shown = left > 0 ? [...lines.slice(0, head), `… ${left} more lines …`, ...lines.slice(-tail)] : lines;
  return [`    ${name}:`, ...shown.map((line) => `        ${line}`)];
}

function itemText(item: Json): string {
  const text = jsonText(item).replaceAll("\n", "\\n");
  return text.length > 200 ? `${text.slice(0, 199)}…` : text;
}

function shortName(module: string): string {
  return module.slice(module.lastIndexOf(".") + 1);
}
