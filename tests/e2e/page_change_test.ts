// Loops paused, resumed, run now, cancelled and retried by the buttons of their page.
import assert from "node:assert/strict";
import { light, said, shows, stands, unfold } from "./page/sights.ts";
import { pageTest } from "./page/stage.ts";

const QUIET = "    - copy: { content: x, dest: DIR/file }\n";

pageTest(
  "serve: a loop is paused with a reason, resumed, run now, cancelled and retried from its page",
  async (stage) => {
    const { ground, open, submit, worker } = stage;
    const row = () =>
      ground.query("select status, run, suspended_by, suspended_reason reason from loops where id = 1")[0]!;
    const is = (status: string) => ground.until(status, () => row()["status"] === status);
    await worker();
    await submit("ever", QUIET, "--interval", "1h");
    await ground.until("a first run", () => row()["status"] === "waiting" && ground.lines("file").length === 1);
    const page = await open("/loops/1");
    await light(page, "live");

    const pause = await unfold(page, "pause");
    await pause.locator("[name=reason]").fill("disk swap");
    await pause.getByRole("button").click();
    await said(page, /paused/);
    assert.deepEqual([row()["status"], row()["reason"]], ["paused", "disk swap"]);
    await shows(page, "disk swap");

    await (await unfold(page, "resume")).first().getByRole("button").first().click();
    await is("waiting");
    await stands(page, "waiting");

    await Deno.remove(`${ground.folder}/file`);
    await page.getByRole("button", { name: /run now/i }).click();
    await ground.until("the file", () => ground.lines("file").length === 1);
    await is("waiting");

    await (await unfold(page, "cancel")).getByRole("button").click();
    await said(page, /cancel/);
    await is("cancelled");
    await stands(page, "cancelled");

    await Deno.remove(`${ground.folder}/file`);
    await (await unfold(page, "retry")).getByRole("button").click();
    await ground.until("the file", () => ground.lines("file").length === 1);
    await is("waiting");
    await stands(page, "waiting");
  },
);
