// Which loops are over.
import { sql } from "kysely";

/** A blocked loop is not among them: it is shown with those that go on, since it can once what it lacks is there. */
export const ENDED: readonly string[] = ["completed", "failed", "cancelled"];

/** Statuses in which nothing comes next by itself. */
export const AT_AN_END: readonly string[] = [...ENDED, "blocked"];

/** To the letter the condition of the index `loops_open`: with a parameter in it each ended loop would be read, and they may be a million. */
export const IS_OPEN = sql<boolean>`status NOT IN ('completed', 'failed', 'cancelled')`;

/** Likewise, of the index `loops_ended`. */
export const HAS_ENDED = sql<boolean>`status IN ('completed', 'failed', 'cancelled')`;
