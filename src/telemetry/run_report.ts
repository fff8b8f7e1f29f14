// Puts together who listens to a run: what is told on the way, what runs now, and the sum at the end.
import type { Event } from "../model/event.ts";
import type { Ending, ReportOptions, RunReport } from "../ports/report.ts";
import { Collector } from "./collector.ts";
import { loadDiffLines } from "./diff_lines.ts";
import { recapText } from "./recap.ts";
import { Running } from "./running.ts";
import { Terminal } from "./terminal.ts";

/** Opens a report. Close it, or its timer goes on. */
export async function openRunReport(options: ReportOptions): Promise<RunReport> {
  const { writer, quiet, diffs, dryRun } = options;
  const collector = new Collector();
  const terminal = quiet ? undefined : new Terminal(writer, { diffs: diffs || dryRun });
  if (terminal !== undefined && (diffs || dryRun)) terminal.diffLines = await loadDiffLines(writer);
  const running = quiet ? undefined : new Running(options);
  let fault: unknown;
  /** What came since the library of differences is being loaded, for a task that alone shows its own. */
  let held: Event[] = [];
  let loading: Promise<void> | undefined;
  const tell = (act: () => void) => {
    if (fault !== undefined) return;
    // A listener must not throw: work that is under way matters more than how it is shown.
    try {
      act();
    } catch (error) {
      fault = error;
      writer.progress(`progress is not shown any more, which is our bug (please report it): ${String(error)}`);
    }
  };
  const load = async (to: Terminal) => {
    to.diffLines = await loadDiffLines(writer);
    const waiting = held;
    held = [];
    loading = undefined;
    tell(() => waiting.forEach((event) => to.emit(event)));
  };
  return {
    emit(event: Event): void {
      collector.emit(event);
      tell(() => {
        if (terminal?.diffLines === undefined && terminal?.showsDiff(event)) loading ??= load(terminal);
        if (loading === undefined) terminal?.emit(event);
        else held.push(event);
        running?.emit(event);
      });
    },
    summary: () => collector.summary(),
    recap: (ending: Ending) => recapText(collector.summary(), ending, writer),
    told: () => loading ?? Promise.resolve(),
    close: () => running?.close(),
  };
}
