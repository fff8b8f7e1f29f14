// Pages of the record in SQLite.
import type { Kysely } from "kysely";
import type { Clock } from "../ports/clock.ts";
import type { Survey } from "../ports/survey.ts";
import { keptTexts } from "./kept_texts.ts";
import { loopLines } from "./loop_lines.ts";
import { loopsInOrder } from "./loop_order.ts";
import { measureAll } from "./measured.ts";
import { workedByHand } from "./worked_by_hand.ts";
import { countAll } from "./survey_counts.ts";
import { hostPage } from "./survey_hosts.ts";
import { hostChangePage } from "./survey_changes.ts";
import { surveyIterations } from "./survey_iterations.ts";
import { surveyNotices } from "./survey_notices.ts";
import type { Tables } from "./tables.ts";

/** The survey of one database. `sizes`: bytes on disk. */
export function sqliteSurvey(
  db: Kysely<Tables>,
  means: { clock: Clock; sizes(): Promise<{ file: number; wal: number }> },
): Survey {
  return {
    ...surveyIterations(db),
    ...surveyNotices(db),
    hosts: (page) => hostPage(db, page),
    hostChanges: (host, page) => hostChangePage(db, host, page),
    loops: async (filter) => {
      const { ids, place } = await loopsInOrder(db, filter);
      const more = ids.length > filter.limit;
      return {
        rows: await loopLines(db, ids.slice(0, filter.limit)),
        next: more ? place(filter.limit - 1) : null,
      };
    },
    line: async (loop) => (await loopLines(db, [loop]))[0],
    counts: () => countAll(db),
    workedByHand: () => workedByHand(db, means.clock),
    measure: () => measureAll(db, means),
    sources: (loop) => keptTexts(db, loop),
  };
}
