// Questions and approvals, answered in a real browser while a worker waits for them.
import assert from "node:assert/strict";
import { checkEnd } from "../crash/invariants.ts";
import { askedFor } from "./page/record.ts";
import { form, light, said, shows } from "./page/sights.ts";
import { pageTest, type Stage } from "./page/stage.ts";

/** A worker, and a loop that asks for approval of a file that goes and a command. */
async function asksForApproval({ ground, worker }: Stage): Promise<void> {
  await worker();
  const { code, stderr } = await ground.run("submit", "the service runs", "--model", askedFor(ground));
  assert.equal(code, 0, stderr);
}

function there(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

pageTest("serve: a question comes up on an open page, and its answer reaches the loop", async (stage) => {
  const { ground, open, submit, worker } = stage;
  const page = await open("/inbox");
  await light(page, "live");
  await worker();
  await submit(
    "release",
    `    - pause: { prompt: Which release? }
      register: asked
    - copy: { content: "{{ asked.user_input }}", dest: DIR/release }
`,
  );
  const question = form(page, "answer");
  await question.waitFor();
  await shows(page, "Which release?");
  await question.getByRole("textbox").fill("1.3 <b>");
  await question.getByRole("button").click();
  await said(page, /answered/);
  await ground.until("the end", () => ground.query("select status from loops")[0]?.["status"] === "completed");
  assert.deepEqual(ground.lines("release"), ["1.3 <b>"]);
  await page.goto("/inbox/1");
  await shows(page, "1.3 <b>");
  checkEnd(ground.db, 1);
});

pageTest("serve: what is approved is what was shown, and it is done", async (stage) => {
  const { ground, open } = stage;
  const page = await open("/inbox");
  await light(page, "live");
  await asksForApproval(stage);
  await form(page, "answer").first().waitFor();
  await shows(page, `${ground.folder}/old.conf`);
  await shows(page, /"state": "file"[^]*"state": "absent"/);
  await shows(page, `echo started >> ${ground.folder}/deeds`);
  assert.deepEqual([there(`${ground.folder}/old.conf`), ground.lines("deeds")], [true, []]);
  await page.getByRole("button", { name: "Approve", exact: true }).click();
  await said(page, /answered: yes/);
  await ground.until("the end", () => ground.query("select status from loops")[0]?.["status"] === "completed");
  assert.deepEqual([there(`${ground.folder}/old.conf`), ground.lines("deeds")], [false, ["started"]]);
  checkEnd(ground.db, 1);
});

pageTest("serve: what is denied is not done, and why is on record", async (stage) => {
  const { ground, open } = stage;
  await asksForApproval(stage);
  await ground.until("the question", () => ground.query("select 1 from prompts").length > 0);
  const page = await open("/inbox/1");
  await page.getByLabel(/Why not/).fill("not on a Friday");
  await page.getByRole("button", { name: "Deny" }).click();
  await said(page, /answered: no, because: not on a Friday/);
  const [prompt] = ground.query("select response, comment from prompts where id = 1");
  assert.deepEqual({ ...prompt }, { response: "no", comment: "not on a Friday" });
  await ground.until("the loop going on", () => ground.query("select count(*) n from iterations")[0]!["n"] !== 1);
  assert.deepEqual([there(`${ground.folder}/old.conf`), ground.lines("deeds")], [true, []]);
  await page.goto("/inbox/1");
  await shows(page, "not on a Friday");
});

pageTest(
  "serve: who answers second is told who was first, on a page that stands still and on a live one",
  async (stage) => {
    const { ground, open } = stage;
    await asksForApproval(stage);
    await ground.until("the question", () => ground.query("select 1 from prompts").length > 0);
    const [first, live, still] = [
      await open("/inbox/1"),
      await open("/inbox/1"),
      await open("/inbox/1", { javaScriptEnabled: false }),
    ];
    await light(live, "live");
    await first.getByRole("button", { name: "Approve", exact: true }).click();
    await said(first, /answered: yes/);
    await form(live, "answer").first().waitFor({ state: "detached" });
    await still.getByRole("button", { name: "Deny" }).click();
    await said(still, /was answered meanwhile: "yes"/);
    await ground.until("the end", () => ground.query("select status from loops")[0]?.["status"] === "completed");
    assert.deepEqual(ground.lines("deeds"), ["started"]);
  },
);

pageTest("serve: a card that goes away puts no other button under the finger", async (stage) => {
  const { ground, open, submit, worker } = stage;
  await worker();
  const asks = `    - pause: { prompt: Which release? }
`;
  await submit("first", asks);
  await submit("second", asks);
  // Whatever is told later would bring back the card that is taken away below.
  await ground.until("both to wait", () => ground.query("select 1 from loops where status = 'paused'").length === 2);
  const page = await open("/inbox");
  await light(page, "live");
  const second = form(page, "answer").nth(1);
  await second.getByRole("textbox").fill("2.0");
  // As when somebody else answers the first one while the finger comes down on what then stands there.
  await page.evaluate(`(async () => {
    const { exchange, readPage } = await import("/assets/exchange.js");
    const next = readPage(document.documentElement.outerHTML);
    next.page.querySelector("form[action='/deeds/answer']").closest("article, section, li").remove();
    exchange(next);
    document.querySelector("form[action='/deeds/answer'] button:not([type=button])").click();
  })()`);
  await shows(page, "The page changed just now");
  assert.deepEqual(ground.query("select 1 from prompts where status = 'answered'"), []);
  await page.evaluate(`(async () => {
    const { justMoved } = await import("/assets/steady.js");
    while (justMoved(document.querySelector("form[action='/deeds/answer']"))) await new Promise(requestAnimationFrame);
  })()`);
  await form(page, "answer").getByRole("button").click();
  await said(page, /answered/);
  await ground.until("the end", () => ground.query("select 1 from loops where status = 'completed'").length === 1);
  assert.deepEqual(
    ground.query("select response from prompts where status = 'answered'").map(({ response }) => response),
    [
      "2.0",
    ],
  );
});
