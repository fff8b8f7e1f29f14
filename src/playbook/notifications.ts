// Which handlers were notified on which host, and by the rows of which actions.
import type { Handler } from "./playbook.ts";

/** The notifications of one play in one pass. */
export class Notifications {
  readonly #pending = new Map<Handler, Map<string, number[]>>();

  /** `nameOn` says what a handler is called on a host: its name may hold a template. */
  constructor(readonly handlers: readonly Handler[], readonly nameOn: (handler: Handler, host: string) => string) {}

  /** Whether a handler listens to this name or topic on this host. */
  knows(name: string, host: string): boolean {
    return this.#listening(name, host).length > 0;
  }

  /** Notes that actions (their rows) on a host notified a handler's name or a topic. */
  notify(name: string, host: string, by: number[]): void {
    for (const handler of this.#listening(name, host)) {
      const hosts = this.#pending.get(handler) ?? new Map<string, number[]>();
      hosts.set(host, [...hosts.get(host) ?? [], ...by]);
      this.#pending.set(handler, hosts);
    }
  }

  /** The first handler in the play's order that waits on one of these hosts, taken: each notification is answered once. */
  take(alive: readonly string[]): { handler: Handler; hosts: Map<string, number[]> } | undefined {
    for (const handler of this.handlers) {
      const waiting = this.#pending.get(handler);
      if (waiting === undefined) continue;
      const hosts = new Map([...waiting].filter(([host]) => alive.includes(host)));
      if (hosts.size === 0) continue;
      for (const host of hosts.keys()) waiting.delete(host);
      return { handler, hosts };
    }
    return undefined;
  }

  /** Forgets what has not been answered. */
  clear(): void {
    this.#pending.clear();
  }

  /** Of handlers that share a name the last one hears it, as in Ansible; every one that listens to a topic does. */
  #listening(name: string, host: string): Handler[] {
    const named = this.handlers.findLast((handler) => this.nameOn(handler, host) === name);
    return this.handlers.filter((handler) => handler === named || topicsOf(handler).includes(name));
  }
}

function topicsOf(handler: Handler): string[] {
  return (handler.kind === "include" ? handler.task : handler).listen ?? [];
}
