// Rules, and one of them: what it says and what is to be said of it stand above the word that lets it act.
import assert from "node:assert/strict";
import { PageStage, READER, RULE } from "../page_stage.ts";
import { attribute, type Element, read, type ReadPage, textOf } from "./reader.ts";

async function withRules(): Promise<PageStage> {
  const stage = await PageStage.open();
  stage.file("rules/motd.yml", RULE);
  stage.file("rules/broken.yml", "name: broken\nwhen: [");
  return stage;
}

/** Hidden fields of the form that says so, and its button. */
function word(page: ReadPage, what: string): { [field: string]: string } | undefined {
  const fields = (form: Element) => form.childNodes.flatMap((node) => "tagName" in node ? [node] : []);
  const form = page.all("form", { action: "/deeds/rule" }).find((form) =>
    fields(form).some((each) => attribute(each, "value") === what)
  );
  if (form === undefined) return undefined;
  return Object.fromEntries(
    fields(form).map((each) =>
      each.tagName === "button" ? ["button", textOf(each)] : [attribute(each, "name")!, attribute(each, "value")!]
    ),
  );
}

Deno.test("rulesPage() says where rules come from where there are none", async () => {
  await using stage = await PageStage.open();
  assert.match((await read(stage.world, "/rules")).text, /There are no rules yet .*proposed .*run 'GOAL IN WORDS'/);
});

Deno.test("rulesPage() has each rule with its state and goal, and files that are none with their place", async () => {
  await using stage = await withRules();
  const page = await read(stage.world, "/rules");
  assert.match(
    page.text,
    /Files that are no rules 1 rules\/broken\.yml:\d+:\d+: .*rules 1 .*motd The greeting is there proposed every goal never/,
  );
  const [link] = page.all("a", { "data-open": "true" });
  assert.equal(attribute(link!, "href"), `/rules/motd?folder=${encodeURIComponent(`${stage.world.cwd}/rules`)}`);
});

Deno.test("rulePage() has the rule's text, remarks and evidence above the button, which is bound to that text", async () => {
  await using stage = await withRules();
  const page = await read(stage.world, "/rules/motd");
  assert.match(
    page.text,
    /when: not greeting\.stat\.exists .*What to know of it .*It is for every goal.*On the record: .*May it act\? .*Approve/,
  );
  const terms = { folder: `${stage.world.cwd}/rules`, name: "motd", text: RULE.trimEnd() };
  const { text, ...approve } = word(page, "approve")!;
  assert.deepEqual({ ...approve, text: text?.trimEnd() }, {
    ...terms,
    what: "approve",
    back: "/rules/motd",
    button: "Approve: let it act",
  });
  assert.equal(word(page, "disable")?.["button"], "Disable");
  assert.match(page.text, /by hand: .*rules approve motd --yes/);
});

Deno.test("rulePage() tries the rule on the record when it is asked to, and not at each news", async () => {
  await using stage = await withRules();
  const [plain, tried] = [await read(stage.world, "/rules/motd"), await read(stage.world, "/rules/motd?test=now")];
  assert.match(plain.text, /it was not tried on anything/);
  assert.match(tried.text, /nothing on record to try it on \(tried just now\)/);
  assert.equal(tried.all("main", { "data-live": "none" }).length, 1);
  const looked = await read(stage.world, "/rules/motd?test=now", READER);
  assert.match(looked.text, /it was not tried on anything/);
  assert.deepEqual(looked.all("a", { class: "button" }), []);
});

Deno.test("rulePage() of one that acts can only be disabled; whoever may only read has no button", async () => {
  await using stage = await withRules();
  stage.file("rules/motd.yml", RULE.replace("proposed", "active"));
  const page = await read(stage.world, "/rules/motd");
  assert.deepEqual([word(page, "approve"), word(page, "disable")?.["button"]], [undefined, "Disable"]);
  assert.deepEqual(
    (await read(stage.world, "/rules/motd", READER)).all("form", { method: "post", action: "/deeds/rule" }),
    [],
  );
});

Deno.test("rulePage() is not there for a name that no rule has, or in a folder that has none", async () => {
  await using stage = await withRules();
  for (const path of ["/rules/other", "/rules/motd?folder=/etc", "/rules/broken"]) {
    assert.equal((await read(stage.world, path)).status, 404, path);
  }
});
