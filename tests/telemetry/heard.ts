// Events as an engine emits them, and a place that remembers what was written.
import type { Event } from "../../src/model/event.ts";
import type { Tally } from "../../src/model/iteration.ts";
import type { ReportOptions, RunReport, Writer } from "../../src/ports/report.ts";
import { openRunReport } from "../../src/telemetry/run_report.ts";

/** A result with everything ordinary filled in. */
export function result(given: Partial<Event & { kind: "result" }>): Event {
  return {
    kind: "result",
    loop: 1,
    id: null,
    host: "localhost",
    name: "a task",
    module: "copy",
    outcome: "ok",
    ignored: false,
    rescued: false,
    recorded: false,
    noLog: false,
    result: { changed: given.outcome === "changed" },
    diff: [],
    ...given,
  };
}

export function opened(n: number, given: { fresh?: boolean; checkMode?: boolean; part?: string } = {}): Event {
  return { kind: "iteration opened", loop: 1, n, fresh: true, checkMode: false, ...given };
}

export function task(name: string, given: { handler?: boolean } = {}): Event {
  return { kind: "task", loop: 1, task: "0.tasks.0", name, module: "copy", handler: false, ...given };
}

export function closed(n: number, tally: Partial<Tally>, converged = false): Event {
  return { kind: "iteration closed", loop: 1, n, tally: { localhost: tallyOf(tally) }, converged };
}

export function tallyOf(tally: Partial<Tally>): Tally {
  return {
    ok: 0,
    changed: 0,
    failed: 0,
    unreachable: 0,
    skipped: 0,
    ignored: 0,
    rescued: 0,
    foreseen: 0,
    wouldRun: 0,
    ...tally,
  };
}

/** A report on a place that moves or not, with its clock in the test's hand. */
export async function listen(given: Partial<ReportOptions> & { moving?: boolean } = {}) {
  const progress: string[] = [];
  const data: string[] = [];
  const status: (string | undefined)[] = [];
  const time = { now: 0, ticks: new Set<() => void>() };
  const writer: Writer = {
    moving: given.moving ?? false,
    columns: 40,
    progress: (line) => progress.push(...line.split("\n")),
    data: (line) => data.push(line),
    status: (line) => status.push(line),
    style: (_style, text) => text,
  };
  const report: RunReport = await openRunReport({
    writer,
    clock: { now: () => time.now, monotonic: () => time.now },
    every(_ms, tick) {
      time.ticks.add(tick);
      return () => time.ticks.delete(tick);
    },
    quiet: false,
    diffs: false,
    dryRun: false,
    ...given,
  });
  const hear = (...events: Event[]) => events.forEach((event) => report.emit(event));
  const pass = (ms: number) => {
    time.now += ms;
    for (const tick of time.ticks) tick();
  };
  return { report, hear, progress, data, status, time, pass };
}
