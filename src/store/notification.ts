// What a notification says: which events people are told of, and the words.
import { sql } from "kysely";
import type { Shown } from "../model/decision.ts";
import type { FeedEvent } from "../model/feed.ts";
import { isObject, type Json } from "../model/json.ts";
import { cut } from "./cut.ts";
import { fromColumn, readStrings } from "./json_column.ts";
import { hasOpenPrompt } from "./open_prompt.ts";
import { quoted } from "./quoted.ts";
import type { Transact } from "./tables.ts";

/** An event that people may be told of, and the loop it is about. */
export interface Occasion {
  event: Omit<FeedEvent, "at">;
  name: string;
}

/** What the receiver is told, apart from who sends it when. */
export interface Announcement {
  event: string;
  text: string;
  answer?: { prompt: number; options: string[]; command: string };
}

/** Most characters of a text: a reason may quote a host at length, and the record has it whole. */
const LONGEST = 600;
/** Actions of an approval that are named, and the most characters of each. */
const NAMED = 3;
const LONGEST_NAME = 120;
/** Control, format and line-breaking characters: what a host says must not steer a terminal, or a program that reads the environment. */
const UNSAFE = /[\s\p{Cc}\p{Cf}\p{Cs}]+/gu;
/** Events of runs that failed; the last one told of decides whether the next is news. */
const TROUBLE = ["run failed", "failed", "blocked"];

/** The announcement of an event; null for one that is no news. */
export async function announce(trx: Transact, { event, name }: Occasion): Promise<Announcement | null> {
  const loop = `Loop "${name}" (${event.loop})`;
  const reason = wordOf(event.data, "reason");
  const because = reason === undefined ? "" : `: ${reason}`;
  switch (event.kind) {
    case "failed":
      return said("failed", `${loop} failed${because}`);
    case "blocked":
      return said("blocked", `${loop} is blocked${because}`);
    case "paused":
      return await needsNobody(trx, event.loop) ? null : said("paused", `${loop} needs you${because}`);
    case "prompt":
      return await ofPrompt(trx, event, loop);
    case "drift":
      return await ofDrift(trx, event, loop);
    case "run ended":
      return await ofRun(trx, event, { loop, because });
    default:
      return null;
  }
}

/** A loop that pauses for its questions was told of with each of them, and one that a human pauses is no news to people. */
async function needsNobody(trx: Transact, loop: number): Promise<boolean> {
  const row = await trx.selectFrom("loops").select("suspended_by").where("id", "=", loop).executeTakeFirst();
  if (row === undefined || row.suspended_by !== null) return true;
  return await hasOpenPrompt(trx, loop);
}

async function ofPrompt(
  trx: Transact,
  { loop: id, about, data }: Occasion["event"],
  loop: string,
): Promise<Announcement> {
  const row = about === null
    ? undefined
    : await trx.selectFrom("prompts").select(["kind", "prompt_text", "options", "shown"])
      .where("id", "=", about).executeTakeFirst();
  const asks = said("prompt", `${loop} asks: ${row?.prompt_text ?? wordOf(data, "text") ?? "something"}`);
  if (row === undefined || about === null) return asks;
  const options = readStrings(row.options);
  const type = async (...words: string[]) =>
    ["ftl2-enterprise", "--db", await pathOf(trx), ...words].map(quoted).join(" ");
  if (row.kind !== "approval") {
    return {
      ...asks,
      answer: { prompt: about, options, command: await type("respond", String(about), options[0] ?? "YOUR ANSWER") },
    };
  }
  // Nobody is to say yes to what is not in front of them.
  const whole = await type("prompts", String(id));
  const answer = { prompt: about, options, command: await type("respond", String(about), "ANSWER") };
  return { ...said("prompt", `${loop} asks for approval: ${inShort(row)}`, ` (in full: ${whole})`), answer };
}

/** What an approval covers: the first of its actions, each in a few words. */
function inShort({ prompt_text, shown }: { prompt_text: string; shown: string | null }): string {
  const actions = fromColumn<Shown[]>(shown) ?? [];
  if (actions.length === 0) return prompt_text.split("\n", 1)[0] ?? "";
  const named = actions.slice(0, NAMED).map(({ host, name, module }) =>
    cut(`${host}: ${name === module ? module : `${name} (${module})`}`, LONGEST_NAME)
  );
  const rest = actions.length - named.length;
  return `${named.join("; ")}${rest > 0 ? `; and ${rest} more` : ""}`;
}

/** People read it elsewhere, in another folder. */
async function pathOf(trx: Transact): Promise<string> {
  const { rows: [row] } = await sql<{ file: string }>`SELECT file FROM pragma_database_list WHERE name = 'main'`
    .execute(trx);
  return row?.file ?? "loops.db";
}

async function ofDrift(trx: Transact, { about, data }: Occasion["event"], loop: string): Promise<Announcement> {
  const row = about === null
    ? undefined
    : await trx.selectFrom("drifts").select(["name", "host"]).where("id", "=", about).executeTakeFirst();
  const [name, host] = [row?.name ?? wordOf(data, "name"), row?.host ?? wordOf(data, "host")];
  const where = name === undefined || host === undefined ? "" : `: "${name}" on ${host} is not as it was left`;
  return said("drift", `${loop} has drifted${where}`);
}

/** Of failures one after another only the first is told, and the first success after them. */
async function ofRun(
  trx: Transact,
  { loop: id, data }: Occasion["event"],
  { loop, because }: { loop: string; because: string },
): Promise<Announcement | null> {
  const failed = wordOf(data, "status") === "failed";
  const last = await trx.selectFrom("notifications").select("kind").where("loop_id", "=", id)
    .where("kind", "in", [...TROUBLE, "recovered"]).orderBy("id", "desc").limit(1).executeTakeFirst();
  if (failed) return last?.kind === "run failed" ? null : said("run failed", `${loop}: a run failed${because}`);
  return TROUBLE.includes(last?.kind ?? "") ? said("recovered", `${loop} converges again`) : null;
}

/** `end` is what is not cut. */
function said(event: string, text: string, end = ""): Announcement {
  const line = text.replace(UNSAFE, " ").trim();
  return { event, text: `${cut(line, LONGEST)}${end}` };
}

function wordOf(data: Json, key: string): string | undefined {
  const value = isObject(data) ? data[key] : undefined;
  return typeof value === "string" && value !== "" ? value : undefined;
}
