// Puts together who listens to a run: what is told on the way, what runs now, and the sum at the end.
import type { Event } from "../model/event.ts";
import type { Ending, ReportOptions, RunReport } from "../ports/report.ts";
import { Collector } from "./collector.ts";
import { loadDiffLines } from "./diff_lines.ts";
import { recapText } from "./recap.ts";
import { Running } from "./running.ts";
import { Terminal } from "./terminal.ts";

/** Opens a report. Loads the diff library only where diffs will be shown. Close it, or its timer goes on. */
export async function openRunReport(options: ReportOptions): Promise<RunReport> {
  const { writer, quiet, diffs, dryRun } = options;
  const collector = new Collector();
  const diffLines = !quiet && (diffs || dryRun) ? await loadDiffLines(writer) : undefined;
  const told = quiet ? [] : [new Terminal(writer, diffLines)];
  const running = quiet ? undefined : new Running(options);
  let fault: unknown;
  return {
    emit(event: Event): void {
      collector.emit(event);
      if (fault !== undefined) return;
      // A listener must not throw: work that is under way matters more than how it is shown.
      try {
        for (const listener of told) listener.emit(event);
        running?.emit(event);
      } catch (error) {
        fault = error;
        writer.progress(`progress is not shown any more, which is our bug (please report it): ${String(error)}`);
      }
    },
    summary: () => collector.summary(),
    recap: (ending: Ending) => recapText(collector.summary(), ending, writer),
    close: () => running?.close(),
  };
}
