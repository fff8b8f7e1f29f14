// What is old goes: one small batch of one kind after another, the write lock held for a few milliseconds each.
import type { Kysely } from "kysely";
import type { DatabaseSync } from "node:sqlite";
import type { Clock } from "../ports/clock.ts";
import type { Keep, Removed } from "../ports/upkeep.ts";
import { USED_AGAIN_MS } from "./kept_sources.ts";
import { pruneHosts } from "./prune_hosts.ts";
import { pruneOutputs, type Used } from "./prune_outputs.ts";
import { pruneIterations } from "./prune_iterations.ts";
import { giveBack } from "./shrink.ts";
import type { Tables, Transact } from "./tables.ts";
import { timestamp } from "./timestamp.ts";
import { type Step, TimeSlice } from "./prune_step.ts";

/** Rows that are removed at once before a step looks at the clock. */
const ROWS = 100;

/** What a step works with. */
export interface PruneMeans {
  db: Kysely<Tables>;
  file: DatabaseSync;
  clock: Clock;
  keep: Keep;
}

/** Goes through the kinds in turn, again and again; a call of `step` is one batch. */
export class Pruning {
  #kind = 0;
  /** Up to which iteration this round has looked. */
  #after = 0;
  /** Likewise the content. */
  #output: Used | null = null;
  /** Likewise the host. */
  #host = 0;

  /** `more` is false at the end of a round. */
  async step(means: PruneMeans): Promise<{ removed: Removed; more: boolean }> {
    const { removed, more } = await this.#one(means);
    if (!more) this.#kind = (this.#kind + 1) % KINDS;
    return { removed: { ...NONE, ...removed }, more: more || this.#kind !== 0 };
  }

  async #one(means: PruneMeans): Promise<Step> {
    const { db, clock, keep } = means;
    const before = (ms: number) => timestamp(clock, -ms);
    switch (this.#kind) {
      case 0:
        return await db.transaction().execute((trx) => pruneEvents(trx, before(keep.outputsMs), new TimeSlice(clock)));
      case 1:
        return await db.transaction().execute((trx) => pruneNotifications(trx, before(keep.outputsMs)));
      case 2: {
        const unused = before(Math.max(keep.outputsMs, 2 * USED_AGAIN_MS));
        const step = await pruneOutputs(db, { after: this.#output, before: unused, clock });
        this.#output = step.after;
        return step;
      }
      case 3: {
        const step = await pruneIterations(db, { after: this.#after, before: before(keep.historyMs), clock });
        this.#after = step.more ? step.after : 0;
        return step;
      }
      case 4:
        return await db.transaction().execute((trx) => pruneDrifts(trx, before(keep.historyMs)));
      case 5: {
        const step = await pruneHosts(db, { after: this.#host, before: before(keep.outputsMs), clock });
        this.#host = step.more ? step.after : 0;
        return step;
      }
      default:
        // Between its two ends nobody else writes through this connection.
        return await db.transaction().execute(() => Promise.resolve({ removed: {}, more: giveBack(means.file) }));
    }
  }
}

const KINDS = 7;
const NONE: Removed = { outputs: 0, events: 0, iterations: 0, actions: 0, notifications: 0 };

/** The feed is written in order: where its oldest row is young enough, all are. */
async function pruneEvents(trx: Transact, before: string, slice: TimeSlice): Promise<Step> {
  let events = 0;
  while (true) {
    const oldest = await trx.selectFrom("events").select(["id", "at"]).orderBy("id").limit(ROWS).execute();
    const young = oldest.findIndex(({ at }) => at >= before);
    const last = oldest.at(young === -1 ? -1 : young - 1);
    if (last === undefined || young === 0) return { removed: { events }, more: false };
    const { numDeletedRows } = await trx.deleteFrom("events").where("id", "<=", last.id).executeTakeFirst();
    events += Number(numDeletedRows);
    if (young !== -1 || oldest.length < ROWS) return { removed: { events }, more: false };
    if (slice.over) return { removed: { events }, more: true };
  }
}

/** Those that are on their way stay, and nothing behind them waits for their going. */
async function pruneNotifications(trx: Transact, before: string): Promise<Step> {
  const oldest = await trx.selectFrom("notifications").select(["id", "created_at"]).where("status", "<>", "pending")
    .orderBy("id").limit(ROWS).execute();
  const old = oldest.filter((row) => row.created_at < before);
  if (old.length === 0) return { removed: {}, more: false };
  await trx.deleteFrom("notifications").where("id", "in", old.map(({ id }) => id)).execute();
  return { removed: { notifications: old.length }, more: old.length === ROWS };
}

async function pruneDrifts(trx: Transact, before: string): Promise<Step> {
  const { numDeletedRows } = await trx.deleteFrom("drifts").where(
    "id",
    "in",
    (eb) => eb.selectFrom("drifts").select("id").where("corrected_at", "<", before).orderBy("id").limit(ROWS),
  )
    .executeTakeFirst();
  return { removed: {}, more: Number(numDeletedRows) === ROWS };
}
