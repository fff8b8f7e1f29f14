import assert from "node:assert/strict";
import type { Event } from "../../src/model/event.ts";
import type { Release } from "../../src/model/loop.ts";
import type { WorkerEvent } from "../../src/model/worker_event.ts";
import type { WorkerReportOptions } from "../../src/ports/worker_report.ts";
import { openWorkerLines } from "../../src/telemetry/worker_lines.ts";
import { closed, opened, result, tallyOf, task } from "./heard.ts";

const AT = Date.parse("2026-11-22T16:00:00Z");

function hear(given: Partial<WorkerReportOptions> = {}) {
  const lines: string[] = [];
  const report = openWorkerLines({
    write: (line) => lines.push(line),
    clock: { now: () => AT, monotonic: () => 0 },
    format: "text",
    quiet: false,
    type: (command) => `ftl2 ${command}`,
    ...given,
  });
  return { lines, report };
}

/** What is said of these events, without time. */
function said(events: (Event | WorkerEvent)[], given: Partial<WorkerReportOptions> = {}): string[] {
  const { lines, report } = hear(given);
  report.tell({ kind: "claimed", loop: 1, name: "site", run: 1 });
  for (const event of events) isOfWorker(event) ? report.tell(event) : report.emit(event);
  return lines.slice(given.quiet ? 0 : 1).map((line) => line.replace("2026-11-22T16:00:00Z ", ""));
}

function isOfWorker(event: Event | WorkerEvent): event is WorkerEvent {
  return ["started", "claimed", "released", "lost", "fault", "database", "page", "stopping", "stopped"].includes(
    event.kind,
  );
}

function released(release: Release): WorkerEvent {
  return { kind: "released", loop: 1, name: "site", release };
}

Deno.test("WorkerLines tells what changed or failed with the module's message, and one line a pass", () => {
  const event = {
    ...closed(1, { ok: 4, changed: 1, skipped: 2 }),
    tally: { a: tallyOf({ ok: 4, changed: 1 }), b: tallyOf({ failed: 1 }) },
  };
  assert.deepEqual(
    said([
      opened(1),
      task("File"),
      result({ name: "same" }),
      result({ name: "skipped", outcome: "skipped" }),
      result({ host: "a", name: "File", outcome: "changed", item: "x", result: { changed: true, msg: "line added" } }),
      result({ host: "b", name: "Build", outcome: "failed", result: { changed: false, msg: "rc 1" } }),
      result({ host: "b", name: "Try", outcome: "failed", ignored: true, result: { changed: false } }),
      result({ name: "again", outcome: "changed", recorded: true }),
      event,
      opened(2, { fresh: false }),
      closed(2, { ok: 5 }, true),
    ] as Event[]),
    [
      "loop 1 (site): changed: [a] File (item=x) => line added",
      "loop 1 (site): failed: [b] Build => rc 1",
      "loop 1 (site): failed: [b] Try (ignored)",
      "loop 1 (site): pass 1: ok=4 changed=1 failed=1",
      "loop 1 (site): pass 2 completes the one that was cut short",
      "loop 1 (site): pass 2, nothing to change: ok=5 changed=0 failed=0",
    ],
  );
});

Deno.test("WorkerLines tells of a quiet run in one line, and of any other all of it", () => {
  const { lines, report } = hear();
  const ended = { status: "completed", reason: "converged" } as const;
  const end = released({ kind: "next run", at: AT + 60_000, reason: "every 60 s", ended });
  const quiet: (Event | WorkerEvent)[] = [
    { kind: "claimed", loop: 1, name: "site", run: 8 },
    closed(4, { ok: 4 }, true),
  ];
  for (const event of [...quiet, end]) isOfWorker(event) ? report.tell(event) : report.emit(event);
  assert.deepEqual(lines.map((line) => line.slice(21)), [
    "loop 1 (site): run completed: converged; next run at 2026-11-22T16:01:00.000Z (every 60 s)",
  ]);
  lines.length = 0;
  for (const event of [quiet[0]!, result({ outcome: "changed" }), quiet[1]!, end]) {
    isOfWorker(event) ? report.tell(event) : report.emit(event);
  }
  assert.deepEqual(lines.map((line) => /: (claimed|changed|pass|run)/.exec(line)?.[1]), [
    "claimed",
    "changed",
    "pass",
    "run",
  ]);
});

Deno.test("WorkerLines says once of each host that a command runs on from before", () => {
  const waits = { kind: "waiting for receipt", loop: 1, id: 4, host: "a", name: "Build" } as const;
  const other = { ...waits, id: 5, host: "b" } as const;
  assert.deepEqual(said([waits, other, waits, other]), [
    "loop 1 (site): [a] Build runs on from before: its end is awaited",
    "loop 1 (site): [b] Build runs on from before: its end is awaited",
  ]);
});

Deno.test("WorkerLines tells how a loop was given back and what to type", () => {
  const line = (release: Release) => said([released(release)])[0]?.replace("loop 1 (site): ", "");
  const at = AT + 60_000;
  const iso = "2026-11-22T16:01:00.000Z";
  const ended = { status: "completed", reason: "converged" } as const;
  assert.equal(line({ kind: "done", ...ended }), "completed: converged");
  assert.equal(
    line({ kind: "done", status: "failed", reason: "no" }),
    "failed: no; why: ftl2 history 1 --actions, again: ftl2 retry 1",
  );
  assert.equal(line({ kind: "paused", reason: "a question" }), "paused: a question");
  assert.equal(line({ kind: "again", at, reason: "waits for loop 2" }), `waiting until ${iso}: waits for loop 2`);
  assert.equal(
    line({ kind: "next run", at, reason: "every 60 s", ended }),
    `run completed: converged; next run at ${iso} (every 60 s)`,
  );
  const failed = { status: "failed", reason: "no: disk" } as const;
  assert.equal(
    line({ kind: "next run", at, reason: "retry 2 after a failure: no: disk, backoff 20 s", ended: failed }),
    `run failed: no: disk; next run at ${iso} (retry 2 after a failure, backoff 20 s); why: ftl2 history 1 --actions`,
  );
  assert.equal(
    line({ kind: "suspended", suspension: { by: "anna", reason: "disk", until: null } }),
    "paused by anna: disk; to go on: ftl2 resume 1",
  );
  assert.equal(line({ kind: "cancelled", by: "anna", reason: "old" }), "cancelled by anna: old");
});

Deno.test("WorkerLines tells take-overs, faults, trouble, drift and questions, also when quiet", () => {
  const trouble: WorkerEvent[] = [
    { kind: "started", name: "me", concurrency: 1 },
    { kind: "claimed", loop: 2, name: "db", run: 1, takenFrom: "web1" },
    { kind: "lost", loop: 2, name: "db" },
    { kind: "fault", loop: 2, name: "db", error: new TypeError("oops") },
    { kind: "database", message: "it is locked" },
    { kind: "stopping" },
  ];
  const loud = said(trouble);
  assert.equal(loud[0], "worker started (me): one loop at a time");
  assert.equal(loud[1], "loop 2 (db): claimed, run 1, taken over from web1, which is gone");
  assert.match(loud[3] ?? "", /^loop 2 \(db\): our bug, please report it: TypeError: oops\\n {4}at /);
  assert.deepEqual(said(trouble, { quiet: true }), loud.slice(1, 5));
  const { lines, report } = hear({ quiet: true });
  report.tell({ kind: "claimed", loop: 1, name: "site", run: 1 });
  const row = {
    id: 4,
    loop: 1,
    run: 3,
    host: "a",
    task: "0.tasks.0",
    name: "File",
    module: "copy",
    item: null,
    diff: null,
  };
  const drift = { ...row, firstSeenAt: "T1", lastSeenAt: "T1", action: 9, correctedAt: "T2" };
  report.drifted(drift);
  report.drifted({ ...drift, action: null, correctedAt: null });
  assert.match(
    lines[0] ?? "",
    /loop 1 \(site\): drift: \[a\] File, first seen T1, put right by action 9; what: ftl2 history 1 --drift$/,
  );
  assert.match(lines[1] ?? "", /first seen T1, not put right; /);
});

Deno.test("WorkerLines counts what a run has changed, until the loop ends", () => {
  const { report } = hear();
  report.tell({ kind: "claimed", loop: 1, name: "site", run: 1 });
  report.emit(result({ outcome: "changed" }));
  report.emit(result({ outcome: "changed", recorded: true }));
  assert.deepEqual([report.counts(1)?.run, report.counts(1)?.changed], [1, 1]);
  report.tell({ kind: "claimed", loop: 1, name: "site", run: 4 });
  assert.equal(report.counts(1)?.changed, 0);
  report.tell(released({ kind: "done", status: "completed", reason: "converged" }));
  assert.equal(report.counts(1), undefined);
});

const hostile = "a\nloop 9 (root): completed\x1b[2J\u202e\x9b31m";

Deno.test("WorkerLines keeps a host's words on their line, without escapes, as text and as JSON", () => {
  const events = [
    result({ host: hostile, name: hostile, outcome: "failed", result: { changed: false, msg: hostile } }),
  ];
  const [text] = said(events);
  assert.match(text ?? "", /failed: \[a\\nloop 9 \(root\): completed\\x1b\[2J\\u\{202e\}\\x9b31m\]/);
  const [json = ""] = said(events, { format: "json" });
  assert.match(json, /^[\x20-\x7e]+$/);
  const line = JSON.parse(json);
  assert.deepEqual([line.host, line.task, line.msg], [hostile, hostile, hostile]);
});

Deno.test("WorkerLines hides what no_log hides", () => {
  const event = result({ outcome: "failed", noLog: true, item: "hush", result: { changed: false, msg: "hush" } });
  for (const format of ["text", "json"] as const) assert.ok(!said([event], { format }).join().includes("hush"));
});

Deno.test("WorkerLines writes JSON with time, kind, and the loop's id and name", () => {
  const lines = said([opened(1), closed(1, { ok: 1 }, true), released({ kind: "paused", reason: "x" })], {
    format: "json",
  });
  assert.deepEqual(lines.map((line) => JSON.parse(line)).map(({ tally: _, ...line }) => line), [
    {
      at: "2026-11-22T16:00:00.000Z",
      kind: "iteration opened",
      loop: 1,
      name: "site",
      n: 1,
      fresh: true,
      checkMode: false,
    },
    { at: "2026-11-22T16:00:00.000Z", kind: "iteration closed", loop: 1, name: "site", n: 1, converged: true },
    { at: "2026-11-22T16:00:00.000Z", kind: "paused", loop: 1, name: "site", reason: "x" },
  ]);
});

Deno.test("WorkerLines tells where the page is open, and what it says, which a quiet worker tells too", () => {
  const open = { kind: "page", message: "the status page is open at http://x/", url: "http://x/", pid: 7 } as const;
  const trouble = { kind: "page", message: "warning: \x1b[31mred\nlines" } as const;
  assert.deepEqual(said([open, trouble]), ["the status page is open at http://x/", "warning: \\x1b[31mred\\nlines"]);
  assert.deepEqual(said([open, trouble], { quiet: true }), ["warning: \\x1b[31mred\\nlines"]);
  const [line = ""] = said([open], { format: "json" });
  const { kind, url, pid } = JSON.parse(line);
  assert.deepEqual([kind, url, pid], ["page", "http://x/", 7]);
});
