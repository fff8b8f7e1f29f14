import assert from "node:assert/strict";
import fc from "fast-check";
import { Hono } from "hono";
import { fieldsOf, readForm } from "../../src/server/deeds/read_form.ts";
import { deedRoutes } from "../../src/server/deeds/deed_routes.ts";
import { localPath } from "../../src/server/local_path.ts";
import { type SaidShelf, saidShelf } from "../../src/server/said.ts";
import type { Env } from "../../src/server/visitor.ts";
import { submission } from "../store/scratch.ts";
import { ADA, PageStage, PLAYBOOK } from "./page_stage.ts";

Deno.test("a deed's form leads back with what became of it, for that page alone and for a while", async () => {
  await using stage = await PageStage.open();
  await stage.store.queue.submit(submission);
  const site = siteOf(stage);
  const response = await site.post("/deeds/pause", { loop: "1", reason: "swap", back: "/loops/1?run=2" });
  assert.deepEqual([response.status, response.headers.get("location")], [303, "/loops/1?run=2"]);
  const set = response.headers.get("set-cookie") ?? "";
  assert.match(set, /^said=[0-9a-f]{32}; Max-Age=15; Path=\/; HttpOnly; SameSite=Strict$/);
  const cookie = set.split(";")[0]!;
  const said = { ok: true, text: "Loop 1 (site) is paused: swap", command: "ftl2-enterprise pause 1 --reason swap" };
  assert.deepEqual(await site.said("/loops/1", cookie), said);
  // News of the deed make an open page ask again at once.
  assert.deepEqual(await site.said("/loops/1", cookie), said);
  assert.equal(await site.said("/inbox", cookie), null);
  assert.equal(await site.said("/loops/1", "said=0"), null);
  assert.equal(await site.said("/loops/1", ""), null);
  stage.scratch.clock.ms += 15_000;
  assert.equal(await site.said("/loops/1", cookie), null);
});

Deno.test("a deed's form that makes no sense does nothing and says so", async () => {
  await using stage = await PageStage.open();
  await stage.store.queue.submit(submission);
  const site = siteOf(stage);
  const wrong: [string, { [field: string]: string }][] = [
    ["/deeds/pause", {}],
    ["/deeds/pause", { loop: "1; drop" }],
    ["/deeds/cancel", { loop: "0x1" }],
    ["/deeds/resume", { loop: "99999999999999999999" }],
    ["/deeds/rule", { what: "delete", folder: "/", name: "x" }],
    ["/deeds/rule", { what: "approve", name: "x" }],
    ["/deeds/answer", { prompt: "" }],
    ["/deeds/submit", { goal: "" }],
  ];
  for (const [path, fields] of wrong) {
    const response = await site.post(path, { ...fields, back: "/inbox" });
    assert.deepEqual([response.status, response.headers.get("location")], [303, "/inbox"], path);
    const cookie = response.headers.get("set-cookie")?.split(";")[0] ?? "";
    const said = await site.said("/inbox", cookie);
    assert.equal(said?.ok, false, `${path} ${JSON.stringify(said)}`);
    assert.notEqual(said?.text, "");
  }
  const json = await site.app.request("/deeds/pause", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: '{"loop":1}',
  });
  assert.equal(json.status, 415);
  assert.equal((await stage.store.archive.loop(1))?.status, "pending");
});

Deno.test("a submission leads to its loop, or back with all that was typed", async () => {
  await using stage = await PageStage.open();
  stage.file("site.yml", PLAYBOOK);
  const site = siteOf(stage);
  const good = await site.post("/deeds/submit", {
    file: "site.yml",
    "dry-run": "on",
    once: "",
    inventory: "localhost,\r\n\r\n127.0.0.2,",
    back: "/loops/new",
  });
  assert.equal(good.headers.get("location"), "/loops/1");
  const { options } = await stage.store.archive.loop(1) ?? {};
  assert.deepEqual([options?.dryRun, options?.once, options?.inventory], [true, false, ["localhost,", "127.0.0.2,"]]);

  const fields = { file: "nowhere.yml", name: "<b>web</b>", back: "/loops/new" };
  const bad = await site.post("/deeds/submit", fields);
  assert.equal(bad.headers.get("location"), "/loops/new");
  const said = await site.said("/loops/new", bad.headers.get("set-cookie")?.split(";")[0] ?? "");
  assert.deepEqual([said?.ok, said?.typed], [false, {
    file: ["nowhere.yml"],
    name: ["<b>web</b>"],
    back: ["/loops/new"],
  }]);
});

Deno.test("saidShelf() holds a bounded number", async () => {
  const random = (bytes: number) => crypto.getRandomValues(new Uint8Array(bytes));
  const shelf = saidShelf({ clock: { now: () => 0, monotonic: () => 0 }, random });
  const app = new Hono<Env>();
  app.get("/keep", (c) => (shelf.keep(c, { ok: true, text: "" }, "/take"), c.text("")));
  app.get("/take", (c) => c.json(shelf.take(c)));
  const cookies: string[] = [];
  for (let i = 0; i < 501; i++) {
    cookies.push((await app.request("/keep")).headers.get("set-cookie")?.split(";")[0] ?? "");
  }
  const held = async (cookie = "") => await (await app.request("/take", { headers: { cookie } })).json() !== null;
  assert.deepEqual([await held(cookies[0]), await held(cookies[1]), await held(cookies[500])], [false, true, true]);
});

Deno.test("localPath() never leads to another site", () => {
  for (const path of ["/", "/loops/1", "/loops/1?run=2&x=%2F%2F", "/hosts/a%20b#top", "/a//b"]) {
    assert.equal(localPath(path), path);
  }
  const hostile = [
    "//evil",
    "/\\evil",
    "\\/evil",
    "https://evil",
    "",
    "evil",
    "/\t/evil",
    "/a\r\nset-cookie: x",
    "/é",
    "/.//evil",
  ];
  for (const path of hostile) assert.equal(localPath(path), undefined, path);
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom("/", "\\", ".", "a", "@", ":", "?", "#", "%2f", " ") }), (text) => {
      const path = localPath(text);
      if (path !== undefined) assert.equal(new URL(path, "http://here.test/x/y").origin, "http://here.test");
    }),
  );
});

Deno.test("readForm() reads back what fieldsOf() puts into a form", () => {
  const text = fc.string({ minLength: 1 }).filter((value) => value.trim() !== "");
  const id = fc.integer({ min: 1, max: 1e9 });
  const deed = fc.oneof(
    fc.record({ kind: fc.constant("answer" as const), prompt: id, response: text, about: fc.option(text) }),
    fc.record({ kind: fc.constant("pause" as const), loop: id, reason: text, for: text }),
    fc.record({ kind: fc.constant("resume" as const), loop: id, now: fc.boolean() }),
    fc.record({ kind: fc.constant("cancel" as const), loop: id, reason: text }),
    fc.record({ kind: fc.constant("retry" as const), loop: id }),
    fc.record({
      kind: fc.constant("rule" as const),
      what: fc.constant("approve" as const),
      folder: text,
      name: text,
      text,
    }),
  );
  fc.assert(fc.property(deed, (given) => {
    assert.deepEqual(readForm(given.kind, new URLSearchParams(fieldsOf(given))), { ...given });
  }));
});

/** The routes behind somebody who may do everything, and a page that shows what was said. */
function siteOf({ world }: PageStage) {
  const app = new Hono<Env>();
  const shelf = saidShelf(world);
  app.use(async (c, next) => (c.set("visitor", ADA), await next()));
  app.route("/deeds", deedRoutes(world, shelf));
  app.get("*", (c) => c.json(shelf.take(c)));
  return {
    app,
    post: async (path: string, fields: { [field: string]: string }) =>
      await app.request(path, { method: "POST", body: new URLSearchParams(fields) }),
    said: async (path: string, cookie: string): Promise<ReturnType<SaidShelf["take"]>> =>
      await (await app.request(path, { headers: { cookie } })).json(),
  };
}
