// Pages that are made once for all who look.
import assert from "node:assert/strict";
import { KeptPages } from "../../src/server/kept_pages.ts";
import { unzips } from "../../src/server/zip.ts";
import { submission } from "../store/scratch.ts";
import { Door, FULL, READ } from "./open_door.ts";
import { StillClock } from "../store/scratch.ts";

function opened() {
  const clock = new StillClock();
  let version = 1;
  let made = 0;
  const pages = new KeptPages({ version: () => version }, clock);
  const page = (key = "/", html = `<p>${"x".repeat(3000)}`) =>
    pages.page(key, () => Promise.resolve({ html: `${html} ${++made}`, status: 200 }));
  return { clock, pages, page, made: () => made, write: () => void version++ };
}

Deno.test("KeptPages makes a page once for all who ask for it at the same moment", async () => {
  const { page, made } = opened();
  const all = await Promise.all(Array.from({ length: 200 }, () => page()));
  assert.equal(made(), 1);
  assert.equal(new Set(all).size, 1);
  // Packed once, too.
  const [first, second] = all;
  assert.equal(await first!.zipped(), await second!.zipped());
});

Deno.test("KeptPages makes it anew once anybody has written, or a second has passed", async () => {
  const { page, made, write, clock } = opened();
  await page();
  write();
  await page();
  assert.equal(made(), 2);
  clock.ms += 999;
  await page();
  assert.equal(made(), 2);
  clock.ms += 1;
  await page();
  assert.equal(made(), 3);
  await page("/other");
  assert.equal(made(), 4);
});

Deno.test("KeptPages does not keep a page that could not be made, nor more than a hundred", async () => {
  const { pages, page, made } = opened();
  await assert.rejects(pages.page("/", () => Promise.reject(new Error("locked"))), /locked/);
  assert.equal(await pages.page("/none", () => Promise.resolve(undefined)), undefined);
  await page();
  assert.equal(made(), 1);
  for (let at = 0; at < 100; at++) await page(`/${at}`);
  assert.equal(made(), 101);
  await page();
  assert.equal(made(), 102);
});

Deno.test("KeptPages packs only what is worth it", async () => {
  const { page } = opened();
  assert.equal(await (await page("/short", "<p>short"))?.zipped(), undefined);
  const { plain, zipped } = (await page())!;
  const packed = await zipped();
  assert.ok(packed !== undefined && packed.length < plain.length / 10);
});

Deno.test("unzips() reads what a browser accepts", () => {
  for (const yes of ["gzip", "gzip, deflate, br, zstd", "br;q=1.0, GZIP;q=0.5"]) assert.equal(unzips(yes), true, yes);
  for (const no of [undefined, "", "br", "gzip;q=0", "gzip;q=0.0, br", "xgzipx", "identity"]) {
    assert.equal(unzips(no), false, String(no));
  }
});

Deno.test("a page shows what was written a moment ago, and to each visitor that visitor's own", async () => {
  await using door = await Door.open({ tokens: [FULL, READ] });
  const as = async (token: string) => (await door.ask("/", { headers: { authorization: `Bearer ${token}` } })).text;
  await door.store.queue.submit({ ...submission, name: "first-loop" });
  const [ann, rob] = [await as(FULL.token), await as(READ.token)];
  assert.match(ann, /first-loop/);
  assert.match(ann, /ann/);
  assert.match(rob, /rob/);
  assert.equal(rob.includes(">ann<"), false);
  await door.store.queue.submit({ ...submission, name: "second-loop" });
  assert.match(await as(FULL.token), /second-loop/);
});

Deno.test("a page is another one for each name and for each role", async () => {
  const others = [
    { ...FULL, name: "eve", token: "another-horse-battery-staple" },
    { ...FULL, role: "read" as const, token: "a-horse-that-only-looks-on" },
  ];
  await using door = await Door.open({ tokens: [FULL, ...others] });
  await door.store.queue.submit(submission);
  const pages: string[] = [];
  for (const { token } of [FULL, ...others]) {
    pages.push((await door.ask("/loops/1", { headers: { authorization: `Bearer ${token}` } })).text);
  }
  assert.deepEqual(pages.map((text) => />\s*eve\s*</.test(text)), [false, true, false]);
  assert.deepEqual(pages.map((text) => text.includes("/deeds/")), [true, true, false]);
});
