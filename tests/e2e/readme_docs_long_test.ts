// The commands that the pages in docs/ show are run as they are shown, each page in a folder of its own.
import assert from "node:assert/strict";
import { noRoom } from "../rooms/room.ts";
import { blocksOf } from "./readme/documents.ts";
import { Newcomer } from "./readme/newcomer.ts";
import { prepared, shopOf, SHOPS } from "./readme/shop.ts";
import { tryOut } from "./readme/try_out.ts";

Deno.test({
  name: "docs: the commands of every page run as they are shown",
  ignore: noRoom() !== undefined,
  fn: async (test) => {
    await using newcomer = await Newcomer.arrive(prepared());
    for (const [page, { first = [], beside }] of Object.entries(SHOPS)) {
      await test.step(page, async () => {
        for (const command of [`cd ${shopOf(page)}`, ...first]) {
          const { code, output } = await newcomer.type(command);
          assert.ok([0, 3].includes(code), output);
        }
        const open = beside === undefined ? undefined : await newcomer.start(beside);
        await open?.until("what is open beside it", () => /is open at/.test(open.out));
        assert.ok(await tryOut(await blocksOf(page, "shop"), newcomer) >= 1);
        if (open !== undefined) assert.equal(await newcomer.interrupt(open), 0);
      });
    }
  },
});
