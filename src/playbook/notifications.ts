// Which handlers were notified on which host, and by the rows of which actions.
import type { Handler } from "./playbook.ts";

/** The notifications of one play in one pass. */
export class Notifications {
  readonly #pending = new Map<Handler, Map<string, number[]>>();

  constructor(readonly handlers: readonly Handler[]) {}

  /** Notes that actions (their rows) on a host notified a handler's name or a topic. False when no handler listens to it. */
  notify(name: string, host: string, by: number[]): boolean {
    const listening = this.handlers.filter((handler) => handler.name === name || handler.listen.includes(name));
    for (const handler of listening) {
      const hosts = this.#pending.get(handler) ?? new Map<string, number[]>();
      hosts.set(host, [...hosts.get(host) ?? [], ...by]);
      this.#pending.set(handler, hosts);
    }
    return listening.length > 0;
  }

  /** The first handler in the play's order that waits on one of these hosts, taken: each notification is answered once. */
  take(alive: readonly string[]): { handler: Handler; hosts: Map<string, number[]> } | undefined {
    for (const handler of this.handlers) {
      const waiting = this.#pending.get(handler);
      if (waiting === undefined) continue;
      const hosts = new Map([...waiting].filter(([host]) => alive.includes(host)));
      if (hosts.size === 0) continue;
      this.#pending.delete(handler);
      return { handler, hosts };
    }
    return undefined;
  }
}
