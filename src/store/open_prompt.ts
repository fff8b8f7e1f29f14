// Whether a question waits for a human.
import { type RawBuilder, sql } from "kysely";
import type { Transact } from "./tables.ts";

/** Word for word the condition of the indexes of open prompts: bound to the query, it would have it prepared anew each time. */
export const IS_ASKED: RawBuilder<boolean> = sql<boolean>`status = 'pending'`;

/** Whether a question of the loop is open. */
export async function hasOpenPrompt(trx: Transact, loop: number): Promise<boolean> {
  const open = await trx.selectFrom("prompts").select("id").where("loop_id", "=", loop)
    .where(IS_ASKED).limit(1).executeTakeFirst();
  return open !== undefined;
}
