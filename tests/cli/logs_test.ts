import assert from "node:assert/strict";
import type { FeedEvent, FeedKind } from "../../src/model/feed.ts";
import type { Json } from "../../src/model/json.ts";
import type { ActionRow, Archive, PromptRow } from "../../src/ports/archive.ts";
import { actionRow } from "./action_row.ts";
import { capture } from "./captured_io.ts";
import { loopRow, run, runWith } from "./scripted_app.ts";

function event(id: number, kind: FeedKind, data: Json = null, about: number | null = null): FeedEvent {
  return { id, at: `2026-11-22T15:00:${String(id % 60).padStart(2, "0")}.000Z`, loop: 1, kind, about, data };
}

function action(given: Partial<ActionRow>): ActionRow {
  const usual = { id: 1, host: "web1", module: "command", name: "Build", startedAt: null, completedAt: null };
  return actionRow({ ...usual, ...given });
}

/** An archive whose feed is this list; it may grow. */
function feedOf(events: FeedEvent[]): Partial<Archive> {
  return {
    feed: (after, { limit }) => Promise.resolve(events.filter(({ id }) => id > after).slice(0, limit)),
    feedStart: (_loop, { since, last }) => {
      const older = events.filter(({ at }) => since !== undefined && at < since).at(-1)?.id ?? 0;
      const before = last === undefined ? 0 : events.at(-last - 1)?.id ?? 0;
      return Promise.resolve(Math.max(older, last === 0 ? events.at(-1)?.id ?? 0 : before));
    },
  };
}

const prompt: PromptRow = {
  id: 7,
  loop: 1,
  iteration: 1,
  kind: "question",
  text: "Which\ndatabase?",
  options: ["a", "b"],
  about: null,
  status: "pending",
  response: null,
  createdAt: "",
  answeredAt: null,
  answeredBy: null,
};
const actions = [
  action({ id: 1 }),
  action({
    id: 2,
    name: "Bu\x1b[2Jild",
    status: "failed",
    rc: 3,
    changed: false,
    stderr: "no \x1b[31mspace\n",
    stdout: "",
    result: { changed: false, rc: 3, msg: "non-zero return code", stderr: "no \x1b[31mspace\n", stdout: "" },
  }),
  action({ id: 3, item: "x", changed: false, result: { changed: false } }),
  action({ id: 4, result: { changed: true, censored: "hidden" }, name: "Secret", status: "failed" }),
];

const everything = [
  event(1, "submitted", { mode: "single" }),
  event(2, "claimed", { owner: "web1/boot/42/99/1", run: 1 }),
  event(3, "taken over", { owner: "w2", from: "w1", run: 1 }),
  event(4, "iteration opened", { n: 1, run: 1 }, 1),
  event(5, "action started", { host: "web1", name: "Build", status: "running" }, 1),
  event(6, "action ended", { host: "web1", name: "Build", status: "completed" }, 1),
  event(7, "action ended", { host: "web1", name: "x", status: "failed" }, 2),
  event(8, "action ended", null, 3),
  event(9, "action ended", null, 4),
  event(10, "action ended", { host: "web9", name: "Pruned", status: "completed" }, 99),
  event(11, "prompt", { kind: "question", text: "Which" }, 7),
  event(12, "answered", { by: "anna", response: "a" }, 7),
  event(13, "drift", { host: "web1", name: "Motd", module: "copy" }, 5),
  event(14, "drift corrected", { host: "web1", name: "Motd", action: 1 }, 5),
  event(15, "iteration closed", { n: 1, converged: true, tally: { ok: 3, changed: 1 }, hosts: 1 }, 1),
  event(16, "paused", { by: "anna", reason: "disk\x1b[2J swap", until: "2026-11-22T18:00:00.000Z" }),
  event(17, "resumed", { by: "anna" }),
  event(18, "waiting", { reason: "waits for loop 3 (db), at work on web1" }),
  event(19, "run ended", { run: 4, status: "failed", reason: "stuck" }),
  event(20, "cancelled", { by: "bob", reason: "" }),
  event(21, "retried", { by: "bob", run: 5 }),
  event(22, "failed", { reason: "spent: 10 iterations" }),
  event(23, "action started", { host: "web1", name: "Build", status: "running" }, 98),
  event(24, "stop asked", { what: "pause", by: "anna", reason: "disk swap" }),
  event(25, "stop asked", { what: "cancel", by: "bob", reason: "" }),
];

Deno.test("logs tells what happened in the words of a run, with the time, and nothing raw", async () => {
  const { out, exit } = await run(["logs", "1"], { archive: feedOf(everything), actions, prompts: [prompt] });
  assert.equal(exit, 0);
  assert.equal(
    out().replaceAll("2026-11-22 15:00:", ""),
    String.raw`01  submitted
02  taken by web1, process 42, run 1
03  taken over by w2 from w1, which went away
04  iteration 1
06  Build: changed: [web1]
07  Bu\x1b[2Jild: fatal: [web1]: FAILED! => non-zero return code
        rc: 3
        stderr: no \x1b[31mspace
08  Build: ok: [web1] => (item=x)
09  Secret: fatal: [web1]: FAILED! => the result is hidden, because no_log is set
10  Pruned: completed: [web9]
11  question 7: Which database?
    to answer: ftl2-enterprise respond 7 ANSWER
12  question 7 answered "a" by anna
13  drift: [web1] Motd
14  drift put right: [web1] Motd, by action 1
15  iteration 1 ends: ok=3 changed=1, nothing to change
16  paused by anna: disk\x1b[2J swap, until 2026-11-22 18:00:00
17  resumed by anna
18  waits: waits for loop 3 (db), at work on web1
19  run 4 ended: failed: stuck
20  cancelled by bob
21  retried by bob
22  failed: spent: 10 iterations
23  Build: running: [web1]
24  anna asks for a pause: disk swap
25  bob asks for its end
`,
  );
});

Deno.test("logs colours a terminal, and prints with -o json an object a line with the row that it is about", async () => {
  const script = { archive: feedOf(everything), actions, prompts: [prompt] };
  const painted = (await run(["logs", "1"], script, { terminal: true, columns: 80 })).out();
  assert.ok(painted.includes("\x1b[33mchanged: [web1]\x1b[0m"));
  assert.ok(!painted.includes("\x1b[2J") && !painted.includes("\x1b[31mspace"));
  const lines = (await run(["logs", "1", "-o", "json"], script)).out().trimEnd().split("\n").map((line) =>
    JSON.parse(line)
  );
  assert.deepEqual(lines.map(({ id }) => id), everything.map(({ id }) => id));
  assert.deepEqual([lines[6].row.stderr, lines[10].row.options, lines[0].row], [
    "no \x1b[31mspace\n",
    ["a", "b"],
    undefined,
  ]);
});

Deno.test("logs --since and --tail begin where they say; a loop without any says where its record is", async () => {
  const numbered = Array.from({ length: 50 }, (_, n) => event(n + 1, "resumed", { by: `user${n + 1}` }));
  const told = async (...flags: string[]) => {
    const now = Date.parse("2026-11-22T15:01:00Z");
    const { out } = await run(["logs", "1", ...flags], { archive: feedOf(numbered) }, { now });
    return [...out().matchAll(/user(\d+)$/mg)].map(([, n]) => Number(n));
  };
  assert.deepEqual([(await told()).length, await told("--tail", "2")], [50, [49, 50]]);
  assert.deepEqual(await told("--since", "12s"), [48, 49, 50]);
  assert.deepEqual(await told("--since", "1m", "--tail", "1"), [50]);
  assert.deepEqual(await told("--tail", "0"), []);
  const none = await run(["logs", "1"], {});
  assert.equal(none.out(), "");
  assert.match(none.err(), /Nothing is told of loop 1; its record: ftl2-enterprise history 1 --actions/);
  for (const flags of [["--tail", "x"], ["--since", "soon"]]) {
    assert.equal((await run(["logs", "1", ...flags])).exit, 2);
  }
});

Deno.test("logs -f goes on with what is written, until the loop has ended", async () => {
  const captured = capture({ ticking: true });
  const events = [event(1, "submitted")];
  const loop = loopRow({ status: "running" });
  const steps = [
    () => false,
    () => (events.push(event(2, "iteration opened", { n: 1 })), true),
    () => false,
    () => {
      events.push(event(3, "completed", { reason: "converged" }));
      loop.status = "completed";
      return true;
    },
  ];
  const meanwhile = () => steps.shift()?.() ?? false;
  const { out, exit } = await runWith(captured, ["logs", "1", "-f"], {
    loops: [loop],
    archive: feedOf(events),
    meanwhile,
  });
  assert.deepEqual([exit, out()], [
    0,
    "2026-11-22 15:00:01  submitted\n2026-11-22 15:00:02  iteration 1\n2026-11-22 15:00:03  completed: converged\n",
  ]);
  assert.equal(captured.timers.size, 0);
});

Deno.test("logs -f ends with 130 at Ctrl-C: it has not seen the end", async () => {
  const captured = capture({ ticking: true });
  let looks = 0;
  const meanwhile = () => (++looks > 3 && captured.send("SIGINT"), false);
  const script = { loops: [loopRow({ status: "running" })], archive: feedOf([event(1, "submitted")]), meanwhile };
  const { exit, out } = await runWith(captured, ["logs", "1", "-f"], script);
  assert.deepEqual([exit, out()], [130, "2026-11-22 15:00:01  submitted\n"]);
});

Deno.test("logs -f tells what ended a loop between its last two looks", async () => {
  const events = [event(1, "submitted")];
  const loop = loopRow({ status: "completed" });
  const ends =
    () => (events.length < 2 && events.push(event(2, "completed", { reason: "converged" })), Promise.resolve(loop));
  const archive = { ...feedOf(events), loop: ends };
  const { out, exit } = await run(["logs", "1", "-f"], { loops: [loop], archive });
  assert.deepEqual([exit, out().trimEnd().split("\n").at(-1)], [0, "2026-11-22 15:00:02  completed: converged"]);
});
