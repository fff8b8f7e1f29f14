// The status page's door in a real browser: what other sites may try, and who comes in with a token.
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import type { Ground } from "./program.ts";
import { ALL_WAYS, Stumbles } from "./page/seen.ts";
import { light } from "./page/sights.ts";
import { pageTest, type Stage } from "./page/stage.ts";
import { GONE } from "./page/troubles.ts";

const TASKS = "    - copy: { content: x, dest: DIR/file }\n";

/** Another site on this machine, for as long as `act` takes: `body` is its only page. A browser counts it as the same site as ours, at another origin. */
async function otherSite(body: string, act: (origin: string) => Promise<void>): Promise<void> {
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    () => new Response(`<!doctype html><title>other</title>${body}`, { headers: { "content-type": "text/html" } }),
  );
  try {
    await act(`http://127.0.0.1:${server.addr.port}`);
  } finally {
    await server.shutdown();
  }
}

const FULL = "correct-horse-battery-staple";
const READ = "wrong-donkey-engine-paperclip";

function tokens(ground: Ground, full = FULL): void {
  ground.write("tokens", `# who may come in\nfull ann ${full}\nread rob ${READ}\n`);
  Deno.chmodSync(`${ground.folder}/tokens`, 0o600);
}

async function logIn(page: Page, token: string): Promise<void> {
  await page.locator("input[type=password]").fill(token);
  await page.locator("input[type=password]").press("Enter");
}

/** Somebody who came in with the token and sees the loops. */
async function inside({ open }: Stage, token: string): Promise<Page> {
  const page = await open("/");
  assert.equal(new URL(page.url()).pathname, "/login");
  await logIn(page, token);
  await page.waitForURL((url) => url.pathname === "/");
  return page;
}

function statusOf(ground: Ground): unknown {
  return ground.query("select status from loops where id = 1")[0]?.["status"];
}

pageTest(
  "serve: another site's forms and scripts do nothing, though the session's cookie comes along",
  async (stage) => {
    const { submit, ground, site, browser } = stage;
    await submit("web", TASKS);
    const page = await inside(stage, FULL);
    browser.troubles.expect(
      /asked elsewhere: /,
      /the server responded with a status of 4/,
      /CORS policy/,
      /ERR_FAILED/,
    );
    const form =
      `<form method=post action="${site.origin}/deeds/cancel"><input name=loop value=1><input name=back value=/></form>`;
    await otherSite(form, async (origin) => {
      const evil = await page.context().newPage();
      await evil.goto(origin);
      const [answer] = await Promise.all([
        evil.waitForResponse((response) => response.request().method() === "POST"),
        evil.evaluate("document.forms[0].submit()"),
      ]);
      assert.match((await answer.request().allHeaders())["cookie"] ?? "", /\S/, "the cookie comes along");
      assert.equal(answer.status(), 403);
      await evil.waitForURL(`${site.origin}/**`);
      await evil.goto(origin);
      const tried = await evil.evaluate(async (target) => {
        const one = (path: string, init: RequestInit) =>
          fetch(target + path, { credentials: "include", ...init }).then((a) => a.text(), () => "refused");
        return await Promise.all([
          one("/", {}),
          one("/api/v1/loops", {}),
          one("/api/v1/loops/1/cancel", { method: "POST", body: "{}" }),
          one("/api/v1/loops/1/cancel", {
            method: "POST",
            body: "{}",
            headers: { "content-type": "application/json" },
          }),
          one("/deeds/cancel", {
            method: "POST",
            body: new URLSearchParams({ loop: "1", back: "/" }),
            mode: "no-cors",
          }),
        ]);
      }, site.origin);
      assert.deepEqual(tried, Array(5).fill("refused"));
      await evil.close();
    });
    assert.equal(statusOf(ground), "pending");
  },
  { before: (ground) => tokens(ground), serve: ["--token-file", "tokens"] },
);

pageTest("serve: no other site may frame a page", async ({ open, site, browser }) => {
  const page = await open("/");
  browser.troubles.expect(
    /asked elsewhere: /,
    /frame-ancestors|X-Frame-Options|status of 403/i,
    /ERR_BLOCKED_BY_RESPONSE/,
  );
  await otherSite(`<iframe src="${site.origin}/"></iframe>`, async (origin) => {
    await page.goto(origin);
    const frame = page.frames()[1]!;
    await frame.waitForLoadState();
    assert.equal(await frame.locator("nav").count(), 0);
  });
});

pageTest("serve: a name that was bent to this machine is turned away", async ({ submit, site, browser }) => {
  await submit("web", TASKS);
  // What is refused has no style; Chromium says that a name with http is not to be trusted.
  browser.troubles.expect(/the server responded with a status of 4/, /Refused to apply style/, /untrustworthy/);
  const bent = site.origin.replace("127.0.0.1", "evil.test");
  const page = await (await browser.person(bent)).open();
  const answer = await page.goto("/");
  assert.ok((answer?.status() ?? 0) >= 400, String(answer?.status()));
  assert.equal(await page.getByText("web", { exact: true }).count(), 0);
  const told = await page.evaluate(() => fetch("/api/v1/loops").then((a) => a.status));
  assert.ok(told >= 400, String(told));
}, { chromium: ["--host-resolver-rules=MAP evil.test 127.0.0.1"] });

pageTest("serve: a token opens the page, a wrong one does not, and who logs out is out", async (stage) => {
  const { submit, browser, open } = stage;
  await submit("web", TASKS);
  browser.troubles.expect(/the server responded with a status of 40[13]/);
  const page = await open("/loops/1?x=1");
  assert.equal(new URL(page.url()).pathname, "/login");
  assert.equal(await page.getByText("web", { exact: true }).count(), 0, "nothing is told before");
  await logIn(page, "wrong-token-of-some-length");
  await page.getByRole("alert").waitFor();
  assert.equal(new URL(page.url()).pathname, "/login");
  const stumbles = new Stumbles();
  await stumbles.look(page, ALL_WAYS);
  stumbles.none();
  await logIn(page, FULL);
  await page.waitForURL((url) => url.pathname === "/loops/1" && url.search === "?x=1");
  assert.equal(await page.evaluate("document.cookie"), "", "no script sees the session");
  await page.getByRole("button", { name: "Log out" }).click();
  await page.waitForURL((url) => url.pathname === "/login");
  await page.goto("/loops/1");
  assert.equal(new URL(page.url()).pathname, "/login");
}, { before: (ground) => tokens(ground), serve: ["--token-file", "tokens"] });

pageTest("serve: who may only read is told so, and can do nothing", async (stage) => {
  const { submit, ground, browser } = stage;
  await submit("web", TASKS);
  browser.troubles.expect(/the server responded with a status of 403/);
  const page = await inside(stage, READ);
  await page.goto("/loops/1");
  assert.equal(await page.locator("form[action^='/deeds/']:visible button:enabled").count(), 0);
  const answer = await page.evaluate(async () => {
    const said = await fetch("/deeds/cancel", { method: "POST", body: new URLSearchParams({ loop: "1", back: "/" }) });
    return { status: said.status, text: await said.text() };
  });
  assert.equal(answer.status, 403);
  assert.match(answer.text, /may only read|read/);
  assert.equal(statusOf(ground), "pending");
}, { before: (ground) => tokens(ground), serve: ["--token-file", "tokens"] });

pageTest("serve: an open page leads to the login once its token is none any more", async (stage) => {
  const { ground, site, browser } = stage;
  browser.troubles.expect(GONE, /a status of 401/);
  const page = await inside(stage, FULL);
  await light(page, "live");
  await site.kill();
  await light(page, "stale");
  tokens(ground, "another-token-than-before");
  await site.startAgain();
  await page.waitForURL((url) => url.pathname === "/login");
  await logIn(page, "another-token-than-before");
  await page.waitForURL((url) => url.pathname === "/");
  await light(page, "live");
}, { before: (ground) => tokens(ground), serve: ["--token-file", "tokens"] });
