// The inbox and a question's own page: what is asked, what can be answered, and what binds the answer to what was shown.
import assert from "node:assert/strict";
import { PageStage, READER } from "../page_stage.ts";
import { asking } from "../../store/scratch.ts";
import { fillRecord } from "./full_record.ts";
import { attribute, type Element, read, type ReadPage, textOf } from "./reader.ts";

/** What each form of a page would send, by its buttons. */
function forms(page: ReadPage): { [field: string]: string }[] {
  return page.all("form", { action: "/deeds/answer" }).map((form) => {
    const fields = inside(form).filter(({ tagName }) => tagName === "input" || tagName === "textarea");
    const buttons = inside(form).filter(({ tagName }) => tagName === "button");
    return {
      ...Object.fromEntries(fields.map((each) => [attribute(each, "name")!, attribute(each, "value") ?? ""])),
      buttons: buttons.map((each) => `${textOf(each)}=${attribute(each, "value") ?? ""}`).join(","),
    };
  });
}

function inside(element: Element): Element[] {
  return element.childNodes.flatMap((node) => "tagName" in node ? [node, ...inside(node)] : []);
}

async function filled(): Promise<PageStage> {
  const stage = await PageStage.open();
  fillRecord(stage, (mark) => mark);
  return stage;
}

Deno.test("inboxPage() has open questions oldest first, each with its loop, who asks, what it takes and the command", async () => {
  await using stage = await filled();
  const page = await read(stage.world, "/inbox");
  const cards = page.all("article");
  assert.deepEqual(cards.map((card) => attribute(card, "id")), [1, 2, 3, 4, 5, 6, 7].map((id) => `prompt-${id}`));
  assert.match(textOf(cards[0]!), /Approval 1 loop, iteration 1, asked by the modelasked 5 min ago/);
  assert.match(textOf(cards[1]!), /Question 2 .* question option b .*ftl2-enterprise respond 2 option/);
  assert.match(textOf(cards[4]!), /Interrupted 5 .* rerun done/);
  const fields = { prompt: "1", about: "approval:hash", back: "/inbox" };
  assert.deepEqual(forms(page).slice(0, 3), [
    { ...fields, buttons: "Approve=yes" },
    { ...fields, comment: "", buttons: "Deny=no" },
    { ...fields, comment: "", buttons: "Approve=yes" },
  ]);
  const own = forms(page).filter(({ own }) => own !== undefined);
  assert.deepEqual(own.map(({ prompt, buttons }) => [prompt, buttons]), [
    ...[["2", "Answer="], ["4", "Go on="], ["6", "Answer="], ["7", "Answer="]],
  ]);
});

Deno.test("inboxPage() shows each action of an approval with its host, why it is asked for and what it would change", async () => {
  await using stage = await filled();
  const { elements } = await read(stage.world, "/inbox");
  const action = elements.find((each) => attribute(each, "id") === "prompt-1-1")!;
  assert.match(
    textOf(action),
    /^shown name on shown host call asked because: because header ?\+1 −1 .*same .*removed.*added/,
  );
  assert.match(textOf(action), /parameter, as it is value of two lines/);
  const host = inside(action).find(({ tagName }) => tagName === "a")!;
  assert.equal(attribute(host, "href"), "/hosts/shown%20host");
  const kinds = inside(action).flatMap((each) =>
    /^diff-(added|removed|same)$/.exec(attribute(each, "class") ?? "")?.[1] ?? []
  );
  assert.deepEqual(kinds, ["same", "removed", "added"]);
});

Deno.test("inboxPage() leads to a page of its own where an approval is too long to be all in sight: there it can be given", async () => {
  await using stage = await filled();
  const text = ["The playbook wants", ...Array.from({ length: 40 }, (_, at) => `${at + 1}. web1: task ${at}`)].join(
    "\n",
  );
  stage.scratch.raw().prepare("UPDATE prompts SET prompt_text = ? WHERE id = 1").run(text);
  const inbox = await read(stage.world, "/inbox");
  assert.equal(forms(inbox).some(({ prompt }) => prompt === "1"), false);
  assert.match(textOf(inbox.all("article")[0]!), /There are 40 actions\. All of it Read all of it and answer$/);
  const own = await read(stage.world, "/inbox/1");
  assert.match(own.text, /task 0 .*task 39/);
  assert.equal(forms(own)[0]?.["buttons"], "Approve=yes");
});

Deno.test("promptPage() takes no yes for what does not fit on any page, and says how to answer", async () => {
  await using stage = await filled();
  stage.scratch.raw().prepare("UPDATE prompts SET prompt_text = ? WHERE id = 1").run(
    `1. web1: ${"x".repeat(1_000_001)}`,
  );
  for (const path of ["/inbox", "/inbox/1"]) {
    const page = await read(stage.world, path);
    assert.equal(forms(page).some(({ prompt }) => prompt === "1"), false, path);
  }
  assert.match((await read(stage.world, "/inbox/1")).text, /too long .* by hand: ftl2-enterprise prompts 1/);
});

Deno.test("inboxPage() has no forms for whoever may only read, and says why", async () => {
  await using stage = await filled();
  const page = await read(stage.world, "/inbox", READER);
  assert.deepEqual(page.all("form", { method: "post", action: "/deeds/answer" }), []);
  assert.match(page.text, /An answer takes a token that may do everything/);
});

Deno.test("inboxPage() has answered ones below, with who and when and why; those of one loop where it is named", async () => {
  await using stage = await filled();
  const page = await read(stage.world, "/inbox");
  const rows = page.elements.filter((each) => attribute(each, "id")?.startsWith("answered-") && each.tagName === "tr");
  assert.match(textOf(rows[1]!), /^Approval 20 .* loop asked by the model response comment human 4 min ago$/);
  assert.match(textOf(rows[0]!), /^Question 21 withdrawn loop cancelled/);
  const other = await read(stage.world, "/inbox?loop=2");
  assert.match(other.text, /of loop 2 .* Nobody waits for you .*prompts --all/);
  await assert.rejects(read(stage.world, "/inbox?loop=two"), { name: "InputError" });
});

Deno.test("inboxPage() has the questions that follow behind a link, and the first ones again", async () => {
  await using stage = await PageStage.open();
  await asking(stage.store, Array.from({ length: 20 }, (_, at) => `question number ${at + 1}.`));
  const first = await read(stage.world, "/inbox");
  assert.match(first.text, /number 15\..*More open questions/);
  assert.doesNotMatch(first.text, /number 16\./);
  const next = first.all("a", { rel: "next" })[0]!;
  const second = await read(stage.world, attribute(next, "href")!);
  assert.match(second.text, /number 16\..*number 20\..*First open questions/);
  assert.doesNotMatch(second.text, /number 15\./);
});

Deno.test("promptPage() tells the answer and what was done after it", async () => {
  await using stage = await filled();
  const page = await read(stage.world, "/inbox/20");
  assert.match(page.text, /answer response because comment by human the loop is paused when 2026-11-22 15:41:00/);
  assert.match(page.text, /What came of it iteration 1, iteration 2 .* action module, iteration 2 host changed/);
  assert.deepEqual(forms(page), []);
  assert.equal((await read(stage.world, "/inbox/20")).all("main", { "data-live": "loop:1" }).length, 1);
});

Deno.test("promptPage() is not there for a number that no question has, or for what is no number", async () => {
  await using stage = await filled();
  for (const path of ["/inbox/99", "/inbox/x", "/inbox/1e3", "/inbox/-1", "/inbox/01"]) {
    assert.equal((await read(stage.world, path)).status, 404, path);
  }
});

Deno.test("PromptForm() sends an option by its number where no form could say it", async () => {
  await using stage = await filled();
  const options = JSON.stringify(["two\nlines", "plain", "x".repeat(300), " spaces "]);
  stage.scratch.raw().prepare("UPDATE prompts SET options = ? WHERE id = 2").run(options);
  const values = (await read(stage.world, "/inbox")).elements
    .filter((each) => attribute(each, "id")?.startsWith("prompt-2-option-")).map((each) => attribute(each, "value"));
  assert.deepEqual(values, ["1", "plain", "3", "4"]);
});
