// The form that submits a loop.
import assert from "node:assert/strict";
import { submitPage } from "../../../src/server/pages/submit_page.tsx";
import { SUBMIT_FLAGS } from "../../../src/server/deeds/submit_flags.ts";
import { ADA, PageStage, READER } from "../page_stage.ts";
import { attribute, read } from "./reader.ts";

Deno.test("submitPage() has fields that the deed knows, each with a label, and suggests the files that are near", async () => {
  await using stage = await PageStage.open();
  const world = {
    ...stage.world,
    filesNear: () =>
      Promise.resolve([{ path: "site.yml", kind: "playbook" as const }, { path: "hosts", kind: "inventory" as const }]),
  };
  const page = await read(world, "/loops/new");
  const fields = page.elements.filter(({ tagName }) => tagName === "input" || tagName === "textarea")
    .filter((field) => attribute(field, "type") !== "hidden" && attribute(field, "id")?.startsWith("submit-"));
  const names = new Set(fields.map((field) => attribute(field, "name")!));
  assert.ok(names.size > 30);
  for (const name of names) assert.ok(name === "goal" || name in SUBMIT_FLAGS, name);
  const labelled = new Set(page.all("label").map((label) => attribute(label, "for")));
  for (const field of fields.filter((each) => !["checkbox", "radio"].includes(attribute(each, "type") ?? ""))) {
    assert.ok(labelled.has(attribute(field, "id")), attribute(field, "id"));
  }
  assert.deepEqual(page.all("option").map((option) => attribute(option, "value")), ["site.yml", "hosts"]);
  assert.equal(attribute(page.all("main")[0]!, "data-live"), "none");
  assert.match(page.text, /waits until a worker runs: .*ftl2-enterprise worker/);
});

Deno.test("submitPage() keeps what was typed and says beside the field what is wrong with it", async () => {
  await using stage = await PageStage.open();
  const text = "Option '--max-iterations <n>' argument 'x' is invalid. It must be a whole number\u202e from 1 up.";
  const said = {
    ...{ ok: false, text, command: "ftl2-enterprise submit -f site.yml" },
    typed: { file: ["site.yml"], mode: ["continuous"], "max-iterations": ["x"], notify: ["a", "b"], "dry-run": ["1"] },
  };
  const visit = {
    world: stage.world,
    visitor: ADA,
    url: new URL("http://page.test/loops/new"),
    params: {},
    now: 0,
    said,
  };
  const html = String(await (await submitPage(visit)).body);
  assert.match(html, /<input[^>]* value="site\.yml"[^>]* id="submit-file"/);
  assert.match(html, /id="submit-mode-continuous" checked/);
  assert.match(html, /id="submit-dry-run" checked/);
  assert.match(html, /<textarea[^>]*id="submit-notify"[^>]*>a\nb<\/textarea>/);
  assert.match(html, /id="submit-max-iterations"[^>]*aria-invalid="true"/);
  assert.match(html, /id="submit-max-iterations-error">Option [^<]*whole number\\u\{202e\} from 1 up/);
  assert.doesNotMatch(html, /\u202e/);
  const longer = { ...visit, said: { ...said, text: "Option '--become-user <name>' is wrong." } };
  const wrong = String(await (await submitPage(longer)).body).match(/id="submit-[\w-]+-error"|class="wrong"/g);
  assert.deepEqual(wrong, ['class="wrong"', 'id="submit-become-user-error"']);
  assert.match(html, /<details class="folded" id="submit-more" open/);
  assert.match(html, /submit -f site\.yml/);
});

Deno.test("submitPage() offers nothing to whoever may only read", async () => {
  await using stage = await PageStage.open();
  const page = await read(stage.world, "/loops/new", READER);
  assert.match(page.text, /Your token may read, and do nothing/);
  assert.equal(page.all("form", { action: "/deeds/submit" }).length, 0);
});
