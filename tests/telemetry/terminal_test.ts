import assert from "node:assert/strict";
import type { Event } from "../../src/model/event.ts";
import { closed, listen, opened, result, task } from "./heard.ts";

Deno.test("terminal tells a first pass in Ansible's words", async () => {
  const { hear, progress, data, report } = await listen();
  hear(
    opened(1),
    { kind: "play", loop: 1, name: "Web" },
    task("Page"),
    result({ outcome: "ok" }),
    result({ outcome: "changed", item: "x" }),
    result({ outcome: "skipped", item: { a: 1 } }),
    result({ outcome: "would run" }),
    result({ outcome: "changed", recorded: true }),
    task("Reload", { handler: true }),
    result({ outcome: "ok" }),
  );
  report.close();
  assert.deepEqual(progress, [
    "pass 1",
    "",
    "PLAY [Web] ****************************",
    "",
    "TASK [Page] ***************************",
    "ok: [localhost]",
    "changed: [localhost] => (item=x)",
    'skipping: [localhost] => (item={"a":1})',
    "would run: [localhost]",
    "changed: [localhost] (already done in this run)",
    "",
    "RUNNING HANDLER [Reload] **************",
    "ok: [localhost]",
  ]);
  assert.deepEqual(data, []);
});

Deno.test("terminal puts a failure's message first, then its fields with real line ends", async () => {
  const { hear, progress, report } = await listen();
  hear(
    opened(1),
    task("Build"),
    result({
      outcome: "failed",
      ignored: true,
      item: "a",
      result: {
        changed: true,
        failed: true,
        rc: 2,
        stdout: "",
        stderr: "line 1\nline 2\n",
        stderr_lines: ["line 1", "line 2"],
        msg: "non-zero return code",
        cmd: ["make", "all"],
      },
    }),
  );
  report.close();
  assert.deepEqual(progress.slice(3), [
    "failed: [localhost] (item=a): FAILED! => non-zero return code",
    "    rc: 2",
    "    stderr:",
    "        line 1",
    "        line 2",
    '    cmd: ["make","all"]',
    "...ignoring",
  ]);
});

Deno.test("terminal calls a failure fatal where there is no loop, as Ansible does, and says when it is rescued", async () => {
  const { hear, progress, report } = await listen();
  const no = { changed: false, failed: true, msg: "no" };
  hear(
    opened(1),
    task("Build"),
    result({ outcome: "failed", result: no, rescued: true }),
    result({ outcome: "failed", result: no, item: 1 }),
    result({ outcome: "failed", result: no, item: 2, ignored: true }),
    result({ outcome: "unreachable", result: { changed: false, msg: "no route" } }),
  );
  report.close();
  assert.deepEqual(progress.slice(3), [
    "fatal: [localhost]: FAILED! => no",
    "...rescued",
    "failed: [localhost] (item=1): FAILED! => no",
    "failed: [localhost] (item=2): FAILED! => no",
    "...ignoring",
    "fatal: [localhost]: UNREACHABLE! => no route",
  ]);
});

Deno.test("terminal tells included files, attempts and labels in Ansible's words", async () => {
  const { hear, progress, report } = await listen();
  const include = (file: string) => ({ changed: false, include: file, include_args: {} });
  const again = (left: number): Event => ({
    kind: "retrying",
    loop: 1,
    host: "localhost",
    name: "Up\x1b",
    left,
    result: { changed: true, failed: true },
  });
  hear(
    opened(1),
    task("Parts"),
    result({ module: "include_tasks", result: include("/play/a.yml") }),
    result({ module: "include_tasks", result: include("/play/b.yml"), item: "b" }),
    result({ module: "include_tasks", outcome: "skipped", item: "c" }),
    task("Up"),
    again(2),
    again(1),
    result({ outcome: "changed", result: { changed: true, attempts: 3 } }),
    task("Many"),
    result({ item: { name: "x", password: "hunter2" }, label: "x" }),
    result({ item: { name: "y", password: "hunter2" }, label: { n: 1 }, outcome: "failed" }),
    result({ item: "hunter2", label: "hunter2", noLog: true }),
  );
  report.close();
  assert.deepEqual(progress.slice(3).filter((line) => line !== "" && !line.startsWith("TASK")), [
    "included: /play/a.yml for localhost",
    "included: /play/b.yml for localhost => (item=b)",
    "skipping: [localhost] => (item=c)",
    "FAILED - RETRYING: [localhost]: Up\\x1b (2 retries left).",
    "FAILED - RETRYING: [localhost]: Up\\x1b (1 retries left).",
    "changed: [localhost]",
    "ok: [localhost] => (item=x)",
    'failed: [localhost] (item={"n":1}): FAILED! => no message',
    "ok: [localhost] => (item=hidden: no_log)",
  ]);
  assert.ok(!progress.join().includes("hunter2"));
});

Deno.test("terminal tells of a later pass which attempts it took, and not which files it read again", async () => {
  const { hear, progress, report } = await listen();
  hear(opened(1), closed(1, { ok: 1, changed: 1 }), opened(2), task("Parts"));
  hear(result({ module: "include_tasks", result: { changed: false, include: "/play/a.yml" } }), task("Up"));
  hear({ kind: "retrying", loop: 1, host: "h", name: "Up", left: 1, result: { changed: false } }, result({}));
  report.close();
  assert.deepEqual(progress, [
    "pass 1",
    "pass 2",
    "",
    `TASK [Up] ${"*".repeat(29)}`,
    "FAILED - RETRYING: [h]: Up (1 retries left).",
  ]);
});

Deno.test("terminal leaves out the middle of a long field and says how much", async () => {
  const { hear, progress, report } = await listen();
  const stdout = Array.from({ length: 100 }, (_, at) => `line ${at}`).join("\n");
  hear(opened(1), task("Loud"), result({ outcome: "failed", result: { changed: false, msg: "bad", stdout } }));
  report.close();
  assert.ok(progress.includes("        … 40 more lines …"));
  assert.ok(progress.includes("        line 19") && progress.includes("        line 60"));
  assert.ok(!progress.includes("        line 20") && !progress.includes("        line 59"));
});

Deno.test("terminal says what debug was asked to say: one line as JSON, many as lines", async () => {
  const { hear, progress, report } = await listen();
  const debug = (msg: string) => result({ module: "ansible.builtin.debug", result: { changed: false, msg } });
  hear(opened(1), task("Say"), debug('a "b"'), debug("one\ntwo"));
  report.close();
  assert.deepEqual(progress.slice(3), [
    "ok: [localhost] => {",
    '    "msg": "a \\"b\\""',
    "}",
    "ok: [localhost] =>",
    "    msg:",
    "        one",
    "        two",
  ]);
});

Deno.test("terminal hides everything of a task with no_log", async () => {
  const { hear, progress, data, report } = await listen({ diffs: true });
  const secret = { changed: true, msg: "hunter2", stdout: "hunter2", warnings: ["hunter2"] };
  const diff = [{ header: "/etc/x", before: "", after: "hunter2\n" }];
  hear(
    opened(1),
    task("Quiet"),
    result({ outcome: "failed", noLog: true, item: "hunter2", result: secret }),
    result({ outcome: "changed", noLog: true, item: "hunter2", result: secret, diff }),
    result({ outcome: "ok", noLog: true, module: "debug", result: secret }),
  );
  report.close();
  assert.ok(!JSON.stringify([progress, data, report.summary()]).includes("hunter2"));
  assert.ok(progress.some((line) => line.includes("no_log")));
});

Deno.test("terminal makes escapes from hosts visible", async () => {
  const { hear, progress, data, report } = await listen({ dryRun: true });
  const evil = "\x1b]0;owned\x07\u202e";
  hear(
    opened(1, { checkMode: true }),
    { kind: "play", loop: 1, name: evil },
    task(evil),
    result({ outcome: "failed", host: evil, item: evil, result: { changed: false, msg: evil, stdout: evil } }),
    result({ outcome: "changed", diff: [{ header: evil, before: "", after: `${evil}\n` }] }),
    { kind: "settled", loop: 1, id: 1, host: "h", name: evil, state: evil },
    { kind: "waiting for receipt", loop: 1, id: 1, host: "h", name: evil },
  );
  report.close();
  const text = [...progress, ...data].join("\n");
  for (const control of ["\x1b", "\x07", "\u202e"]) assert.ok(!text.includes(control));
  assert.equal(text.split("\\x1b]0;owned\\x07\\u{202e}").length - 1, 12);
});

Deno.test("terminal lets nobody else's words begin a line", async () => {
  const { hear, progress, pass, report } = await listen();
  const forged = "x\nok: [forged]";
  const said = { changed: false, msg: forged, warnings: [forged], [forged]: "y" };
  hear(
    opened(1, { part: forged }),
    { kind: "play", loop: 1, name: forged },
    task(forged),
    { kind: "action started", loop: 1, id: 1, host: "h", name: forged },
  );
  pass(30_000);
  hear(
    { kind: "waiting for receipt", loop: 1, id: 1, host: "h", name: forged },
    { kind: "settled", loop: 1, id: 1, host: "h", name: forged, state: forged },
    result({ outcome: "failed", item: forged, result: said }),
    result({ outcome: "failed", label: forged, result: said }),
    { kind: "model asked", loop: 1, model: forged, attempt: 1 },
    { kind: "waiting", loop: 1, reason: forged },
  );
  report.close();
  assert.ok(progress.some((line) => line.startsWith("still running: ")));
  assert.deepEqual(progress.filter((line) => line.startsWith("ok:")), []);
});

Deno.test("terminal tells of later passes only what changed or failed", async () => {
  const { hear, progress, report } = await listen();
  const play = { kind: "play", loop: 1, name: "Web" } as const;
  hear(opened(4), play, task("A"), result({ outcome: "changed" }), closed(4, { ok: 1, changed: 1 }));
  progress.length = 0;
  hear(
    opened(5),
    play,
    task("A"),
    result({}),
    task("B"),
    result({ outcome: "changed" }),
    task("C"),
    result({ outcome: "changed", recorded: true }),
    closed(5, { ok: 3, changed: 1 }),
    opened(6),
    play,
    task("A"),
    result({}),
    closed(6, { ok: 3 }, true),
  );
  report.close();
  assert.deepEqual(progress, [
    "pass 2",
    "",
    "PLAY [Web] ****************************",
    "",
    "TASK [B] ******************************",
    "changed: [localhost]",
    "pass 3: nothing to change",
  ]);
});

Deno.test("terminal says that a pass completes one that was cut short", async () => {
  const { hear, progress, report } = await listen();
  hear(
    opened(3, { fresh: false }),
    { kind: "settled", loop: 1, id: 7, host: "localhost", name: "Build", state: "finished" },
    { kind: "settled", loop: 1, id: 8, host: "localhost", name: "Test", state: "interrupted" },
  );
  report.close();
  assert.deepEqual(progress, [
    "pass 1 (completes the pass that was cut short)",
    "recovered: [localhost] Build: it has finished meanwhile, its result is taken over",
    "recovered: [localhost] Test: it left no end, nobody knows how it came out",
  ]);
});

Deno.test("terminal shows a unified diff with --diff on the way, and as data in a dry run", async () => {
  const diff = [{ header: "/etc/motd", before: "a\nb\n", after: "a\nc" }];
  const lines = [
    "--- before: /etc/motd",
    "+++ after: /etc/motd",
    "@@ -1,2 +1,2 @@",
    " a",
    "-b",
    "+c",
    "\\ No newline at end of file",
  ];
  const live = await listen({ diffs: true });
  live.hear(opened(1), task("Motd"), result({ outcome: "changed", diff }));
  live.report.close();
  assert.deepEqual(live.progress.slice(3), [...lines, "changed: [localhost]"]);
  const dry = await listen({ dryRun: true });
  dry.hear(opened(1, { checkMode: true }), task("Motd"), result({ outcome: "changed", diff }));
  dry.report.close();
  assert.deepEqual(dry.data, lines);
  assert.deepEqual(dry.progress.slice(3), ["changed: [localhost]"]);
  const none = await listen();
  none.hear(opened(1), task("Motd"), result({ outcome: "changed", diff }));
  none.report.close();
  assert.deepEqual([...none.progress.slice(3), ...none.data], ["changed: [localhost]"]);
});

Deno.test("terminal shows the diff of a task that says diff: true, in its place, and no other's", async () => {
  const diff = [{ header: "/etc/motd", before: "a\n", after: "b\n" }];
  const { hear, progress, report } = await listen();
  hear(
    opened(1),
    task("Quiet"),
    result({ outcome: "changed", diff }),
    task("Motd"),
    result({ outcome: "changed", diff, showDiff: true }),
    task("After"),
    result({ outcome: "ok", diff, showDiff: true }),
  );
  await report.told();
  hear(task("Later"), result({ outcome: "changed", diff, showDiff: true }));
  report.close();
  const told = progress.map((line) => line.replace(/ \*+$/, "")).filter((line) =>
    /^(TASK|[-+][ab]$|changed|ok)/.test(line)
  );
  assert.deepEqual(told, [
    ...["TASK [Quiet]", "changed: [localhost]", "TASK [Motd]", "-a", "+b", "changed: [localhost]"],
    ...["TASK [After]", "ok: [localhost]", "TASK [Later]", "-a", "+b", "changed: [localhost]"],
  ]);
  const quiet = await listen({ quiet: true });
  quiet.hear(opened(1), task("Motd"), result({ outcome: "changed", diff, showDiff: true }));
  await quiet.report.told();
  quiet.report.close();
  assert.deepEqual(quiet.progress, []);
});

Deno.test("terminal shows a new file's diff from line 0, as diff -u does", async () => {
  const { hear, data, report } = await listen({ dryRun: true });
  hear(
    opened(1, { checkMode: true }),
    task("New"),
    result({ outcome: "changed", diff: [{ header: "/x", before: "", after: "1\n2\n" }] }),
  );
  report.close();
  assert.deepEqual(data.slice(2), ["@@ -0,0 +1,2 @@", "+1", "+2"]);
});

Deno.test("report tells nothing on the way when quiet", async () => {
  const { hear, progress, data, time, report } = await listen({ quiet: true, dryRun: true });
  const diff = [{ header: "/x", before: "", after: "1\n" }];
  hear(opened(1, { checkMode: true }), task("New"), result({ outcome: "changed", diff }));
  assert.equal(time.ticks.size, 0);
  report.close();
  assert.deepEqual([...progress, ...data], []);
  assert.equal(report.summary().diffs.length, 1);
});

Deno.test("terminal does not call a later pass quiet that failed as before or waits for a human", async () => {
  const { hear, progress, report } = await listen();
  hear(
    opened(1),
    closed(1, { failed: 1 }),
    opened(2, { fresh: false }),
    result({ outcome: "failed", recorded: true, result: { changed: false, failed: true } }),
    closed(2, { failed: 1 }),
    opened(3, { fresh: false }),
    closed(3, { ok: 1 }),
    opened(4),
    closed(4, { ok: 2 }, true),
  );
  report.close();
  assert.deepEqual(progress, ["pass 1", "pass 2: fails as before", "pass 4: nothing to change"]);
});

Deno.test("terminal says once what is waited for", async () => {
  const { hear, progress, report } = await listen();
  const waiting = (id: number): Event => ({ kind: "waiting for receipt", loop: 1, id, host: "h", name: `Build ${id}` });
  hear(waiting(1), waiting(1), waiting(2), waiting(1));
  report.close();
  assert.deepEqual(progress, [
    "waiting: [h] Build 1: it runs on from before, its end is awaited",
    "waiting: [h] Build 2: it runs on from before, its end is awaited",
  ]);
});

Deno.test("terminal says once why a pass has to wait, and goes on under its number", async () => {
  const { hear, progress, report } = await listen();
  const attempt = (n: number) => [
    opened(n),
    { kind: "play" as const, loop: 1, name: "Web" },
    task("Page"),
    { kind: "iteration closed" as const, loop: 1, n, tally: {}, converged: false },
    { kind: "waiting" as const, loop: 1, reason: "waits for loop 7 (db\x1b), at work on web1" },
  ];
  hear(...attempt(1), ...attempt(2), ...attempt(3).slice(0, 3), result({ outcome: "changed" }), closed(3, { ok: 1 }));
  hear(opened(4), closed(4, { ok: 1 }, true));
  report.close();
  const headings = [
    "pass 1",
    "",
    "PLAY [Web] ****************************",
    "",
    "TASK [Page] ***************************",
  ];
  assert.deepEqual(progress, [
    ...headings,
    "waits for loop 7 (db\\x1b), at work on web1",
    ...headings,
    "changed: [localhost]",
    "pass 2: nothing to change",
  ]);
  assert.equal(report.summary().passes, 2);
});

Deno.test("terminal keeps names on one line, so that a host's words forge no recap", async () => {
  const { hear, progress, report } = await listen();
  const name = "x\nPLAY RECAP\nlocalhost : ok=1";
  hear(opened(1), { kind: "play", loop: 1, name }, task(name), result({ outcome: "ok" }));
  report.close();
  assert.deepEqual(
    progress.filter((line) => line.includes("RECAP")),
    [
      "\nPLAY [x\\nPLAY RECAP\\nlocalhost : ok=1] ***",
      "\nTASK [x\\nPLAY RECAP\\nlocalhost : ok=1] ***",
    ].map((line) => line.slice(1)),
  );
});
