// history --drift: what a converged loop found changed, from what to what, since when, and what put it right.
import { isObject } from "../model/json.ts";
import type { App } from "../app.ts";
import type { Loop } from "../model/loop.ts";
import type { Diff } from "../model/plan.ts";
import type { DriftRow } from "../ports/archive.ts";
import { type Context, type Ending, toJson } from "./context.ts";
import { exitCode } from "./exit_code.ts";
import { jsonText } from "../words/json_text.ts";
import { stamp } from "../words/moment.ts";
import { oneLine } from "../words/visible.ts";
import { paint } from "./writer.ts";

/** Drifts that are shown without --all. */
const LAST = 20;

/** Drifts, oldest first; those that are open are marked. */
export async function driftHistory(context: Context, app: App, loop: Loop): Promise<Ending> {
  const { flags, type } = context;
  const [rows, count] = await Promise.all([
    app.archive.drifts({ loop: loop.id, ...(flags.all ? {} : { limit: LAST }) }),
    app.archive.driftCount(loop.id),
  ]);
  const diffLines = await context.wiring.loadDiffLines({ style: paint });
  const earlier = count.all > rows.length;
  return {
    exit: exitCode.done,
    data: toJson({ loop: loop.id, name: loop.name, drifts: rows, count, earlier }),
    text: rows.length === 0 ? none(loop) : [
      ...rows.map((row) => driftText(row, diffLines)),
      ...(earlier ? [`${count.all - rows.length} earlier ones: ${type(`history ${loop.id} --drift --all`)}`] : []),
    ].join("\n\n"),
  };
}

function none({ id, mode }: Loop): string {
  return mode === "continuous"
    ? `Loop ${id} has found no drift: since it converged, each run found everything as described`
    : `Loop ${id} has no drift: that is what a continuous loop finds after it has converged`;
}

function driftText(row: DriftRow, diffLines: (diff: Diff) => string[]): string {
  const { host, name, module, item, correctedAt, action } = row;
  const of = item === null ? "" : ` (item=${jsonText(item)})`;
  const right = correctedAt === null
    ? paint("failed", "OPEN, not put right yet")
    : `put right ${stamp(correctedAt)}${action === null ? " by somebody else" : ` by action ${action}`}`;
  return [
    paint("heading", oneLine(`drift ${row.id}: [${host}] ${name}${of}, ${module}`)),
    `  first seen ${stamp(row.firstSeenAt)}, last seen ${stamp(row.lastSeenAt)}, ${right}`,
    ...diffsOf(row).flatMap(diffLines).map((line) => `  ${line}`),
  ].join("\n");
}

/** Whatever else may stand in the column; a no_log task's difference is not on record. */
function diffsOf({ diff }: DriftRow): Diff[] {
  if (!Array.isArray(diff)) return [];
  return diff.filter((one): one is Diff & { [key: string]: string } =>
    isObject(one) &&
    [one.header, one.before, one.after].every((part) => typeof part === "string")
  );
}
