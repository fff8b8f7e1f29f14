// What pages read, on a record of a million actions against one of a few: a call must not cost more because a record is old.
import type { Survey } from "../../src/ports/survey.ts";
import { openStore } from "../../src/store/open_store.ts";
import { median, ms, type Row, times } from "./measure.ts";
import { LARGE, pageRecord } from "./page_record.ts";

const ROUNDS = 25;
const SMALL = { loops: 100, iterations: 10, actions: 5, ended: 20 };
const LIMIT = 50;

/** What a page asks, on a record whose last loop is `loop`. */
export function pageQueries(survey: Survey, loop: number): [string, () => Promise<unknown>][] {
  const page = { limit: LIMIT };
  return [
    ["counts", () => survey.counts()],
    ["worked by hand", () => survey.workedByHand()],
    ["measure", () => survey.measure()],
    ["loops, by number", () => survey.loops({ ...page, descending: true })],
    ["loops, by last run", () => survey.loops({ ...page, sort: "last", descending: true })],
    ["loops, by next run", () => survey.loops({ ...page, sort: "next" })],
    ["loops, by drift", () => survey.loops({ ...page, sort: "drift", descending: true })],
    ["loops, by cost", () => survey.loops({ ...page, sort: "cost", descending: true })],
    ["loops, searched", () => survey.loops({ ...page, search: "SITE-10999" })],
    ["loops, asking", () => survey.loops({ ...page, only: "asking" })],
    ["loops of all times, by number", () => survey.loops({ ...page, all: true, descending: true })],
    ["loops of all times, by name", () => survey.loops({ ...page, all: true, sort: "name" })],
    ["loops of all times, by last run", () => survey.loops({ ...page, all: true, sort: "last", descending: true })],
    ["loops of all times, by status", () => survey.loops({ ...page, all: true, sort: "status" })],
    ["loops of all times, searched", () => survey.loops({ ...page, all: true, search: "nowhere" })],
    ["loops that failed", () => survey.loops({ ...page, statuses: ["failed"] })],
    ["line", () => survey.line(loop)],
    ["iterations", () => survey.iterations(loop, page)],
    ["timeline", () => survey.timeline(loop, page)],
    ["actions", () => survey.actions(7, page)],
    ["actions, failed", () => survey.actions(7, { ...page, status: "failed" })],
    ["actions of a host", () => survey.actions(7, { ...page, host: "host-00007" })],
    ["prompts, open", () => survey.prompts({ ...page, open: true })],
    ["prompts, answered", () => survey.prompts({ ...page, open: false })],
    ["hosts", () => survey.hosts(page)],
    ["hosts, searched", () => survey.hosts({ ...page, search: "10.0.9.24" })],
    ["hosts, unreachable", () => survey.hosts({ ...page, status: "unreachable" })],
    ["changes of a host", () => survey.hostChanges("host-00007", page)],
    ["drifts", () => survey.drifts(page)],
    ["drifts, open", () => survey.drifts({ ...page, open: true })],
    ["drifts of a host", () => survey.drifts({ ...page, host: "host-00007" })],
  ];
}

/** Each call, warm. */
export async function benchPageQueries(folder: string): Promise<Row[]> {
  const small = await measured(`${folder}/few.db`, SMALL);
  const large = await measured(`${folder}/many.db`, LARGE);
  return [...large].map(([what, took]) => ({
    what: `pages: ${what}, ${LARGE.loops * LARGE.iterations * LARGE.actions} actions`,
    ours: ms(took),
    baseline: `${ms(small.get(what)!)} on ${SMALL.loops * SMALL.iterations * SMALL.actions}`,
    ratio: `${times(took / small.get(what)!)} as long`,
  }));
}

async function measured(path: string, size: typeof LARGE): Promise<Map<string, number>> {
  await pageRecord(path, size);
  const clock = { now: () => Date.parse("2026-11-02T00:00:00.000Z"), monotonic: () => performance.now() };
  await using store = await openStore(path, { create: false, clock });
  const took = new Map<string, number>();
  for (const [what, call] of pageQueries(store.survey, size.loops + size.ended)) {
    await call();
    took.set(what, await median(ROUNDS, call));
  }
  return took;
}
