// Pages that show nothing, or refuse: for everybody, too.
import assert from "node:assert/strict";
import { ALL_WAYS, Stumbles } from "./page/seen.ts";
import { pageTest } from "./page/stage.ts";

const EMPTY = ["/", "/loops/new", "/inbox", "/hosts", "/drift", "/rules", "/workers"];
/** With the status of each. */
const REFUSED: [string, number][] = [["/loops/99", 404], ["/nothing", 404], ["/?after=x", 400]];

pageTest(
  "serve: pages of an empty record, and errors, are for everybody and say what to do",
  async ({ open, browser }) => {
    browser.troubles.expect(/the server responded with a status of 40[04]/);
    const page = await open("/");
    const stumbles = new Stumbles();
    for (const [path, status] of [...EMPTY.map((path): [string, number] => [path, 200]), ...REFUSED]) {
      const answer = await page.goto(path);
      assert.equal(answer?.status(), status, path);
      assert.ok((await page.locator("main").innerText()).length > 20, path);
      await stumbles.look(page, ALL_WAYS);
    }
    stumbles.none();
  },
);
