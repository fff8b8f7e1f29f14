// The list of loops: what it shows of each, and how it is narrowed down and sorted.
import assert from "node:assert/strict";
import { PageStage, READER } from "../page_stage.ts";
import { attribute, read, textOf } from "./reader.ts";

/** Loops of each kind; the clock stands at 15:45. */
async function filled(): Promise<PageStage> {
  const stage = await PageStage.open();
  const db = stage.scratch.raw();
  const add = (id: number, name: string, status: string, more: { [column: string]: string | number } = {}) => {
    const row = { id, uid: `u${id}`, name, status, mode: "single", created_at: "2026-11-22T15:00:00.000Z", ...more };
    db.prepare(
      `INSERT INTO loops (${Object.keys(row).join()}, run) VALUES (${Object.keys(row).map(() => "?").join()}, 1)`,
    ).run(...Object.values(row));
  };
  add(1, "web", "waiting", {
    mode: "continuous",
    interval: 300,
    next_run_at: "2026-11-22T15:50:00.000Z",
    converged_since: "2026-11-22T15:30:00.000Z",
  });
  add(2, "db", "failed", { reason: "schema is missing", failures: 2 });
  add(3, "release", "paused");
  add(4, "old", "completed", { cost_usd: 0.25 });
  db.exec(`INSERT INTO prompts (id, loop_id, kind, prompt_text, options, status, created_at)
    VALUES (7, 3, 'question', 'Which one?', '[]', 'pending', '2026-11-22T15:40:00.000Z')`);
  db.exec(`INSERT INTO drifts (id, loop_id, run, host, task, name, module, first_seen_at, last_seen_at)
    VALUES (1, 1, 1, 'web1', '0', 'config', 'copy', '2026-11-22T15:40:00.000Z', '2026-11-22T15:40:00.000Z')`);
  return stage;
}

const names = (page: Awaited<ReturnType<typeof read>>) =>
  page.all("a").filter((link) => attribute(link, "data-open") !== undefined).map(textOf);

Deno.test("loopsPage() names the loop that is in the way of another once, as a link", async () => {
  await using stage = await filled();
  stage.scratch.raw().exec(
    `UPDATE loops SET waits_for = 2, reason = 'waits for loop 2 (db), at work on web1' WHERE id = 1`,
  );
  const page = await read(stage.world, "/?show=waiting");
  assert.match(page.text, /waiting ?waits for loop 2 \(db\), at work on web1/);
  assert.doesNotMatch(page.text, /after loop/);
  assert.deepEqual(page.all("a", { href: "/loops/2" }).map(textOf), ["waits for loop 2"]);
});

Deno.test("loopsPage() shows what has not ended, each with where it stands, what comes next and what it waits for", async () => {
  await using stage = await filled();
  const page = await read(stage.world, "/");
  assert.deepEqual(names(page), ["release", "web"]);
  const [release, web] = page.all("tr").filter((row) => attribute(row, "data-row") !== undefined).map(textOf);
  assert.match(web!, /^1 web waiting no 1 in 4 min every 5 min/, "it has drifted");
  assert.match(release!, /^3 release paused Which one\? .*not yet/);
  assert.deepEqual(page.all("a", { href: "/inbox/7" }).map(textOf), ["Which one?"]);
  assert.deepEqual(page.all("a", { href: "/drift?loop=1" }).map(textOf), ["1"]);
  stage.scratch.raw().exec("UPDATE drifts SET corrected_at = '2026-11-22T15:41:00.000Z'");
  assert.match((await read(stage.world, "/")).text, /1 web waiting ?yes 15 min .*in 4 min every 5 min/);
});

Deno.test("loopsPage() narrows down by status, by questions, by drift and by words, and counts what there is", async () => {
  await using stage = await filled();
  const shown = async (query: string) => names(await read(stage.world, `/?${query}`)).sort();
  assert.deepEqual(await shown("show=failed"), ["db"]);
  assert.deepEqual(await shown("show=asking"), ["release"]);
  assert.deepEqual(await shown("show=drift"), ["web"]);
  assert.deepEqual(await shown("show=all"), ["db", "old", "release", "web"]);
  assert.deepEqual(await shown("q=SCHEMA"), ["db"]);
  assert.deepEqual(await shown("q=nothing+like+it"), []);
  assert.match((await read(stage.world, "/?q=nothing")).text, /No loop is like that .*All 4 loops/);
  const chips = (await read(stage.world, "/?show=failed")).all("a", { class: "chip" });
  assert.deepEqual(chips.map(textOf), [
    "under way 2",
    "asking",
    "drift",
    "waiting 1",
    "paused 1",
    "failed 1",
    "completed 1",
    "all 4",
  ]);
  assert.deepEqual(chips.filter((chip) => attribute(chip, "aria-current")).map(textOf), ["failed 1"]);
  const marked = (await read(stage.world, "/")).all("span", { class: "count bad" });
  assert.deepEqual(marked.map(textOf), ["1"]);
});

Deno.test("loopsPage() sorts by a column, the other way at the next click, and says so", async () => {
  await using stage = await filled();
  const byName = await read(stage.world, "/?show=all&sort=name");
  assert.deepEqual(names(byName), ["db", "old", "release", "web"]);
  const [head] = byName.all("th", { "aria-sort": "ascending" });
  assert.equal(textOf(head!), "Loop↑");
  const link = byName.all("a", { class: "sort" }).find((each) => textOf(each).startsWith("Loop"));
  assert.deepEqual(names(await read(stage.world, attribute(link!, "href")!)), ["web", "release", "old", "db"]);
  assert.deepEqual(names(await read(stage.world, "/?show=all&sort=cost"))[0], "old");
  await assert.rejects(read(stage.world, "/?sort=colour"), { name: "InputError" });
  await assert.rejects(read(stage.world, "/?show=colour"), { name: "InputError" });
});

Deno.test("loopsPage() has pages, each row once, and the way back", async () => {
  await using stage = await filled();
  stage.scratch.raw().exec(`WITH RECURSIVE n(i) AS (SELECT 10 UNION ALL SELECT i + 1 FROM n WHERE i < 120)
    INSERT INTO loops (id, uid, name, status, mode, run) SELECT i, 'u' || i, 'loop ' || i, 'pending', 'single', 1 FROM n`);
  const seen: string[] = [];
  let path: string | undefined = "/";
  while (path !== undefined) {
    const page: Awaited<ReturnType<typeof read>> = await read(stage.world, path);
    seen.push(...names(page));
    path = page.all("a", { rel: "next" }).map((link) => attribute(link, "href"))[0];
    if (seen.length > 50) assert.deepEqual(page.all("a", { href: "/" }).map(textOf).includes("First loops"), true);
  }
  assert.equal(seen.length, 113);
  assert.equal(new Set(seen).size, 113);
});

Deno.test("loopsPage() says what to do where there is no loop, and offers nothing to whoever may only read", async () => {
  await using stage = await PageStage.open();
  const page = await read(stage.world, "/");
  assert.match(page.text, /No loop yet .*Submit the first one.*ftl2-enterprise submit -f site\.yml/);
  assert.equal(page.all("a", { class: "button first" }).length, 1);
  assert.equal((await read(stage.world, "/", READER)).all("a", { class: "button first" }).length, 0);
});
