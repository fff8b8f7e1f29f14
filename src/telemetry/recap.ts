// The end of a run in words: counts per host as Ansible's recap has them, and what it means.
import type { Tally } from "../model/iteration.ts";
import type { Ending, RunSummary, Style, Writer } from "../ports/report.ts";
import { counted } from "../words/counted.ts";
import { exactText } from "../words/duration_text.ts";
import { oneLine, visible } from "../words/visible.ts";
import { firstLine } from "./first_line.ts";

type Paint = Pick<Writer, "style">;

/** Counts per host, how the run ended, and what to type to see the history. */
export function recapText(summary: RunSummary, ending: Ending, paint: Paint): string {
  const hosts = Object.entries(summary.recap);
  const width = Math.max(0, ...hosts.map(([host]) => oneLine(host).length));
  const counts = hosts.map(([host, tally]) => {
    const name = oneLine(host).padEnd(width);
    return `${paint.style(styleOf(tally), name)} : ${tallyText(tally)}`;
  });
  const heading = hosts.length > 0 ? [paint.style("heading", "PLAY RECAP"), ...counts, ""] : [];
  const { loop, type } = ending;
  const [style, sentence] = closing(summary, ending);
  return [
    ...heading,
    // A message's further lines are set in, or one of them could look like a host's counts.
    paint.style(style, visible(sentence).replaceAll("\n", "\n    ")),
    ...(ending.decided === undefined ? [] : [visible(ending.decided)]),
    ...nextSteps(ending).map(visible),
    `loop ${loop.id} (${oneLine(loop.name)}), its history: ${type(`history ${loop.id} --actions`)}`,
  ].join("\n");
}

function tallyText(tally: Tally): string {
  const { ok, changed, unreachable, failed, skipped, rescued, ignored, wouldRun } = tally;
  const counts = {
    ok,
    changed,
    unreachable,
    failed,
    skipped,
    rescued,
    ignored,
    ...(wouldRun > 0 ? { would_run: wouldRun } : {}),
  };
  return Object.entries(counts).map(([name, n]) => `${name}=${n}`).join(" ");
}

function styleOf(tally: Tally): Style {
  if (tally.failed + tally.unreachable > 0) return "failed";
  return tally.changed > 0 ? "changed" : "ok";
}

function closing(summary: RunSummary, ending: Ending): [Style, string] {
  const { next, word } = ending;
  if (word !== undefined) {
    return ["notice", word.status === "cancelled" ? word.reason : `${word.status}: ${word.reason}`];
  }
  if (next.kind === "stopped") return ["notice", "suspended: stopped by a human"];
  if (next.kind === "paused") {
    // The question itself stands below.
    const why = ending.questions.length > 0 ? firstLine(next.reason) : next.reason;
    return ["notice", `${ending.interrupted ? "suspended" : "paused"}: ${why}`];
  }
  if (next.kind === "again") {
    return ["notice", `waiting: ${next.reason}; it goes on in ${exactText(Math.ceil(next.afterMs / 1000) * 1000)}`];
  }
  if (next.status !== "completed") return ["failed", `${next.status}: ${next.reason}`];
  // Else a limit that leaves a play no host would read as proof that its hosts are well.
  if (Object.keys(summary.recap).length === 0 && ending.decided === undefined) {
    return [
      "notice",
      "nothing was looked at: no play has both a host and a task here; --list-hosts and --list-tasks say which",
    ];
  }
  if (ending.dryRun) return dryRunSentence(summary);
  const made = madeWords(summary.changes, ending.before ?? 0);
  if (ending.once) {
    return [summary.changes > 0 ? "changed" : "ok", `one pass done: ${made}, not looked at again (--once)`];
  }
  const passes = counted(summary.passes, "pass", "passes");
  // What a rule or model calls reached says why; that a human said no on the way is no reason to call it as described.
  if (ending.decided !== undefined) return ["ok", `converged in ${passes}, ${made}: ${next.reason}`];
  if (summary.changes === 0 && !ending.before) return ["ok", `${made}: everything is as described`];
  return ["ok", `converged in ${passes}: ${made}`];
}

/** `2 changes made, 3 more before it was taken up again`. */
function madeWords(changes: number, before: number): string {
  if (before === 0) return changes === 0 ? "nothing to change" : `${counted(changes, "change")} made`;
  const earlier = "before it was taken up again";
  return changes === 0
    ? `${counted(before, "change")} made ${earlier}, none since`
    : `${counted(changes, "change")} made, ${before} more ${earlier}`;
}

function dryRunSentence({ changes, wouldRun }: RunSummary): [Style, string] {
  const also = wouldRun > 0
    ? `; ${counted(wouldRun, "task")} that cannot tell whether ${
      wouldRun === 1 ? "it is" : "they are"
    } needed would run`
    : "";
  if (changes === 0) return ["ok", `dry run: no changes would be made${also}`];
  return ["changed", `dry run: ${counted(changes, "change")} would be made${also}`];
}

function nextSteps({ next, interrupted, word, questions, loop, type }: Ending): string[] {
  if (word?.status === "cancelled") return [`to begin a new run: ${type(`retry ${loop.id}`)}`];
  if (next.kind === "done") {
    // A loop's flags stay: whoever forgot one, as --vault-password-file, gets nowhere with retry.
    const again = `a new run with the same flags: ${type(`retry ${loop.id}`)}; other flags make a new loop`;
    return next.status === "blocked" ? [`once that is put right, ${again}`] : [];
  }
  const asked = questions.map((question) => `  question: ${question.replaceAll("\n", "\n    ")}`);
  const goOn = `to go on: ${type(`resume ${loop.id}`)}`;
  if (questions.length === 0 || interrupted) return [...asked, goOn];
  return [...asked, `${goOn} (in a terminal it asks there)`, `to answer from elsewhere: ${type(`prompts ${loop.id}`)}`];
}
