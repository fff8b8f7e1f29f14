// hosts HOST: everything that is known of one host, and where each of its variables comes from.
import type { App } from "../app.ts";
import type { JsonObject } from "../model/json.ts";
import type { FleetHost } from "../ports/archive.ts";
import type { HostNote } from "../ports/host_notes.ts";
import type { Inventory } from "../ports/inventory.ts";
import { type Context, type Ending, toJson } from "./context.ts";
import { exitCode } from "./exit_code.ts";
import { besideNotes, type KnownHost, latest, mergeFleet, rowsOf } from "../words/hosts_known.ts";
import { addressWords, STATUS_WORDS, whenWords } from "../words/hosts_words.ts";
import { jsonText } from "../words/json_text.ts";
import { pathFromHere } from "../words/path_from_here.ts";
import { pairs, table } from "./table.ts";
import { visible } from "../words/visible.ts";

/** A host with all that goes with it. */
interface Closely {
  known: KnownHost;
  vars: HostNote["vars"];
  facts: JsonObject | null;
  /** What each loop knows of it, and where that loop stands. */
  loops: { row: FleetHost; standing: string | null }[];
}

/** The host of this name; several where loops mean different machines by it. Undefined where neither record nor inventory has it. */
export async function hostsClosely(
  context: Context,
  host: string,
  { app, inventory, loop }: { app: App | undefined; inventory: Inventory | undefined; loop: number | undefined },
): Promise<Ending | undefined> {
  const rows = await app?.archive.fleet({ host, facts: true, ...(loop === undefined ? {} : { loop }) }) ?? [];
  const notes = inventory?.hosts.includes(host) ? await context.wiring.describeHosts(inventory, [host]) : [];
  const known = inventory === undefined ? mergeFleet(rows) : besideNotes(notes, rows);
  if (known.length === 0) return undefined;
  const found = await Promise.all(known.map((one) => closely(one, { app, rows: rowsOf(one, rows), note: notes[0] })));
  return {
    exit: exitCode.done,
    data: toJson({ hosts: found.map(data) }),
    text: found.map((one) => text(context, one)).join("\n\n"),
  };
}

/** Variables are as the inventory has them now, else as the newest loop that has any noted them; facts are the newest. */
async function closely(
  known: KnownHost,
  { app, rows, note }: { app: App | undefined; rows: readonly FleetHost[]; note: HostNote | undefined },
): Promise<Closely> {
  // A loop without an inventory noted none.
  const noted = rows.findLast(({ vars }) => Object.keys(vars).length > 0);
  const loops = rows.map(async (row) => ({ row, standing: (await app?.archive.loop(row.loop))?.status ?? null }));
  return {
    known,
    vars: note?.vars ?? noted?.vars ?? {},
    facts: latest(rows, "factsAt")?.facts ?? null,
    loops: await Promise.all(loops),
  };
}

function data({ known, vars, facts, loops }: Closely): object {
  return {
    ...known,
    vars,
    facts,
    loops: loops.map(({ row, standing }) => {
      const { loop: id, loopName: name, status, lastError, seenAt, changedAt, changedAction, factsAt } = row;
      return { id, name, standing, status, lastError, seenAt, changedAt, changedAction, factsAt };
    }),
  };
}

function text(context: Context, { known, vars, facts, loops }: Closely): string {
  const now = context.io.clock.now();
  const { host, groups, status, lastError, seenAt, changedAt, changedAction, factsAt } = known;
  const change = changedAction === null
    ? ""
    : `: ${changedAction.name} (${changedAction.module}), action ${changedAction.id} of loop ${changedAction.loop}`;
  const changed = whenWords(changedAt, now);
  const lines: [string, string | null | undefined][] = [
    ["host", host],
    ["address", addressWords(known)],
    ["groups", groups.join(", ")],
    ["status", loops.length === 0 ? "no loop has met it" : STATUS_WORDS[status]],
    ["last seen", whenWords(seenAt, now)],
    ["last change", changed && `${changed}${change}`],
    ["last error", lastError],
    ["loops", loops.map((one) => loopWords(one, loops.length > 1)).join("\n")],
    ["facts", whenWords(factsAt, now)],
    ["to type", changedAction && context.type(`history ${changedAction.loop} --actions`)],
  ];
  const heads = pairs(lines.flatMap(([name, value]) => value ? [[name, visible(value)]] : []), context.columns);
  return [
    heads,
    ...section("variables", variablesTable(context, vars)),
    ...section("facts", factsTable(context, facts)),
  ]
    .join("\n");
}

/** What only one loop found stands above already. */
function loopWords({ row, standing }: Closely["loops"][number], several: boolean): string {
  const error = row.lastError === null || !several ? "" : `: ${row.lastError}`;
  return `${row.loop} ${row.loopName}, ${standing}; ${STATUS_WORDS[row.status]}${error}`;
}

function section(title: string, body: string): string[] {
  return body === "" ? [] : ["", title, body];
}

function variablesTable(context: Context, vars: HostNote["vars"]): string {
  const rows = Object.entries(vars).map((
    [name, { value, from }],
  ) => [name, jsonText(value), pathFromHere(from, context.io.cwd)]);
  if (rows.length === 0) return "";
  const columns = [{ title: "NAME" }, { title: "VALUE", flexible: true }, { title: "FROM" }];
  return table(columns, rows, context.columns);
}

function factsTable(context: Context, facts: JsonObject | null): string {
  const rows = Object.entries(facts ?? {}).map(([name, value]) => [name, jsonText(value)]);
  return rows.length === 0 ? "" : table([{ title: "NAME" }, { title: "VALUE", flexible: true }], rows, context.columns);
}
