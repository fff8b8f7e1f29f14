import assert from "node:assert/strict";
import { StoreError } from "../../../src/model/errors.ts";
import { visible, widthOf } from "../../../src/words/visible.ts";
import { loopRow } from "../scripted_app.ts";
import { promptRow } from "../prompt_row.ts";
import { AtScreen, manyLoops } from "./scripted_session.ts";

const SMALL = { columns: 80, rows: 24 };

Deno.test("top lists loops with why they are where they are, and counts what there is", async () => {
  const loops = [
    loopRow({
      id: 1,
      name: "web",
      status: "running",
      leaseOwner: "h/b/42/s/n",
      leaseExpiresAt: "2027-01-01T00:00:00Z",
    }),
    loopRow({ id: 2, name: "db", status: "paused" }),
  ];
  const screen = await AtScreen.of({
    loops,
    prompts: [promptRow({ id: 5, loop: 2, text: "Was it done?" })],
    workers: 0,
  });
  assert.match(screen.text, /^\[Loops 2\] Inbox 1 {2}under way, by id +loops.db, no worker$/m);
  assert.match(screen.text, /^1 running, 1 paused, 1 question$/m);
  assert.match(screen.text, /^> +1 +web +running .*worked on by h, process 42$/m);
  assert.match(screen.text, /^ +2 +db +paused .*question 5: Was it done\?$/m);
});

Deno.test("top says of a loop whose worker was killed that it ended without a word, before its lease has run out", async () => {
  const leaseOwner = "h/b/42/s/n";
  const loops = [loopRow({ status: "running", leaseOwner, leaseExpiresAt: "2027-01-01T00:00:00Z" })];
  const screen = await AtScreen.of({ loops, workers: 0 }, { columns: 120, rows: 24, script: { gone: [leaseOwner] } });
  assert.match(screen.text, /its worker ended without a word: ftl2-enterprise resume 1$/m);
});

Deno.test("top keeps a loop chosen wherever it moves to, and moves by the keys that people know", async () => {
  const screen = await AtScreen.of({ loops: manyLoops(100) }, SMALL);
  const chosen = () => /^> +(\d+) /m.exec(screen.text)?.[1];
  await screen.press("j", "down", "ctrl-n");
  assert.equal(chosen(), "4");
  screen.record.loops.unshift(loopRow({ id: 300, name: "new" }));
  await screen.look();
  assert.equal(chosen(), "4");
  await screen.press("k", "up");
  assert.equal(chosen(), "2");
  await screen.press("G");
  assert.equal(chosen(), "100");
  await screen.press("page up");
  assert.ok(Number(chosen()) > 70 && Number(chosen()) < 90, chosen());
  await screen.press("g");
  assert.equal(chosen(), "300");
});

Deno.test("top reads a page of loops at a time, and walks from one to the next and back", async () => {
  const screen = await AtScreen.of({ loops: manyLoops(450) }, SMALL);
  const chosen = () => /^> +(\d+) /m.exec(screen.text)?.[1];
  assert.deepEqual(screen.filters.map(({ limit, after }) => [limit, after]), [[100, undefined]]);
  for (let row = 0; row < 100; row++) await screen.press("j");
  assert.equal(chosen(), "101");
  assert.deepEqual(screen.filters.at(-1)?.after, "100");
  await screen.press("k");
  assert.equal(chosen(), "100");
  await screen.press("G");
  assert.equal(chosen(), "450");
  screen.record.loops.length = 3;
  await screen.look();
  assert.equal(chosen(), "3");
});

Deno.test("top searches as one types, esc gives it up; it sorts and filters", async () => {
  const screen = await AtScreen.of({ loops: manyLoops(30) }, SMALL);
  await screen.press("G");
  await screen.burst("/", "w", "e", "b", "1");
  assert.match(screen.text, /^> +1 +web1 /m);
  await screen.press("escape");
  await screen.burst("/", "w", "e", "b", "1", "7");
  assert.match(screen.text, /^> +17 +web17/m);
  assert.match(screen.text, /^\/web17$/m);
  assert.deepEqual(screen.frames.at(-1)?.cursor, { x: 6, y: 23 });
  await screen.press("escape");
  assert.match(screen.text, /^ +18 +web18/m);
  await screen.press("/");
  await screen.type("web2");
  await screen.press("enter");
  assert.match(screen.text, /under way, with "web2", by id/);
  assert.equal(screen.frames.at(-1)?.cursor, undefined);
  await screen.press("s", "S");
  assert.deepEqual([screen.filters.at(-1)?.sort, screen.filters.at(-1)?.descending], ["name", true]);
  await screen.press("escape", "f", "f", "f", "f");
  assert.equal(screen.filters.at(-1)?.all, true);
  assert.match(screen.text, /all, by name \(down\)/);
});

Deno.test("top pauses with a reason, resumes, begins anew, and ends a loop only after a yes", async () => {
  const screen = await AtScreen.of({ loops: manyLoops(1), workers: 0 });
  await screen.press("p");
  await screen.type("disk swap");
  await screen.press("enter");
  assert.deepEqual(screen.asked.suspended, [[1, { by: "me", reason: "disk swap", until: null }]]);
  assert.match(screen.text, /loop 1 \(web1\) is paused: disk swap/);
  await screen.press("r");
  assert.deepEqual(screen.asked.resumed, [[1, "me", { now: true }]], "one that waits runs now");
  assert.match(screen.text, /loop 1 \(web1\) runs now, once a worker runs: none does/);
  await screen.press("c", "x");
  assert.deepEqual(screen.asked.cancelled, []);
  await screen.press("c", "y");
  assert.deepEqual(screen.asked.cancelled, [[1, "me", "no reason given"]]);
  screen.record.loops[0]!.status = "failed";
  await screen.press("r");
  assert.match(screen.text, /has ended \(failed\): R begins a new run/);
  await screen.press("R");
  assert.deepEqual(screen.asked.retried, [[1, "me"]]);
});

Deno.test("top ends no loop by a yes that was typed before it was asked", async () => {
  const screen = await AtScreen.of({ loops: manyLoops(1) });
  await screen.burst("c", "y");
  assert.deepEqual(screen.asked.cancelled, []);
  assert.match(screen.text, /End loop 1 \(web1\) for good, its running command too\?/);
});

Deno.test("top says of a loop that waits for an answer what it waits for, and a shows it", async () => {
  const loops = [loopRow({ id: 1, name: "web", status: "paused" })];
  const screen = await AtScreen.of({ loops, prompts: [promptRow({ id: 5 })] });
  await screen.press("r");
  assert.match(screen.text, /waits for an answer to question 5: a shows it/);
  assert.deepEqual(screen.asked.resumed, []);
  await screen.press("a");
  assert.match(screen.text, /question 5, loop 1 web/);
});

Deno.test("top opens a loop with its facts and its log, which grows while one looks on", async () => {
  const event = (id: number, kind: "claimed" | "completed") => ({ id, at: "", loop: 1, kind, about: null, data: null });
  const screen = await AtScreen.of({ loops: manyLoops(1), feed: [event(1, "claimed")] });
  await screen.press("enter");
  assert.match(screen.text, /> loop 1 web1/);
  assert.match(screen.text, /^status +waiting/m);
  assert.match(screen.text, /^claimed$/m);
  screen.record.feed.push(event(2, "completed"));
  await screen.look();
  assert.match(screen.text, /^claimed\ncompleted$/m);
  await screen.press("l");
  assert.doesNotMatch(screen.text, /^status /m);
  await screen.press("q");
  assert.match(screen.text, /\[Loops 1\]/);
  assert.equal(screen.over, undefined);
  await screen.press("q");
  assert.deepEqual(screen.over, { error: undefined });
});

for (const [columns, rows] of [[80, 24], [40, 10], [20, 5], [200, 60], [1, 1]] as const) {
  Deno.test(`top fills ${columns} columns and ${rows} lines, and no line is wider, whatever names hold`, async () => {
    const names = [
      "\u65e5\u672c\u8a9e".repeat(20),
      "\x1b[31mred\n",
      "\u202eevil",
      "👩‍👩‍👧‍👦".repeat(30),
      "e\u0301".repeat(99),
    ];
    const loops = names.map((name, at) => loopRow({ id: at + 1, name, status: "paused", reason: `${name} ${name}` }));
    const prompts = [promptRow({ id: 1, loop: 1, text: names.join(" ") })];
    const screen = await AtScreen.of({ loops, prompts }, { columns, rows, colours: false });
    const keys = ["G", "enter", "p", "x", "escape", "q", "?", "q", "tab", "enter", "e", "y", "escape", "q", "r"];
    for (const key of keys) {
      await screen.press(key);
      const { lines, cursor } = screen.frames.at(-1)!;
      assert.equal(lines.length, rows, `after ${key}`);
      for (const line of lines) {
        assert.ok(widthOf(line) <= columns, `after ${key}, ${widthOf(line)} columns: ${line}`);
        assert.equal(visible(line), line, `after ${key}`);
      }
      if (cursor !== undefined) assert.ok(cursor.x < columns && cursor.y < rows, `after ${key}`);
    }
  });
}

Deno.test("top fits another size at once", async () => {
  const screen = await AtScreen.of({ loops: manyLoops(50) }, SMALL);
  await screen.press("G");
  await screen.resize(40, 10);
  assert.equal(screen.frames.at(-1)?.lines.length, 10);
  assert.match(screen.text, /^> +50 +web50/m, "what is chosen stays in sight");
});

Deno.test("top needs no colours and nothing beyond ASCII", async () => {
  const loops = [loopRow({ id: 1, name: "日本 ünï", status: "failed" }), ...manyLoops(40).slice(1)];
  const screen = await AtScreen.of({ loops }, { colours: false, unicode: false, rows: 10 });
  const written = screen.frames.at(-1)!.lines.join("\n");
  assert.match(written, /^[\n\x20-\x7e]*$/);
  assert.match(written, /^> +1 +\?\?\?\? \?n\? +failed/m);
  assert.match(written, /NEXT +v$/m);
});

Deno.test("top goes on where the database cannot be read, and says so", async () => {
  let broken = false;
  const counts = () =>
    broken ? Promise.reject(new StoreError("disk I/O error", "Look at the disk")) : Promise.resolve({
      ...{
        loops: { running: 0, waiting: 1, pending: 0, paused: 0, completed: 0, failed: 0, blocked: 0, cancelled: 0 },
      },
      ...{ openPrompts: 0, openDrifts: 0, hosts: 0, unreachable: 0 },
    });
  const screen = await AtScreen.of({ loops: manyLoops(1) }, { script: { survey: { counts } } });
  broken = true;
  await screen.look();
  assert.match(screen.text, /Cannot be read, tried again: disk I\/O error/);
  assert.equal(screen.over, undefined);
  await screen.press("j");
  assert.match(screen.text, /web1/);
});

Deno.test("top ends with what is a bug of ours", async () => {
  const counts = () => Promise.reject(new TypeError("no such thing"));
  const screen = await AtScreen.of({}, { script: { survey: { counts } } });
  assert.match(String(screen.over?.error), /no such thing/);
});

Deno.test("top hears Ctrl-C wherever one is, and shows all keys", async () => {
  const screen = await AtScreen.of({ loops: manyLoops(1) }, { rows: 50 });
  await screen.press("?");
  assert.match(screen.text, /begin a new run of one that has ended/);
  await screen.press("?", "p", "ctrl-l");
  assert.equal(screen.redraws, 1);
  await screen.press("ctrl-c");
  assert.ok(screen.over);
});

Deno.test("top shows nothing anew while nothing changes, also where somebody has written", async () => {
  const screen = await AtScreen.of({ loops: manyLoops(3) });
  const before = screen.frames.length;
  for (let tick = 0; tick < 5; tick++) await screen.tick();
  assert.equal(screen.frames.length, before);
  assert.equal(screen.filters.length, 1);
  await screen.look();
  assert.equal(screen.filters.length, 2);
  assert.equal(screen.frames.length, before);
});

Deno.test("top finds out that a worker has died, though that writes nothing", async () => {
  const screen = await AtScreen.of({ loops: manyLoops(1), workers: 1 });
  assert.match(screen.text, /1 worker$/m);
  screen.record.workers = 0;
  screen.time += 1000;
  await screen.tick();
  assert.match(screen.text, /1 worker$/m);
  screen.time += 2000;
  await screen.tick();
  assert.match(screen.text, /no worker$/m);
});
