// What is being done at this moment: a moving line on a terminal, now and then a line elsewhere.
import type { Event } from "../model/event.ts";
import type { Events } from "../ports/events.ts";
import type { ReportOptions } from "../ports/report.ts";

/** Milliseconds without news after which a place that cannot move hears that something still runs. */
const firstHeartbeat = 30_000;
/** Heartbeats come at twice the time of the last one, but at least this often. */
const longestSilence = 600_000;

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
      case "result":
        if (event.id !== null) this.#actions.delete(event.id);
        break;
      case "waiting":
        this.#task = this.#doing(event.reason);
        break;
      case "iteration opened":
      case "iteration closed":
      case "ended":
        this.#actions.clear();
        this.#task = null;
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
    const [first, ...others] = this.#actions.size > 0 ? this.#actions.values() : [this.#task];
    // What is done within a second is not worth a line that comes and goes.
    if (!first || now - first.since < 1000) return;
    const more = others.length > 0 ? ` and ${others.length} more` : "";
    writer.status(`${writer.visible(first.what)}${more} … ${elapsed(now - first.since)}`);
  }

  #heartbeats(now: number): void {
    for (const doing of this.#actions.values()) {
      const age = now - doing.since;
      if (age < doing.due) continue;
      doing.due = age + Math.min(age, longestSilence);
      this.#options.writer.progress(
        `still running: ${this.#options.writer.visible(doing.what)} (${elapsed(age)})`,
      );
    }
  }
}

function elapsed(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
