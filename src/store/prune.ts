// What is old goes: one small batch of one kind after another, the write lock held for a few milliseconds each.
import { type Kysely, sql } from "kysely";
import type { DatabaseSync } from "node:sqlite";
import type { Clock } from "../ports/clock.ts";
import type { Keep, Removed } from "../ports/upkeep.ts";
import { USED_AGAIN_MS } from "./kept_sources.ts";
import { pruneIterations } from "./prune_iterations.ts";
import { giveBack } from "./shrink.ts";
import type { Tables, Transact } from "./tables.ts";
import { timestamp } from "./timestamp.ts";

/** Rows of the feed, or of the outbox, that one step removes: 2 ms on a slow disk. */
const ROWS = 500;
/** Contents that one step removes, and bytes of them: their pages are what costs. */
const CONTENTS = 100;
const BYTES = 2 * 1024 * 1024;

/** Old contents that one step looks at: of those that loops still stand on there are fewer. */
const LOOKED_AT = 20_000;

/** What one step did, and whether there is more of its kind. */
export interface Step {
  removed: Partial<Removed>;
  more: boolean;
}

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
        return await db.transaction().execute((trx) => pruneEvents(trx, before(keep.outputsMs)));
      case 1:
        return await db.transaction().execute((trx) => pruneNotifications(trx, before(keep.outputsMs)));
      case 2:
        return await pruneOutputs(db, before(Math.max(keep.outputsMs, 2 * USED_AGAIN_MS)));
      case 3: {
        const step = await pruneIterations(db, { after: this.#after, before: before(keep.historyMs) });
        this.#after = step.more ? step.after : 0;
        return step;
      }
      case 4:
        return await db.transaction().execute((trx) => pruneDrifts(trx, before(keep.historyMs)));
      default:
        // Between its two ends nobody else writes through this connection.
        return await db.transaction().execute(() => Promise.resolve({ removed: {}, more: giveBack(means.file) }));
    }
  }
}

const KINDS = 6;
const NONE: Removed = { outputs: 0, events: 0, iterations: 0, actions: 0, notifications: 0 };

/** The feed is written in order: where its oldest row is young enough, all are. */
async function pruneEvents(trx: Transact, before: string): Promise<Step> {
  const oldest = await trx.selectFrom("events").select(["id", "at"]).orderBy("id").limit(ROWS).execute();
  const young = oldest.findIndex(({ at }) => at >= before);
  const last = oldest.at(young === -1 ? -1 : young - 1);
  if (last === undefined || young === 0) return { removed: {}, more: false };
  const { numDeletedRows } = await trx.deleteFrom("events").where("id", "<=", last.id).executeTakeFirst();
  return { removed: { events: Number(numDeletedRows) }, more: young === -1 && oldest.length === ROWS };
}

/** Those that are on their way stay; they are few, since none is for long. */
async function pruneNotifications(trx: Transact, before: string): Promise<Step> {
  const oldest = await trx.selectFrom("notifications").select(["id", "status", "created_at"]).orderBy("id").limit(ROWS)
    .execute();
  const old = oldest.filter((row) => row.status !== "pending" && row.created_at < before);
  if (old.length === 0) return { removed: {}, more: false };
  await trx.deleteFrom("notifications").where("id", "in", old.map(({ id }) => id)).execute();
  return { removed: { notifications: old.length }, more: old.length === ROWS };
}

/**
 * What no action has said and no run has read since. What loops that go on are read from stays, however old: read here without the lock,
 * since a run that reads it meanwhile marks it as used.
 */
async function pruneOutputs(db: Kysely<Tables>, before: string): Promise<Step> {
  const old = await db.selectFrom("outputs").select(["hash", "bytes"]).where("used_at", "<", before)
    .orderBy("used_at").limit(LOOKED_AT).execute();
  if (old.length === 0) return { removed: {}, more: false };
  const read = await sourcesOfLoops(db);
  const free = old.filter(({ hash }) => !read.has(hash));
  let bytes = 0;
  const batch = free.slice(0, CONTENTS).filter((row, index) => (bytes += row.bytes) <= BYTES || index === 0);
  if (batch.length === 0) return { removed: {}, more: false };
  const { numDeletedRows } = await db.deleteFrom("outputs").where("hash", "in", batch.map(({ hash }) => hash))
    .where("used_at", "<", before).executeTakeFirst();
  return { removed: { outputs: Number(numDeletedRows) }, more: free.length > batch.length };
}

/** Hashes of the files that loops which have not ended were read from. */
async function sourcesOfLoops(db: Kysely<Tables>): Promise<Set<string>> {
  // To the letter the condition of an index: ended loops may be a million.
  const rows = await db.selectFrom("loops").select("sources")
    .where(sql<boolean>`status NOT IN ('completed', 'failed', 'cancelled')`).where("sources", "is not", null).execute();
  const files = rows.map(({ sources }) => (JSON.parse(sources!) as { files?: Record<string, string> }).files ?? {});
  return new Set(files.flatMap((each) => Object.values(each)));
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
