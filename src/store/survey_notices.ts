// What waits for people, and what they were told: questions and drifts of all loops, a page at a time.
import { type Kysely, sql } from "kysely";
import type { LoopStatus } from "../model/loop.ts";
import type { DriftLine, InboxRow, Survey } from "../ports/survey.ts";
import { driftForReaders } from "./archived_feed.ts";
import { pageOf, placeText, readPlace, rowsToAsk } from "./page_place.ts";
import { promptForReaders } from "./prompt_row.ts";
import type { Tables } from "./tables.ts";

/** The survey's queries of questions and drifts. */
export function surveyNotices(db: Kysely<Tables>): Pick<Survey, "prompts" | "drifts"> {
  return {
    prompts: async ({ after, limit, open, loop, iteration }) => {
      const list = open ? "asked" : "answered";
      let query = promptsQuery(db).orderBy("prompts.id", open ? "asc" : "desc").limit(rowsToAsk(limit));
      // Word for word the condition of the indexes of open prompts.
      query = query.where(open ? sql<boolean>`prompts.status = 'pending'` : sql<boolean>`prompts.status <> 'pending'`);
      if (loop !== undefined) query = query.where("prompts.loop_id", "=", loop);
      if (iteration !== undefined) query = query.where("prompts.iteration_id", "=", iteration);
      if (after !== undefined) {
        query = query.where("prompts.id", open ? ">" : "<", readPlace(list, ["integer"], after)[0] as number);
      }
      return pageOf(await query.execute(), limit, { show: inboxRow, place: ({ id }) => placeText(list, [id]) });
    },
    drifts: async ({ after, limit, open, loop, host }) => {
      let query = driftsQuery(db).orderBy("drifts.id", "desc").limit(rowsToAsk(limit));
      if (open === true) query = query.where("drifts.corrected_at", "is", null);
      if (open === false) query = query.where("drifts.corrected_at", "is not", null);
      if (loop !== undefined) query = query.where("drifts.loop_id", "=", loop);
      if (host !== undefined) query = query.where("drifts.host", "=", host);
      if (after !== undefined) {
        query = query.where("drifts.id", "<", readPlace("drifts", ["integer"], after)[0] as number);
      }
      return pageOf(await query.execute(), limit, { show: driftLine, place: ({ id }) => placeText("drifts", [id]) });
    },
  };
}

function promptsQuery(db: Kysely<Tables>) {
  return db.selectFrom("prompts").innerJoin("loops", "loops.id", "prompts.loop_id")
    .leftJoin("iterations", "iterations.id", "prompts.iteration_id").selectAll("prompts")
    .select(["loops.name as loopName", "loops.status as loopStatus", "iterations.n"]);
}

function inboxRow(row: Awaited<ReturnType<ReturnType<typeof promptsQuery>["execute"]>>[number]): InboxRow {
  const { loopName, loopStatus, n } = row;
  return { ...promptForReaders(row), loopName, loopStatus: loopStatus as LoopStatus, n };
}

function driftsQuery(db: Kysely<Tables>) {
  return db.selectFrom("drifts").innerJoin("loops", "loops.id", "drifts.loop_id").selectAll("drifts")
    .select("loops.name as loopName");
}

function driftLine(row: Awaited<ReturnType<ReturnType<typeof driftsQuery>["execute"]>>[number]): DriftLine {
  return { ...driftForReaders(row), loopName: row.loopName };
}
