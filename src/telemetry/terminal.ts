// Tells a run to people as it happens, in the shape Ansible users know. Later passes tell only what changed or failed.
import type { Event } from "../model/event.ts";
import type { Events } from "../ports/events.ts";
import type { Writer } from "../ports/report.ts";
import { oneLine, visible } from "../words/visible.ts";
import { isBad } from "./bad_outcomes.ts";
import type { DiffLines } from "./diff_lines.ts";
import { answeredLine, askedLine, decidedLines, observedLines, refusedLine, unprovenLines } from "./decision_lines.ts";
import { resultLines, retryLine } from "./result_lines.ts";

/** What was found out about an action that was running when a worker died, in words. */
const found: { [state: string]: string } = {
  finished: "it has finished meanwhile, its result is taken over",
  interrupted: "it left no end, nobody knows how it came out",
  unclaimed: "it had never started",
};

/** Prints progress. A dry run's differences are what was asked for, and go to data. */
export class Terminal implements Events {
  /** Draws differences, those that `showsDiff()` of; undefined: none is drawn. */
  diffLines: DiffLines | undefined;
  #writer: Writer;
  /** Every difference is shown. */
  #diffs: boolean;
  #pass = 0;
  #checkMode = false;
  /** Headings that are printed only if something under them is. */
  #held: { level: "pass" | "play" | "task"; text: string }[] = [];
  #told = false;
  /** The task or action under whose heading results stand; undefined before the first of a pass. */
  #under: { task: boolean; name: string } | undefined;
  /** Why the pass could not be walked: said once, and its headings come again only with something under them. */
  #waits: string | undefined;
  /** Actions whose end is waited for and that have been named. */
  #awaited = new Set<number>();

  constructor(writer: Writer, { diffs = false }: { diffs?: boolean } = {}) {
    this.#writer = writer;
    this.#diffs = diffs;
  }

  /** Whether an event's difference is to be shown: where all are, or the task itself says so. */
  showsDiff(event: Event): boolean {
    return event.kind === "result" && event.outcome === "changed" && !event.noLog && event.diff.length > 0 &&
      (this.#diffs || event.showDiff === true);
  }

  emit(event: Event): void {
    const { style } = this.#writer;
    switch (event.kind) {
      case "iteration opened":
        return this.#open(event);
      case "play":
        return this.#heading("play", `PLAY [${oneLine(event.name)}] `);
      case "task":
        this.#under = { task: true, name: event.name };
        return this.#heading(
          "task",
          `${event.handler ? "RUNNING HANDLER" : "TASK"} [${oneLine(event.name)}] `,
        );
      case "result":
        return this.#result(event);
      case "retrying":
        return this.#tell(style("notice", oneLine(retryLine(event))));
      case "settled":
        return this.#tell(
          style("notice", oneLine(`recovered: [${event.host}] ${event.name}: ${found[event.state] ?? event.state}`)),
        );
      case "waiting for receipt":
        if (this.#awaited.has(event.id)) return;
        this.#awaited.add(event.id);
        return this.#tell(
          style(
            "notice",
            oneLine(`waiting: [${event.host}] ${event.name}: it runs on from before, its end is awaited`),
          ),
        );
      case "waiting":
        return this.#wait(event.reason);
      case "observed":
        return this.#observed(event);
      case "model asked":
        return this.#tell(style("faint", askedLine(event)));
      case "model answered":
        return this.#tell(style("faint", answeredLine(event)));
      case "model refused":
        return this.#tell(style("notice", refusedLine(event)));
      case "decided":
        // Of rules that find nothing, run after run, the pass's own line is enough.
        if (this.#pass > 1 && event.by === "rule" && event.decision === "converged") return;
        return decidedLines(event, this.#writer).forEach((line) => this.#tell(line));
      case "unproven":
        return unprovenLines(event, this.#writer).forEach((line) => this.#tell(line));
      case "learned":
        return event.text.split("\n").forEach((line) => this.#tell(style("notice", visible(`note: ${line}`))));
      case "iteration closed":
        if (this.#pass > 1 && !this.#told) this.#close(event);
        this.#held = [];
    }
  }

  #open(event: Event & { kind: "iteration opened" }): void {
    this.#pass++;
    this.#told = false;
    this.#under = undefined;
    this.#held = [];
    this.#checkMode = event.checkMode;
    const how = event.checkMode
      ? " (dry run: looks only, changes nothing)"
      : event.fresh
      ? ""
      : " (completes the pass that was cut short)";
    this.#heading(
      "pass",
      `pass ${this.#pass}${event.part === undefined ? "" : `, ${oneLine(event.part)}`}${how}`,
    );
  }

  /** Told at once in a first pass, and where a look saw nothing; else above what follows. */
  #observed(event: Event & { kind: "observed" }): void {
    const lines = observedLines(event, this.#writer);
    if (this.#pass <= 1 || event.failed.length > 0) return lines.forEach((line) => this.#tell(line));
    this.#held.push(...lines.map((text) => ({ level: "play" as const, text })));
  }

  /** The pass comes again, under its number. */
  #wait(reason: string): void {
    this.#pass = Math.max(0, this.#pass - 1);
    this.#held = [];
    if (this.#waits !== reason) {
      this.#writer.progress(this.#writer.style("notice", visible(reason).replaceAll("\n", "\n    ")));
    }
    this.#waits = reason;
  }

  /** A pass that told nothing is quiet only if it reached its end. */
  #close({ converged, tally }: Event & { kind: "iteration closed" }): void {
    const failed = Object.values(tally).some((host) => host.failed + host.unreachable > 0);
    if (converged || failed) {
      this.#writer.progress(`pass ${this.#pass}: ${failed ? "fails as before" : "nothing to change"}`);
    }
  }

  #heading(level: "pass" | "play" | "task", text: string): void {
    const rank = { pass: 0, play: 1, task: 2 };
    this.#held = this.#held.filter((held) => rank[held.level] < rank[level]);
    const line = level === "pass"
      ? text
      : `\n${text}${"*".repeat(Math.max(3, Math.min(79, this.#writer.columns - 1) - text.length))}`;
    this.#held.push({ level, text: this.#writer.style("heading", line) });
    if (this.#pass <= 1 && this.#waits === undefined) this.#flushHeadings();
  }

  #flushHeadings(): void {
    for (const { text } of this.#held) this.#writer.progress(text);
    this.#held = [];
    this.#waits = undefined;
  }

  #result(event: Event & { kind: "result" }): void {
    if (this.#pass > 1 && (event.recorded || !(event.outcome === "changed" || isBad(event.outcome)))) return;
    // Actions of a goal in words stand in no playbook: each is its own heading.
    if (this.#under?.task !== true && this.#under?.name !== event.name) {
      this.#under = { task: false, name: event.name };
      this.#heading("task", `ACTION [${oneLine(event.name)}] `);
    }
    this.#flushHeadings();
    if (this.diffLines !== undefined && this.showsDiff(event)) {
      for (const line of event.diff.flatMap(this.diffLines)) {
        if (this.#checkMode) this.#writer.data(line);
        else this.#writer.progress(line);
      }
    }
    for (const line of resultLines(event, this.#writer)) this.#tell(line);
  }

  #tell(line: string): void {
    this.#flushHeadings();
    this.#told = true;
    this.#writer.progress(line);
  }
}
