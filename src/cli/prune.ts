// prune: takes what is old out of the record, in the small steps that a worker takes by itself.
import type { Removed } from "../ports/upkeep.ts";
import { type Context, type Ending, openApp, toJson } from "./context.ts";
import { exitCode } from "./exit_code.ts";
import { keepOf } from "./keep_flags.ts";
import { pauses } from "./watch.ts";

/** Says what went, or with `--dry-run` what would. Other processes go on meanwhile; a signal ends it after a step. */
export async function prune(context: Context): Promise<Ending> {
  const { flags } = context;
  const keep = keepOf(flags);
  await using app = await openApp(context, { create: false });
  const before = await app.upkeep.sizes();
  if (flags.dryRun) {
    const would = await app.upkeep.foresee(keep);
    return {
      exit: exitCode.done,
      data: toJson({ dryRun: true, removed: would, bytes: before.file }),
      text: total(would) === 0 ? "Nothing is old enough to be removed" : `would remove ${words(would)}`,
    };
  }
  const pause = pauses(context);
  const removed: Removed = { outputs: 0, events: 0, iterations: 0, actions: 0, notifications: 0 };
  for (let more = true; more && !pause.over;) {
    const step = await app.upkeep.pruneStep(keep);
    more = step.more;
    for (const kind of Object.keys(removed) as (keyof Removed)[]) removed[kind] += step.removed[kind];
    // A worker that waits to write comes between two steps, and so does a signal.
    await new Promise((resolve) => setTimeout(resolve));
  }
  const { file } = await app.upkeep.sizes();
  const gone = total(removed) === 0 ? "Nothing was old enough to be removed" : `removed ${words(removed)}`;
  return {
    exit: pause.over ? exitCode.interrupted : exitCode.done,
    data: toJson({ dryRun: false, removed, bytes: file, bytesBefore: before.file }),
    text: file < before.file ? `${gone}; the file has shrunk by ${before.file - file} bytes` : gone,
    ...(pause.over ? { failure: { kind: "interrupted", message: "Interrupted: not everything old is gone" } } : {}),
  };
}

function total(removed: Removed): number {
  return Object.values(removed).reduce((sum, count) => sum + count, 0);
}

function words(removed: Removed): string {
  const { iterations, actions, outputs, events, notifications } = removed;
  const counts: [number, string][] = [
    [iterations, "iterations"],
    [actions, "actions"],
    [outputs, "whole outputs"],
    [events, "events of the feed"],
    [notifications, "notifications"],
  ];
  return counts.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`).join(", ");
}
