// An open page whose session ends: it leads to the login, and from there back to where it was.
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { form, light } from "./page/sights.ts";
import { pageTest, type Stage } from "./page/stage.ts";
import { GONE } from "./page/troubles.ts";
import type { Ground } from "./program.ts";

const OLD = "correct-horse-battery-staple";
const NEW = "another-horse-staple-battery";
/** What Chromium says of a server that is not there, and of one that lets nobody in. */
const TROUBLES = [GONE, /the server responded with a status of 401/];

function tokenOf(ground: Ground, token: string): void {
  ground.write("tokens", `full ann ${token}\n`);
  Deno.chmodSync(`${ground.folder}/tokens`, 0o600);
}

const staging = {
  before: (ground: Ground) => tokenOf(ground, OLD),
  serve: ["--token-file", "tokens"],
};

async function logIn(page: Page, token: string): Promise<void> {
  await page.waitForURL((url) => url.pathname === "/login");
  await page.locator("input[type=password]").fill(token);
  await page.locator("input[type=password]").press("Enter");
  await page.waitForURL((url) => url.pathname === "/inbox");
  await light(page, "live");
}

/** The inbox with an open question, before somebody who came in. */
async function asked({ ground, open }: Stage): Promise<Page> {
  ground.write("asks.yml", "- hosts: localhost\n  gather_facts: false\n  tasks:\n    - pause: { prompt: Which? }\n");
  assert.equal((await ground.run("run", "-f", "asks.yml")).code, 3);
  const page = await open("/inbox");
  await logIn(page, OLD);
  return page;
}

pageTest("serve: an open page leads to the login once its token is taken back, and back again", async (stage) => {
  const { ground, site, browser } = stage;
  browser.troubles.expect(...TROUBLES);
  const page = await asked(stage);
  await site.kill();
  await light(page, "stale");
  tokenOf(ground, NEW);
  await site.startAgain();
  await logIn(page, NEW);
}, staging);

pageTest(
  "serve: an answer that is sent when the session is over is not given, and leads to the login",
  async (stage) => {
    const { ground, browser } = stage;
    browser.troubles.expect(...TROUBLES);
    const page = await asked(stage);
    await page.context().clearCookies();
    await form(page, "answer").getByRole("textbox").fill("late");
    await form(page, "answer").getByRole("button").click();
    await logIn(page, OLD);
    assert.equal(ground.query("select response from prompts")[0]?.["response"], null);
  },
  staging,
);
