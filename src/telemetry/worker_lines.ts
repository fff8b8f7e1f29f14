// A worker's output: one line an event, as text or as JSON.
import type { Event } from "../model/event.ts";
import type { WorkerEvent } from "../model/worker_event.ts";
import type { DriftRow, PromptRow } from "../ports/archive.ts";
import type { RunCounts, WorkerReport, WorkerReportOptions } from "../ports/worker_report.ts";
import { ownerWords } from "../words/owner_words.ts";
import { questionInLine } from "../words/question_text.ts";
import { safeJson } from "../words/safe_json.ts";
import { oneLine } from "../words/visible.ts";
import type { Line } from "./line.ts";
import { loopLine } from "./loop_line.ts";
import { releaseWords } from "./release_words.ts";

interface Known extends RunCounts {
  name: string;
  /** Lines that are told only if something follows them: of a quiet run one line is enough. */
  held: string[] | undefined;
  /** The actions whose end was said to be awaited. */
  awaited: Set<number>;
}

/** Makes the lines. Never throws: what is shown must not end what is done. */
class WorkerLines implements WorkerReport {
  readonly #options: WorkerReportOptions;
  readonly #loops = new Map<number, Known>();

  constructor(options: WorkerReportOptions) {
    this.#options = options;
  }

  emit(event: Event): void {
    const known = this.#loops.get(event.loop);
    if (known && event.kind === "result" && event.outcome === "changed" && !event.recorded) known.changed++;
    if (known && event.kind === "waiting for receipt") {
      if (known.awaited.has(event.id)) return;
      known.awaited.add(event.id);
    }
    const line = loopLine(event);
    if (line === undefined) return;
    const quiet = event.kind === "iteration closed" && event.converged;
    this.#write(line, event.loop, quiet ? known?.held : undefined);
  }

  tell(event: WorkerEvent): void {
    if (event.kind === "claimed") {
      const held = event.run > 1 && event.takenFrom === undefined ? [] : undefined;
      this.#loops.set(event.loop, { name: event.name, run: event.run, changed: 0, held, awaited: new Set() });
    }
    const loop = "loop" in event ? event.loop : undefined;
    const known = loop === undefined ? undefined : this.#loops.get(loop);
    if (known && isQuietEnd(event)) known.held = undefined;
    this.#write(this.#lineOf(event), loop, event.kind === "claimed" ? known?.held : undefined);
    // A loop that has ended tells no more: a worker that lives for years keeps no list of all that ever were.
    const over = event.kind === "released" && (event.release.kind === "done" || event.release.kind === "cancelled");
    if (over) this.#loops.delete(event.loop);
  }

  asks(prompt: PromptRow): void {
    const { id, kind, text, options, loop } = prompt;
    const choice = options.length === 0 ? "" : ` (${options.map((option, at) => `${at + 1} ${option}`).join(", ")})`;
    this.#write({
      kind: "prompt",
      text: `asks: ${questionInLine(prompt)}${choice}; to answer: ${this.#options.type(`respond ${id} ANSWER`)}`,
      fields: { prompt: id, about: kind, question: text, options },
      urgent: true,
    }, loop);
  }

  drifted(drift: DriftRow): void {
    const { id, loop, host, name, task, module, item, firstSeenAt, action, correctedAt } = drift;
    const put = correctedAt !== null && action !== null
      ? `put right by action ${action}`
      : correctedAt !== null
      ? "it is gone again"
      : "not put right";
    this.#write({
      kind: "drift",
      text: `drift: [${host}] ${name}, first seen ${firstSeenAt}, ${put}; what: ${
        this.#options.type(`history ${loop} --drift`)
      }`,
      fields: { drift: id, host, task: name, path: task, module, item, firstSeenAt, action, correctedAt },
      urgent: true,
    }, loop);
  }

  counts(loop: number): RunCounts | undefined {
    return this.#loops.get(loop);
  }

  #lineOf(event: WorkerEvent): Line {
    const { type } = this.#options;
    switch (event.kind) {
      case "started": {
        const most = event.concurrency === 1 ? "one loop at a time" : `up to ${event.concurrency} loops at once`;
        return {
          kind: "started",
          text: `worker started (${ownerWords(event.name)}): ${most}`,
          fields: { worker: event.name, concurrency: event.concurrency },
        };
      }
      case "claimed": {
        const from = event.takenFrom === undefined
          ? ""
          : `, taken over from ${ownerWords(event.takenFrom)}, which is gone`;
        const { run, takenFrom = null } = event;
        return {
          kind: "claimed",
          text: `claimed, run ${run}${from}`,
          fields: { run, takenFrom },
          urgent: takenFrom !== null,
        };
      }
      case "released":
        return releaseWords(event.loop, event.release, type);
      case "lost":
        return { kind: "lost", text: "another worker has it now: nothing more was written here", urgent: true };
      case "fault":
        return {
          kind: "fault",
          text: `our bug, please report it: ${stackOf(event.error)}`,
          fields: { error: stackOf(event.error) },
          urgent: true,
        };
      case "database":
        return {
          kind: "database",
          text: `database: ${event.message}`,
          fields: { message: event.message },
          urgent: true,
        };
      case "page": {
        const { kind, message, url, pid } = event;
        const fields = { message, ...(url === undefined ? {} : { url }), ...(pid === undefined ? {} : { pid }) };
        return { kind, text: message, fields, urgent: url === undefined };
      }
      case "stopping":
        return { kind: "stopping", text: "stopping: no new work, running actions may end" };
      case "stopped":
        return { kind: "stopped", text: "stopped" };
    }
  }

  /** Writes a line, after those that were held back; or holds it back, too. */
  #write({ kind, text, fields, urgent, machinesOnly }: Line, loop?: number, hold?: string[]): void {
    const { write, clock, format, quiet } = this.#options;
    if (quiet && !urgent) return;
    const at = new Date(clock.now()).toISOString();
    const known = loop === undefined ? undefined : this.#loops.get(loop);
    const name = known?.name ?? "?";
    if (format === "json") {
      return write(safeJson({ at, kind, ...(loop === undefined ? {} : { loop, name }), ...fields }));
    }
    if (machinesOnly) return;
    const about = loop === undefined ? "" : `loop ${loop} (${name}): `;
    const whole = oneLine(`${at.slice(0, 19)}Z ${about}${text}`);
    if (hold !== undefined) return void hold.push(whole);
    for (const line of known?.held ?? []) write(line);
    if (known !== undefined) known.held = undefined;
    write(whole);
  }
}

function isQuietEnd(event: WorkerEvent): boolean {
  if (event.kind !== "released") return false;
  return event.release.kind === "next run" && event.release.ended.status === "completed";
}

/** Lines of a worker. */
export function openWorkerLines(options: WorkerReportOptions): WorkerReport {
  return new WorkerLines(options);
}

function stackOf(error: unknown): string {
  return error instanceof Error ? error.stack ?? String(error) : String(error);
}
