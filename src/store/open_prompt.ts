// Whether a question waits for a human.
import type { Transact } from "./tables.ts";

/** Whether a question of the loop is open. */
export async function hasOpenPrompt(trx: Transact, loop: number): Promise<boolean> {
  const open = await trx.selectFrom("prompts").select("id").where("loop_id", "=", loop)
    .where("status", "=", "pending").limit(1).executeTakeFirst();
  return open !== undefined;
}
