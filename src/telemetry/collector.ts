// Sums up a run from what is heard while it works, so that no database is needed for it.
import type { Event, Outcome } from "../model/event.ts";
import type { Tally } from "../model/iteration.ts";
import type { Events } from "../ports/events.ts";
import type { RunSummary } from "../ports/report.ts";

type Tallies = { [host: string]: Tally };
type ResultEvent = Event & { kind: "result" };

const column: Record<Outcome, keyof Tally | null> = {
  ok: "ok",
  changed: "changed",
  failed: "failed",
  skipped: "skipped",
  unreachable: "unreachable",
  "would run": "wouldRun",
  interrupted: "failed",
  denied: "failed",
};

/** Worst last: a task that loops counts once a host, as the worst of its items. */
const order: Outcome[] = ["skipped", "ok", "would run", "changed", "interrupted", "denied", "failed", "unreachable"];

/** Listens to one run. `summary` may be asked at any time; a pass that was not closed is counted from its results. */
export class Collector implements Events {
  #closed: Tallies[] = [];
  #open: ResultEvent[][] | null = null;
  #passes = 0;
  /** Whether the open pass walks tasks. */
  #tasks = false;
  #checkMode = false;
  #changed: RunSummary["changed"] = [];
  #diffs: RunSummary["diffs"] = [];
  #decided: NonNullable<RunSummary["decided"]> = [];

  emit(event: Event): void {
    switch (event.kind) {
      case "iteration opened":
        this.#settleOpenPass();
        this.#passes++;
        this.#checkMode = event.checkMode;
        this.#open = [[]];
        this.#tasks = false;
        break;
      case "task":
        this.#tasks = true;
        this.#open?.push([]);
        break;
      case "decided": {
        const { by, decision, reasoning, rule, actions } = event;
        const named = rule === undefined ? {} : { rule };
        this.#decided.push({ pass: this.#passes, by, ...named, decision, reasoning, actions });
        break;
      }
      case "result":
        // Actions of a goal in words stand under no task: each counts.
        if (!this.#tasks) this.#open?.push([]);
        this.#open?.at(-1)?.push(event);
        this.#noteResult(event);
        break;
      case "iteration closed":
        this.#closed.push(event.tally);
        this.#open = null;
        break;
      case "waiting":
        // The pass comes again: it is counted once, and one that has seen no host is none.
        if (Object.keys(this.#closed.at(-1) ?? {}).length === 0) this.#closed.pop();
        this.#passes = Math.max(0, this.#passes - 1);
        break;
    }
  }

  summary(): RunSummary {
    const passes = this.#open ? [...this.#closed, countResults(this.#open)] : this.#closed;
    const recap = merge(this.#checkMode ? passes.slice(0, 1) : passes);
    const sum = (field: keyof Tally) => Object.values(recap).reduce((total, tally) => total + tally[field], 0);
    return {
      passes: this.#passes,
      recap,
      changes: sum("changed") - sum("foreseen"),
      wouldRun: sum("wouldRun"),
      changed: [...this.#changed],
      diffs: [...this.#diffs],
      ...(this.#decided.length === 0 ? {} : { decided: [...this.#decided] }),
    };
  }

  #settleOpenPass(): void {
    if (this.#open) this.#closed.push(countResults(this.#open));
  }

  #noteResult(event: ResultEvent): void {
    // A dry run's later passes would only say the same again.
    if (event.outcome !== "changed" || (this.#checkMode && this.#passes > 1)) return;
    const { id, host, name, module, item, recorded } = event;
    // A later pass hears again of a command that is not run twice.
    if (recorded && this.#changed.some((known) => known.id === id)) return;
    const hidden = event.noLog && item !== undefined;
    const shown = item === undefined ? {} : { item: hidden ? "(hidden: no_log)" : item };
    this.#changed.push({ id, pass: this.#passes, host, name, module, ...shown, recorded });
    if (this.#checkMode && !event.noLog) this.#diffs.push(...event.diff.map((diff) => ({ host, name, ...diff })));
  }
}

function emptyTally(): Tally {
  return { ok: 0, changed: 0, failed: 0, unreachable: 0, skipped: 0, ignored: 0, rescued: 0, foreseen: 0, wouldRun: 0 };
}

/** By name, as Ansible lists hosts. Changes add up over passes; the rest is what the last pass found, so that a converged run does not show failures long gone. */
function merge(passes: Tallies[]): Tallies {
  // A host may be called like what every object has (`constructor`).
  const merged = new Map<string, Tally>();
  for (const pass of passes) {
    for (const [host, tally] of Object.entries(pass)) {
      const before = merged.get(host);
      merged.set(host, {
        ...tally,
        changed: tally.changed + (before?.changed ?? 0),
        foreseen: tally.foreseen + (before?.foreseen ?? 0),
      });
    }
  }
  return Object.fromEntries([...merged].sort(([a], [b]) => a < b ? -1 : 1));
}

function countResults(tasks: ResultEvent[][]): Tallies {
  const tallies = new Map<string, Tally>();
  for (const task of tasks) {
    const worst = new Map<string, ResultEvent>();
    for (const event of task) {
      const so = worst.get(event.host);
      if (!so || order.indexOf(event.outcome) > order.indexOf(so.outcome)) worst.set(event.host, event);
    }
    for (const [host, event] of worst) {
      const tally = tallies.get(host) ?? emptyTally();
      tallies.set(host, tally);
      count(tally, event);
    }
  }
  return Object.fromEntries(tallies);
}

/** As Ansible counts: a change is ok too, and so is a failure that is ignored. */
function count(tally: Tally, event: ResultEvent): void {
  if (event.ignored) {
    tally.ok++;
    tally.ignored++;
    return;
  }
  if (event.rescued) {
    tally.rescued++;
    return;
  }
  const field = column[event.outcome];
  if (event.outcome === "changed") tally.ok++;
  // What an earlier pass did was counted there.
  if (field && !(event.outcome === "changed" && event.recorded)) tally[field]++;
}
