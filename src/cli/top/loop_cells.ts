// A loop's row in the list.
import type { LoopStatus } from "../../model/loop.ts";
import type { Style } from "../../ports/report.ts";
import type { LoopLine } from "../../ports/survey.ts";
import { lastRun, nextTime, type Standing, why } from "../../words/loop_standing.ts";
import { questionInLine } from "../../words/question_text.ts";
import { oneLine } from "../../words/visible.ts";
import type { ListCell, ListColumn } from "./columns.ts";
import type { TopWorld } from "./view.ts";

/** What goes first on a narrow terminal has the largest number. */
export const loopColumns: ListColumn[] = [
  { title: "ID", right: true, spare: 0 },
  { title: "NAME", spare: 0, flexible: 10 },
  { title: "STATUS", spare: 0 },
  { title: "MODE", spare: 6 },
  { title: "HOSTS", spare: 4 },
  { title: "DRIFT", right: true, spare: 5 },
  { title: "LAST RUN", spare: 3, flexible: 8 },
  { title: "NEXT", spare: 2 },
  { title: "WHY", spare: 1, flexible: 12 },
];

const styles: Record<LoopStatus, Style | undefined> = {
  pending: undefined,
  running: "changed",
  waiting: "ok",
  paused: "notice",
  completed: "ok",
  failed: "failed",
  blocked: "failed",
  cancelled: "faint",
};

/** The colour of a status. */
export function styleOf(status: LoopStatus): Style | undefined {
  return styles[status];
}

/** Cells beside `loopColumns`. */
export function loopCells(world: TopWorld, line: LoopLine): ListCell[] {
  const { loop, openDrifts } = line;
  const standing = standingOf(world, line);
  return [
    { text: String(loop.id) },
    { text: oneLine(loop.name) },
    { text: loop.status, style: styleOf(loop.status) },
    { text: loop.mode + (loop.options?.dryRun ? " (dry run)" : "") },
    hostsCell(line),
    { text: openDrifts === 0 ? "" : String(openDrifts), style: "changed" },
    { text: lastRun(world, standing) },
    { text: nextTime(world, loop) },
    { text: oneLine(reasonOf(world, standing)) },
  ];
}

/** What `status` knows of it. */
export function standingOf({ workers }: TopWorld, { loop, iteration, prompts }: LoopLine): Standing {
  return { loop, iteration: iteration ?? undefined, prompts, workers };
}

/** Why it is where it is; of one that waits for an answer, the question itself. */
export function reasonOf(world: TopWorld, standing: Standing): string {
  const { loop, prompts } = standing;
  const [first] = prompts;
  if (loop.status !== "paused" || loop.suspension !== null || first === undefined) return why(world, standing);
  return `question ${first.id}: ${questionInLine(first)}`;
}

/** `5`, or what is wrong with some of them: `5, 2 unreachable`. */
function hostsCell({ hosts }: LoopLine): ListCell {
  const { all, failed, unreachable } = hosts;
  const wrong = [[unreachable, "unreachable"], [failed, "failed"]] as const;
  const told = wrong.filter(([count]) => count > 0).map(([count, how]) => `${count} ${how}`);
  if (all === 0 && told.length === 0) return { text: "" };
  return { text: [String(all), ...told].join(", "), style: told.length > 0 ? "failed" : undefined };
}
