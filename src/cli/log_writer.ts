// Events of the feed, put together with the rows that they are about, and written out as they come.
import type { App } from "../app.ts";
import type { FeedEvent, FeedKind } from "../model/feed.ts";
import { type Context, toJson } from "./context.ts";
import { type About, logLines, type LogWords } from "./log_lines.ts";
import { tallied } from "./log_tally.ts";
import { stamp } from "../words/moment.ts";
import { safeJson } from "../words/safe_json.ts";
import { paint, unpainted, wantsColour } from "./writer.ts";
import { stringifierOf } from "./yaml_pages.ts";

/** Writes a page of events in the output that was asked for. */
export async function logWriter(context: Context, app: App): Promise<(page: FeedEvent[]) => Promise<void>> {
  const { io, global } = context;
  if (global.output === "json") {
    return async (page) => {
      const about = await rowsOf(app, page, true);
      for (const event of page) io.stdout.write(`${safeJson(told(event, about))}\n`);
    };
  }
  if (global.output === "yaml") {
    const stringify = await stringifierOf();
    return async (page) => {
      const about = await rowsOf(app, page, true);
      for (const event of page) io.stdout.write(`---\n${stringify(told(event, about))}`);
    };
  }
  const texts = await logTexts(context, app);
  const colour = wantsColour(io, io.stdout);
  return async (page) => {
    for (const text of await texts(page)) io.stdout.write(`${colour ? text : unpainted(text)}\n`);
  };
}

/** Makes texts of a page of events, coloured and harmless; one that has several lines is set in from the second on. */
export async function logTexts(
  { wiring, type }: Pick<Context, "wiring" | "type">,
  app: Pick<App, "archive">,
): Promise<(page: FeedEvent[]) => Promise<string[]>> {
  const words: LogWords = { resultLines: await wiring.loadResultLines({ style: paint }), type };
  return async (page) => {
    const about = await rowsOf(app, page, false);
    // Whoever reads of an end need not read of its beginning.
    const over = new Set(page.filter(({ kind }) => kind === "action ended").map((event) => event.about));
    const told = page.filter(({ kind, about }) => kind !== "action started" || !over.has(about))
      .map((event) => ({ at: event.at, lines: logLines(event, about, words), host: hostOf(event, about) }));
    return tallied(told).flatMap(({ at, lines: [first = "", ...more] }) =>
      first === "" ? [] : [[`${stamp(at)}  ${first}`, ...more.map((line) => `    ${line}`)].join("\n")]
    );
  };
}

/** The host of what an action did, as its line names it. */
function hostOf({ kind, about, data }: FeedEvent, { actions }: About): string | undefined {
  if (!kind.startsWith("action ")) return undefined;
  const named = (data as { host?: unknown } | null)?.host;
  return (about === null ? undefined : actions.get(about)?.host) ?? (typeof named === "string" ? named : undefined);
}

/** The event with the row that it is about. */
function told(event: FeedEvent, { actions, prompts, drifts }: About) {
  const { about, kind } = event;
  const row = about === null ? undefined : of(kind, { action: actions, prompt: prompts, drift: drifts })?.get(about);
  return toJson({ ...event, ...(row === undefined ? {} : { row }) });
}

function of<T>(kind: FeedKind, tables: { action: T; prompt: T; drift: T } | Record<string, T>): T | undefined {
  if (kind.startsWith("action ")) return tables.action;
  if (kind === "prompt" || kind === "answered") return tables.prompt;
  return kind.startsWith("drift") ? tables.drift : undefined;
}

/** Three questions a page, however long it is. */
async function rowsOf({ archive }: Pick<App, "archive">, page: FeedEvent[], whole: boolean): Promise<About> {
  const ids = (
    group: "action" | "prompt" | "drift",
  ) => [
    ...new Set(
      page.flatMap(({ kind, about }) =>
        about !== null && of(kind, { action: "action", prompt: "prompt", drift: "drift" }) === group ? [about] : []
      ),
    ),
  ];
  const [actionIds, promptIds, driftIds] = [ids("action"), ids("prompt"), ids("drift")];
  const [actions, prompts, drifts] = await Promise.all([
    actionIds.length === 0 ? [] : archive.actions({ ids: actionIds, whole }),
    promptIds.length === 0 ? [] : archive.prompts({ ids: promptIds }),
    driftIds.length === 0 ? [] : archive.drifts({ ids: driftIds }),
  ]);
  return { actions: byId(actions), prompts: byId(prompts), drifts: byId(drifts) };
}

function byId<T extends { id: number }>(rows: readonly T[]): Map<number, T> {
  return new Map(rows.map((row) => [row.id, row]));
}
