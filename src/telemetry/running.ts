// What is being done at this moment: a moving line on a terminal, now and then a line elsewhere.
import type { Event } from "../model/event.ts";
import type { Events } from "../ports/events.ts";
import type { ReportOptions } from "../ports/report.ts";
import { elapsedText } from "../words/duration_text.ts";
import { oneLine } from "../words/visible.ts";

/** Milliseconds without news after which a place that cannot move hears that something still runs. */
const firstHeartbeat = 30_000;
/** Heartbeats come at twice the time of the last one, but at least this often. */
const longestSilence = 600_000;

/** Actions that have lines of their own; of more one is named. */
const few = 5;

interface Doing {
  what: string;
  since: number;
  /** When the next heartbeat is due, as `since` counts. */
  due: number;
}

/** Listens to a run and ticks once a second until closed. */
export class Running implements Events {
  #options: ReportOptions;
  #actions = new Map<number, Doing>();
  #task: Doing | null = null;
  /** A question to a model that has not been answered. */
  #talk: Doing | null = null;
  /** The hosts that the task is for, and those of them that are not through. */
  #hosts = { all: 0, left: new Set<string>() };
  #stop: () => void;

  constructor(options: ReportOptions) {
    this.#options = options;
    this.#stop = options.every(1000, () => this.#tick());
  }

  emit(event: Event): void {
    const place = (host: string, name: string) => `[${host}] ${name}`;
    switch (event.kind) {
      case "task":
        this.#task = this.#doing(event.name);
        this.#hosts = { all: event.hosts?.length ?? 0, left: new Set(event.hosts) };
        break;
      case "action started":
        this.#actions.set(event.id, this.#doing(place(event.host, event.name)));
        break;
      case "waiting for receipt":
        if (this.#actions.has(event.id)) break;
        this.#actions.set(event.id, this.#doing(`${place(event.host, event.name)} (runs on from before)`));
        break;
      case "settled":
        this.#actions.delete(event.id);
        break;
      case "model asked":
        this.#talk = this.#doing(`asking ${event.model}`);
        break;
      case "model answered":
      case "decided":
        this.#talk = null;
        this.#options.writer.status(undefined);
        break;
      case "result":
        if (event.id !== null) this.#actions.delete(event.id);
        this.#hosts.left.delete(event.host);
        break;
      case "waiting":
        this.#task = this.#doing(event.reason);
        this.#hosts = { all: 0, left: new Set() };
        break;
      case "iteration opened":
      case "iteration closed":
      case "ended":
        this.#actions.clear();
        this.#task = null;
        this.#talk = null;
        this.#hosts = { all: 0, left: new Set() };
        this.#options.writer.status(undefined);
    }
  }

  close(): void {
    this.#stop();
    this.#options.writer.status(undefined);
  }

  #doing(what: string): Doing {
    const since = this.#options.clock.monotonic();
    return { what, since, due: firstHeartbeat };
  }

  #tick(): void {
    const { writer, clock } = this.#options;
    const now = clock.monotonic();
    if (!writer.moving) return this.#heartbeats(now);
    if (this.#task !== null && this.#hosts.all > 1 && this.#hosts.left.size > 0) return this.#fleet(this.#task, now);
    const [first, ...others] = this.#actions.size > 0 ? this.#actions.values() : [this.#talk ?? this.#task];
    // What is done within a second is not worth a line that comes and goes.
    if (!first || now - first.since < 1000) return;
    const more = others.length > 0 ? ` and ${others.length} more` : "";
    writer.status(`${oneLine(first.what)}${more} … ${elapsedText(now - first.since)}`);
  }

  /** `TASK [x] 23/25, waiting for web7 … 4 s`. */
  #fleet(task: Doing, now: number): void {
    const { writer } = this.#options;
    if (now - task.since < 1000) return;
    const { all, left } = this.#hosts;
    const [first = "", ...others] = left;
    const more = others.length > 0 ? ` and ${others.length} more` : "";
    const done = `${all - left.size}/${all}`;
    writer.status(
      `TASK [${oneLine(task.what)}] ${done}, waiting for ${oneLine(first)}${more} … ${elapsedText(now - task.since)}`,
    );
  }

  #heartbeats(now: number): void {
    const talk = this.#talk === null ? [] : [this.#talk];
    const due = [...this.#actions.values(), ...talk].filter((doing) => now - doing.since >= doing.due);
    for (const doing of due) doing.due = now - doing.since + Math.min(now - doing.since, longestSilence);
    const { writer } = this.#options;
    const [first] = due;
    const told = due.length > few && first !== undefined ? [first] : due;
    const more = due.length > few ? ` and ${due.length - 1} more` : "";
    for (const { what, since } of told) {
      writer.progress(`still running: ${oneLine(what)}${more} (${elapsedText(now - since)})`);
    }
  }
}
