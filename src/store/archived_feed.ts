// The feed, drift and notifications as readers see them.
import { type Kysely, type Selectable, sql } from "kysely";
import type { FeedKind } from "../model/feed.ts";
import type { Archive, DriftRow, NotificationRow } from "../ports/archive.ts";
import { readColumn } from "./json_column.ts";
import { listed } from "./listed.ts";
import type { Tables } from "./tables.ts";
import type { DriftsTable } from "./tables_beside.ts";

/** The archive's queries of what happened. */
export function archivedFeed(
  db: Kysely<Tables>,
): Pick<Archive, "drifts" | "driftCount" | "feed" | "feedEnd" | "feedStart" | "notifications"> {
  return {
    feed: async (after, { loop, limit }) => {
      let query = db.selectFrom("events").selectAll().where("id", ">", after).orderBy("id").limit(limit);
      if (loop !== undefined) query = query.where("loop_id", "=", loop);
      return (await query.execute()).map((row) => ({
        id: row.id,
        at: row.at,
        loop: row.loop_id,
        kind: row.kind as FeedKind,
        about: row.about,
        data: readColumn(row.data),
      }));
    },
    feedEnd: async () => {
      // Not the newest row: those of a quiet run are taken away again, and whoever has read them would think that this is another feed.
      const { rows } = await sql<{ seq: number }>`select seq from sqlite_sequence where name = 'events'`.execute(db);
      return rows[0]?.seq ?? 0;
    },
    feedStart: async (loop, { since, last }) => {
      const backwards = db.selectFrom("events").select("id").where("loop_id", "=", loop).orderBy("id", "desc").limit(1);
      const older = since === undefined ? undefined : await backwards.where("at", "<", since).executeTakeFirst();
      const before = last === undefined ? undefined : await backwards.offset(last).executeTakeFirst();
      return Math.max(older?.id ?? 0, before?.id ?? 0);
    },
    drifts: async ({ loop, open, limit, ids }) => {
      let query = db.selectFrom("drifts").selectAll().orderBy("id", "desc");
      if (loop !== undefined) query = query.where("loop_id", "=", loop);
      if (open === true) query = query.where("corrected_at", "is", null);
      if (open === false) query = query.where("corrected_at", "is not", null);
      if (ids !== undefined) query = query.where("id", "in", listed(ids));
      if (limit !== undefined) query = query.limit(limit);
      return (await query.execute()).reverse().map(driftForReaders);
    },
    driftCount: async (loop) => {
      const all = db.selectFrom("drifts").select((eb) => eb.fn.countAll<number>().as("n")).where("loop_id", "=", loop);
      const { n } = await all.executeTakeFirstOrThrow();
      return { all: n, open: (await all.where("corrected_at", "is", null).executeTakeFirstOrThrow()).n };
    },
    notifications: async ({ loop, limit }) => {
      let query = db.selectFrom("notifications").selectAll().orderBy("id", "desc");
      if (loop !== undefined) query = query.where("loop_id", "=", loop);
      if (limit !== undefined) query = query.limit(limit);
      return (await query.execute()).reverse().map((row): NotificationRow => ({
        id: row.id,
        loop: row.loop_id,
        kind: row.kind,
        target: row.target,
        status: row.status as NotificationRow["status"],
        attempts: row.attempts,
        lastError: row.last_error,
        createdAt: row.created_at,
        deliveredAt: row.delivered_at,
      }));
    },
  };
}

/** A drift's row. */
export function driftForReaders(row: Selectable<DriftsTable>): DriftRow {
  return {
    id: row.id,
    loop: row.loop_id,
    run: row.run,
    host: row.host,
    task: row.task,
    name: row.name,
    module: row.module,
    item: readColumn(row.item),
    diff: readColumn(row.diff),
    firstSeenAt: row.first_seen_at,
    lastSeenAt: row.last_seen_at,
    action: row.action_id,
    correctedAt: row.corrected_at,
  };
}
