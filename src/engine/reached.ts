// Which hosts answer in a pass. One that does not is asked no more: each try would hold all others up once again.
import type { Journal } from "../ports/journal.ts";
import type { ModuleDoc } from "../ports/module.ts";

/** The hosts of one pass, by the names of the inventory. */
export class Reached {
  readonly #hosts = new Map<string, { error: string | null; entered?: true }>();
  /** Rows that stay running, because their hosts went away under them. */
  readonly left: number[] = [];
  readonly #busy = new Set<string>();
  #cut = false;

  /** `away`: hosts on which an action still runs, as far as anybody knows, and the sentence that says why they cannot be asked. */
  constructor(away: ReadonlyMap<string, string> = new Map()) {
    for (const [host, error] of away) {
      this.#hosts.set(host, { error });
      this.#busy.add(host);
    }
  }

  /** Why a host is asked no more in this pass; undefined for one that may be asked. A module that waits for hosts asks all but those that a deed may still run on. */
  whyAway(host: string, { awaitsHost }: Pick<ModuleDoc, "awaitsHost"> = {}): string | undefined {
    if (awaitsHost === true && !this.#busy.has(host)) return undefined;
    const { error = null, entered = false } = this.#hosts.get(host) ?? {};
    return entered ? undefined : error ?? undefined;
  }

  answered(host: string): void {
    if (!this.#hosts.has(host)) this.#hosts.set(host, { error: null });
  }

  /** Somebody has waited for it. One under which a deed may still run stays away: the next pass settles that first. */
  cameBack(host: string): void {
    if (!this.#busy.has(host)) this.#hosts.set(host, { error: null });
  }

  /** It lets us in, and not become the user that was asked for. Others may be asked for. */
  refused(host: string, error: string): void {
    if (this.whyAway(host) === undefined) this.#hosts.set(host, { error, entered: true });
  }

  away(host: string, error: string): void {
    this.#hosts.set(host, { error });
  }

  /** Whether a connection that broke, or a human, has cut the pass short for a host: the next one completes it, and that is no failure. */
  get cut(): boolean {
    return this.#cut;
  }

  /** A human came before a deed that was written down already. */
  stopped(): void {
    this.#cut = true;
  }

  /** A deed left no end. Its host goes no further in this pass. */
  interrupted(host: string, error: string): void {
    this.#cut = true;
    this.#busy.add(host);
    this.away(host, error);
  }

  /** A deed's row stays running: nobody can tell what became of it before its host answers. */
  leave(id: number, host: string, error: string): void {
    this.left.push(id);
    this.#busy.add(host);
    this.#cut = true;
    this.away(host, error);
  }

  /** For the record. */
  byHost(): NonNullable<Parameters<Journal["closeIteration"]>[1]["reached"]> {
    return Object.fromEntries(this.#hosts);
  }
}
