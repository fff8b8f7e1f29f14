// show: everything on record of one loop.
import type { LoopOptions } from "../model/loop.ts";
import { isObject, type Json, type JsonObject } from "../model/json.ts";
import type { Archive, PromptRow } from "../ports/archive.ts";
import { type Context, type Ending, openApp, toJson } from "./context.ts";
import { decidedWords, isInWords } from "../words/decision_words.ts";
import { exitCode } from "./exit_code.ts";
import { findLoop } from "./find_loop.ts";
import { lastBegun } from "../words/loop_standing.ts";
import { stamp } from "../words/moment.ts";
import { pairs, table } from "./table.ts";
import { visible, widthOf } from "../words/visible.ts";

/** Questions and notifications, and runs whose rule results are shown: the newest, so that an old loop costs no more. */
const LAST = 20;

/** More hosts, and more facts of one, are counted, not listed. */
const MOST_HOSTS = 30;
const MOST_FACTS = 8;

/** Options, desired state, increments, hosts, resources, questions, notifications, drift and rule results. */
export async function show(context: Context): Promise<Ending> {
  await using app = await openApp(context, { create: false });
  const loop = await findLoop(context, app);
  const { brief } = context.flags;
  if (brief !== undefined) return await (await import("./show_brief.ts")).showBrief(context, app, { loop, n: brief });
  const { archive } = app;
  const [increments, hosts, resources, notifications, drifts, prompts, runs, decisions] = await Promise.all([
    archive.increments(loop.id),
    archive.hosts(loop.id),
    archive.resources(loop.id),
    archive.notifications({ loop: loop.id, limit: LAST }),
    archive.driftCount(loop.id),
    questions(archive, loop.id),
    archive.lastRuns(loop.id, LAST),
    archive.decisionCount(loop.id),
  ]);
  const ruleResults = await archive.ruleResults(runs.iterations.map(({ id }) => id));
  const told = { ...loop, run: lastBegun({ loop, iteration: runs.iterations.at(-1) }) };
  const facts: [string, Json][] = Object.entries(toJson(told) as JsonObject).flatMap(([name, value]) =>
    name === "options"
      ? optionFacts(value)
      : [[name, name === "inventory" && typeof value === "string" ? value.split("\n") : value]]
  );
  if (hosts.length > MOST_HOSTS) {
    facts.push(["hosts", `${hosts.length}; each of them: ${context.type(`hosts --loop ${loop.id}`)}`]);
  }
  if (drifts.all > 0) facts.push(["drifts", `${drifts.open} open of ${drifts.all}`]);
  if (isInWords(loop)) facts.push(["decisions", decidedWords(decisions)]);
  const shown = facts.map(([name, value]): [string, string] => [
    words(name),
    isTime(name) ? stamp(typeof value === "string" ? value : null) : plain(value),
  ]);
  const sections: [string, JsonObject[]][] = [
    ["increments", increments],
    [
      "hosts",
      hosts.length > MOST_HOSTS
        ? []
        : hosts.map(({ vars: _, ...host }) => ({ ...host, facts: inBrief(host["facts"] ?? null) })),
    ],
    ["resources", resources],
    // What an answer is bound to and covers is for programs.
    ["questions", prompts.map(({ about: _, shown: __, ...prompt }) => toJson(prompt) as JsonObject)],
    ["notifications", notifications.map((row) => toJson(row) as JsonObject)],
    ["rule results", ruleResults],
  ];
  const sectionTexts = sections.filter(([, rows]) => rows.length > 0).map(([title, rows]) =>
    `\n${title}\n${rowsText(rows, context.columns)}`
  );
  return {
    exit: exitCode.done,
    data: toJson({ loop, increments, hosts, resources, prompts, ruleResults, notifications, drifts, decisions }),
    text: [
      pairs(shown.filter(([, value]) => value !== "").map(([n, v]) => [n, visible(v)]), context.columns),
      ...sectionTexts,
    ].join("\n"),
  };
}

/** The last ones, and every one that is open. */
async function questions(archive: Archive, loop: number): Promise<PromptRow[]> {
  const [last, open] = await Promise.all([
    archive.prompts({ loop, last: LAST }),
    archive.prompts({ loop, open: true }),
  ]);
  const shown = new Set(last.map(({ id }) => id));
  return [...open.filter(({ id }) => !shown.has(id)), ...last];
}

/** The options; what selects tasks and sets variables in lines of its own, as it was typed. */
function optionFacts(options: Json): [string, Json][] {
  if (!isObject(options)) return [["options", options]];
  const { tags = null, skipTags = null, extraVars = null, inventory: _, limit = null, reach = null, ...rest } = options;
  // Ciphertext means nothing to anybody.
  const { vaultedVars = [], ...others } = rest as JsonObject & Pick<LoopOptions, "vaultedVars">;
  const names = [...Object.keys(extraVars ?? {}), ...vaultedVars.flatMap((each) => each.names)];
  return [
    ["options", others],
    // The loop's own `inventory` says the same.
    ["limit", limit],
    ["reach", reach],
    ["tags", tags],
    ["skipTags", skipTags],
    // Names only: values may be secrets, and -o json has them.
    ["extraVars", names.length === 0 ? null : names.join(", ")],
  ];
}

/** Gathered facts are hundreds, and `hosts NAME` lists them. */
function inBrief(facts: Json): Json {
  if (!isObject(facts)) return facts;
  const count = Object.keys(facts).length;
  return count > MOST_FACTS ? `${count} facts` : facts;
}

/** A table with a column for each field that any row has something in; where the terminal is too narrow for it, the rows one below the other. */
function rowsText(rows: JsonObject[], columns: number | undefined): string {
  const dropped = new Set(["loop", "loop_id", "loopId"]);
  const fields = [...new Set(rows.flatMap((row) => Object.keys(row)))].filter((field) =>
    !dropped.has(field) && rows.some((row) => plain(row[field] ?? null) !== "")
  );
  const cells = rows.map((row) => fields.map((field) => cell(field, row[field] ?? null)));
  const whole = table(fields.map((field) => ({ title: words(field).toUpperCase() })), cells, undefined);
  if (columns === undefined || whole.split("\n").every((line) => widthOf(line) <= columns)) return whole;
  return cells.map((row) => {
    const facts = row.flatMap((value, at): [string, string][] =>
      value === "" ? [] : [[words(fields[at]!), visible(value)]]
    );
    return pairs(facts, columns - 2).replace(/^(?=.)/gm, "  ");
  }).join("\n\n");
}

function cell(field: string, value: Json): string {
  return isTime(field) && typeof value === "string" ? stamp(value) : plain(value);
}

function isTime(field: string): boolean {
  return /(_at|At|Since)$/.test(field);
}

function plain(value: Json): string {
  if (value === null || (Array.isArray(value) && value.length === 0)) return "";
  if (typeof value === "string") return value;
  if (typeof value !== "object") return String(value);
  if (Array.isArray(value)) return value.map(plain).join(", ");
  return Object.entries(value).map(([name, one]) => `${name}=${plain(one)}`).join(" ");
}

/** `desiredState` and `desired_state` as people write it. */
function words(field: string): string {
  return field.replaceAll("_", " ").replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
