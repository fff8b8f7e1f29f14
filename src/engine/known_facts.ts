// Facts that are on record: a play that gathers them takes those that are not too old, and that nothing was changed after.
import type { Action } from "../model/action.ts";
import type { ModuleResult } from "../model/plan.ts";
import { isObject, type JsonObject } from "../model/json.ts";
import type { KeptFacts } from "../ports/host_notes.ts";
import type { PendingEnds } from "./pending_ends.ts";
import { entranceOf } from "./perform.ts";
import type { Charge, World } from "./world.ts";

/** Milliseconds that facts are good for, unless the loop says otherwise (`--facts-ttl`). */
export const GOOD_MS = 300_000;

/** What is known of the hosts of one step. */
export class KnownFacts {
  readonly #world: World;
  readonly #goodMs: number;
  #kept: ReadonlyMap<string, KeptFacts> = new Map();
  readonly #gathered = new Map<string, KeptFacts>();

  constructor({ charge, world }: { charge: Charge; world: World }) {
    this.#world = world;
    this.#goodMs = charge.loop.options.factsMs ?? GOOD_MS;
  }

  /** Reads what is on record for the actions of a step that gather facts; `ends` are written before, since a change makes facts old. */
  async read(actions: readonly Action[], ends: PendingEnds): Promise<void> {
    const hosts = actions.filter(({ terms }) => terms?.gathersFacts === true).map(({ host }) => host);
    if (hosts.length === 0 || this.#world.hostNotes === undefined || this.#goodMs === 0) return;
    await ends.write();
    this.#kept = await this.#world.hostNotes.facts(hosts);
  }

  /** The result that stands for gathering anew; undefined where that has to be done. */
  standsFor(action: Action): ModuleResult | undefined {
    if (action.terms?.gathersFacts !== true) return undefined;
    const kept = this.#kept.get(action.host);
    if (kept === undefined || this.#world.clock.now() - kept.at >= this.#goodMs) return undefined;
    if (JSON.stringify(kept.asked) !== JSON.stringify(this.#asked(action))) return undefined;
    return { changed: false, ansible_facts: kept.facts };
  }

  /** Keeps what was gathered now. */
  learn(action: Action, { ansible_facts: facts, failed }: ModuleResult): void {
    if (action.terms?.gathersFacts !== true || failed === true) return;
    if (!isObject(facts)) return;
    this.#gathered.set(action.host, { facts, asked: this.#asked(action), at: this.#world.clock.now() });
  }

  /** Writes what was learned, all at once. */
  async write(): Promise<void> {
    if (this.#gathered.size === 0) return;
    const gathered = new Map(this.#gathered);
    this.#gathered.clear();
    if (this.#goodMs > 0) await this.#world.hostNotes?.keepFacts(gathered);
  }

  /** As whom they are gathered is part of it: some are about the user. */
  #asked(action: Action): JsonObject {
    const { way } = entranceOf(action, this.#world);
    const as = way.become === undefined ? way.user : way.become.user;
    return { ...action.params, ...(as === undefined ? {} : { as }) };
  }
}
