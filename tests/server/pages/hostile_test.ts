// Whatever hosts, models, humans and files say: it stays text, it hides nothing, and no page grows without end.
import assert from "node:assert/strict";
import { hostileText } from "../../e2e/page/hostile.ts";
import { PageStage } from "../page_stage.ts";
import { fillRecord, type Say } from "./full_record.ts";
import { expectHarmless, expectVisible } from "./harmless.ts";
import { read } from "./reader.ts";

const HUGE = 10_000_000;
/** Bytes of a page, at most: what is shown whole is a million characters. */
const MOST = 3_000_000;

function addresses(say: Say): string[] {
  const prompts = [1, 2, 3, 4, 5, 6, 7, 20, 21].map((id) => `/inbox/${id}`);
  const host = encodeURIComponent(say("host"));
  return [
    "/inbox",
    ...prompts,
    "/hosts",
    `/hosts/${host}`,
    "/drift",
    `/drift?host=${host}`,
    "/rules",
    "/rules/greet",
    "/workers",
  ];
}

Deno.test("pages of questions, hosts, drift, rules and workers: hostile text in every field stays text", async () => {
  await using stage = await PageStage.open();
  fillRecord(stage, hostileText);
  for (const path of addresses(hostileText)) {
    const page = await read(stage.world, path);
    expectHarmless(page, path);
    expectVisible(page, path);
  }
  const inbox = await read(stage.world, "/inbox");
  assert.match(inbox.text, /<x-hostile>question<script>/);
  assert.match(inbox.text, /\\x1b\[31mred/);
});

Deno.test("pages of questions, hosts, drift, rules and workers: ten million letters in a field do not make them endless", async () => {
  await using stage = await PageStage.open();
  const [huge, long] = ["W".repeat(HUGE), "W".repeat(HUGE / 100)];
  const say = (mark: string) => SHORT.includes(mark) ? mark : `${mark}${HUGE_FIELDS.includes(mark) ? huge : long}`;
  fillRecord(stage, say);
  for (const path of addresses(say)) {
    const page = await read(stage.world, path);
    expectHarmless(page, path);
    assert.ok(page.html.length < MOST, `${path}: ${page.html.length}`);
  }
});

/** Where each has millions. */
const HUGE_FIELDS = [
  "question",
  "response",
  "unreachable",
  "its value",
  "of facts",
  "before",
  "delivery",
  "loop",
  "worker",
];
/** By which rows find each other, and what stands in files. */
const SHORT = ["host", "description", "rule goal", "origin", "rule action", "content", "broken"];

Deno.test("the page of a host: values as deep as JSON goes are drawn as far as anybody reads", async () => {
  await using stage = await PageStage.open();
  fillRecord(stage, (mark) => mark);
  const deep = `${"[".repeat(20_000)}1${"]".repeat(20_000)}`;
  const db = stage.scratch.raw();
  db.prepare("UPDATE host_facts SET facts = ?").run(`{"deep": ${deep}, "wide": [${"1,".repeat(50_000)}1]}`);
  db.prepare("UPDATE hosts SET vars = ?").run(`{"deep": {"value": ${deep}, "from": "x"}}`);
  db.prepare("UPDATE drifts SET item = ?, diff = ?").run(deep, `[{"header": "h", "before": ${deep}, "after": ""}]`);
  for (const path of ["/hosts/host", "/drift", "/hosts"]) {
    const page = await read(stage.world, path);
    expectHarmless(page, path);
    assert.ok(page.elements.length < 10_000, `${path}: ${page.elements.length} elements`);
  }
});

Deno.test("pages of questions, hosts, drift, rules and workers: a database that the original wrote has them all", async () => {
  await using stage = await PageStage.open((scratch) => void scratch.legacy());
  const prompts = await stage.store.archive.prompts({});
  const hosts = await stage.store.archive.fleet({});
  const paths = ["/inbox", "/hosts", "/drift", "/rules", "/workers", ...prompts.map(({ id }) => `/inbox/${id}`)];
  for (const path of [...paths, ...hosts.map(({ host }) => `/hosts/${encodeURIComponent(host)}`)]) {
    expectHarmless(await read(stage.world, path), path);
  }
  assert.ok(prompts.length > 0 && hosts.length > 0);
});
