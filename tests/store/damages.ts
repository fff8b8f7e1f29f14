// A record that is made wrong by hand, and what verify says of it.
import assert from "node:assert/strict";
import type { Store } from "../../src/store/open_store.ts";
import { Scratch } from "./scratch.ts";

/** What is written past all checks, and the sentence that tells of it. */
export interface Damage {
  sql: string;
  says: RegExp;
}

/** A test each; `recorded` writes a record in which everything holds. */
export function testDamages(damages: readonly Damage[], recorded: (scratch: Scratch) => Promise<Store>): void {
  for (const { sql, says } of damages) {
    Deno.test(`Upkeep.verify() tells ${says.source.replaceAll(/[\^$\\]/g, "")}`, async () => {
      await using scratch = new Scratch();
      const store = await recorded(scratch);
      scratch.raw().exec(sql);
      const told = await store.upkeep.verify();
      assert.ok(told.some((sentence) => says.test(sentence)), told.join("\n") || "nothing was told");
    });
  }
}
