// One event of the feed in the words of a run's own output.
import type { Event, Outcome } from "../model/event.ts";
import type { FeedEvent } from "../model/feed.ts";
import { isObject, type JsonObject } from "../model/json.ts";
import type { ModuleResult } from "../model/plan.ts";
import type { Style } from "../ports/report.ts";
import type { ActionRow, DriftRow, PromptRow } from "../ports/archive.ts";
import { callWords } from "../words/decision_words.ts";
import { objectOf } from "../words/json_object.ts";
import { stamp } from "../words/moment.ts";
import { ownerWords } from "../words/owner_words.ts";
import { questionInLine } from "../words/question_text.ts";
import { oneLine, visible } from "../words/visible.ts";
import { paint } from "./writer.ts";

/** Rows that events are about, by id. Some may have been pruned. */
export interface About {
  actions: Map<number, ActionRow>;
  prompts: Map<number, PromptRow>;
  drifts: Map<number, DriftRow>;
}

/** What the lines are made with. */
export interface LogWords {
  /** A result as a run prints it. */
  resultLines(event: Event & { kind: "result" }): string[];
  /** A command as one would type it here. */
  type(command: string): string;
}

const styles: { [kind: string]: Style } = {
  "taken over": "notice",
  paused: "notice",
  waiting: "faint",
  claimed: "faint",
  submitted: "faint",
  cancelled: "failed",
  "stop asked": "notice",
  failed: "failed",
  blocked: "failed",
  completed: "ok",
  prompt: "notice",
  drift: "changed",
  "drift corrected": "ok",
  "iteration opened": "heading",
  "model asked": "faint",
  "model answered": "faint",
};

/** Coloured lines, harmless to a terminal; none for what says nothing. The first stands behind the time. */
export function logLines(event: FeedEvent, about: About, words: LogWords): string[] {
  const row = event.about === null ? undefined : about.actions.get(event.about);
  if (event.kind === "action ended") return endedLines(event, row, words);
  const [first = "", ...more] = sentence(event, about, words).split("\n");
  const style = event.kind === "run ended" ? (data(event).status === "failed" ? "failed" : "ok") : styles[event.kind];
  const painted = style === undefined ? oneLine(first) : paint(style, oneLine(first));
  return [painted, ...more.map(visible)];
}

/** May have several lines; only the first may hold words of a host, the others are set in. */
function sentence(event: FeedEvent, about: About, { type }: LogWords): string {
  const { kind } = event;
  const { by, reason, owner, from, n, run, status, response } = data(event);
  const prompt = event.about === null ? undefined : about.prompts.get(event.about);
  switch (kind) {
    case "submitted":
      return "submitted";
    case "claimed":
      return `taken by ${ownerWords(text(owner))}${run === undefined ? "" : `, run ${text(run)}`}`;
    case "taken over":
      return `taken over by ${ownerWords(text(owner))} from ${ownerWords(text(from))}, which went away`;
    case "waiting":
      return `waits${until(event)}: ${text(reason)}`;
    case "paused":
      // The question that it waits for has a line of its own.
      return `paused${by === undefined ? "" : ` by ${text(by)}`}: ${text(reason).split("\n")[0]}${until(event)}`;
    case "resumed":
    case "retried":
      return `${kind} by ${text(by)}`;
    case "cancelled":
      return `cancelled by ${text(by)}${reason === undefined || reason === "" ? "" : `: ${text(reason)}`}`;
    case "stop asked": {
      const why = reason === undefined || reason === "" ? "" : `: ${text(reason)}`;
      return `${text(by)} asks for ${data(event).what === "cancel" ? "its end" : "a pause"}${why}`;
    }
    case "completed":
    case "failed":
    case "blocked":
      return `${kind}: ${text(reason)}`;
    case "run ended":
      return `run ${text(run)} ended: ${text(status)}: ${text(reason)}${until(event, "the next one at")}`;
    case "iteration opened":
      return `iteration ${text(n)}`;
    case "iteration closed":
      return closed(event);
    case "action started":
      return `${taskWords(event, about)}: running: [${text(data(event).host)}]`;
    case "prompt":
      return `question ${event.about}: ${prompt === undefined ? text(data(event).text) : questionInLine(prompt)}${
        prompt?.status === "pending" ? `\nto answer: ${type(`respond ${event.about} ANSWER`)}` : ""
      }`;
    case "answered": {
      const { comment } = data(event);
      const why = comment === undefined ? "" : `, because: ${text(comment)}`;
      return `question ${event.about} answered ${JSON.stringify(text(response))} by ${text(by)}${why}`;
    }
    case "model asked":
      return modelAsked(event);
    case "model answered":
      return modelAnswered(event);
    case "drift":
      return `drift: ${driftWords(event, about)}`;
    case "drift corrected": {
      const { action } = data(event);
      return `drift put right: ${driftWords(event, about)}${action === null ? "" : `, by action ${text(action)}`}`;
    }
    default:
      return kind;
  }
}

function modelAsked(event: FeedEvent): string {
  const { model, attempt, purpose } = data(event);
  const what = purpose === undefined || purpose === "decide" ? "" : ` (${text(purpose)})`;
  return `asks ${text(model)}${what}${typeof attempt === "number" && attempt > 1 ? `, attempt ${attempt}` : ""}`;
}

function modelAnswered(event: FeedEvent): string {
  const { model, ms, tokensIn, tokensOut, costUsd, problem } = data(event);
  if (problem !== undefined) return `${text(model)} gave no answer: ${text(problem)}`;
  const words = callWords({
    ms: count(ms),
    tokensIn: count(tokensIn),
    tokensOut: count(tokensOut),
    costUsd: count(costUsd),
  });
  return `${text(model)} answered${words === "" ? "" : `: ${words}`}`;
}

function count(value: unknown): number | null {
  return typeof value === "number" ? value : null;
}

function closed(event: FeedEvent): string {
  const { n, converged, tally, error } = data(event);
  const counts = Object.entries(objectOf(tally)).map(([name, count]) => `${name}=${count}`).join(" ");
  const parts = [counts, converged === true ? "nothing to change" : "", error === undefined ? "" : text(error)];
  return `iteration ${text(n)} ends: ${parts.filter((part) => part !== "").join(", ") || "done"}`;
}

/** The result as a run prints it, behind its task's name; output of what failed below it. */
function endedLines(event: FeedEvent, row: ActionRow | undefined, { resultLines }: LogWords): string[] {
  const { host, name, status } = data(event);
  if (row === undefined) return [oneLine(`${text(name)}: ${text(status)}: [${text(host)}]`)];
  const result = objectOf(row.result);
  const [first = "", ...more] = resultLines({
    kind: "result",
    loop: event.loop,
    id: row.id,
    host: row.host ?? "?",
    name: row.name ?? row.module,
    module: row.module,
    ...(row.item === null ? {} : { item: row.item }),
    ...(row.delegate === null ? {} : { delegate: row.delegate }),
    outcome: outcomeOf(row, result),
    ignored: false,
    rescued: false,
    recorded: false,
    noLog: "censored" in result,
    result: { changed: false, ...result } as ModuleResult,
    diff: [],
  });
  return [`${oneLine(row.name ?? row.module)}: ${first}`, ...more];
}

function outcomeOf({ status, changed }: ActionRow, result: JsonObject): Outcome {
  if (result.unreachable === true) return "unreachable";
  if (status === "completed") return changed ? "changed" : "ok";
  return status === "failed" || status === "skipped" || status === "denied" ? status : "interrupted";
}

function taskWords(event: FeedEvent, { actions }: About): string {
  const row = event.about === null ? undefined : actions.get(event.about);
  return row?.name ?? text(data(event).name);
}

function driftWords(event: FeedEvent, { drifts }: About): string {
  const row = event.about === null ? undefined : drifts.get(event.about);
  const { host, name } = data(event);
  return `[${text(host)}] ${text(name)}${row === undefined ? "" : headers(row)}`;
}

function headers({ diff }: DriftRow): string {
  const names = Array.isArray(diff)
    ? diff.flatMap((one) => isObject(one) && typeof one.header === "string" ? [one.header] : [])
    : [];
  return names.length === 0 ? "" : ` (${names.slice(0, 3).join(", ")}${names.length > 3 ? ", …" : ""})`;
}

function until(event: FeedEvent, words = "until"): string {
  const { until, at, next } = data(event);
  const time = [until, at, next].find((one) => typeof one === "string");
  return typeof time === "string" ? `, ${words} ${stamp(time)}` : "";
}

function data({ data }: FeedEvent): JsonObject {
  return objectOf(data);
}

function text(value: unknown): string {
  return value === undefined || value === null ? "?" : typeof value === "string" ? value : JSON.stringify(value);
}
