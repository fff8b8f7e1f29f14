import assert from "node:assert/strict";
import type { Next } from "../../src/model/loop.ts";
import type { Ending } from "../../src/ports/report.ts";
import { closed, listen, opened, result, tallyOf, task } from "./heard.ts";

const completed: Next = { kind: "done", status: "completed", reason: "converged" };

function ending(given: Partial<Ending> = {}): Ending {
  return {
    loop: { id: 7, name: "site" },
    next: completed,
    once: false,
    dryRun: false,
    interrupted: false,
    questions: [],
    type: (command) => `ftl2 ${command}`,
    ...given,
  };
}

Deno.test("recap adds changes of all passes up and takes the rest from the last", async () => {
  const { hear, report } = await listen();
  hear(opened(1), closed(1, { ok: 4, changed: 3, failed: 1 }), opened(2), closed(2, { ok: 5, skipped: 1 }, true));
  report.close();
  assert.equal(
    report.recap(ending()),
    [
      "PLAY RECAP",
      "localhost : ok=5 changed=3 unreachable=0 failed=0 skipped=1 rescued=0 ignored=0",
      "",
      "converged in 2 passes: 3 changes made",
      "loop 7 (site), its history: ftl2 history 7 --actions",
    ].join("\n"),
  );
  assert.equal(report.summary().passes, 2);
});

Deno.test("recap counts a dry run by its first pass, with what would run", async () => {
  const { hear, report } = await listen({ dryRun: true });
  const diff = [{ header: "/x", before: "", after: "1\n" }];
  hear(
    opened(1, { checkMode: true }),
    task("X"),
    result({ outcome: "changed", diff }),
    closed(1, { ok: 2, changed: 2, wouldRun: 1 }),
    opened(2, { checkMode: true }),
    task("X"),
    result({ outcome: "changed", diff }),
    closed(2, { ok: 2, changed: 2, wouldRun: 1 }),
  );
  report.close();
  const { changes, wouldRun, changed, diffs } = report.summary();
  assert.deepEqual({ changes, wouldRun, changed: changed.length }, { changes: 2, wouldRun: 1, changed: 1 });
  assert.deepEqual(diffs, [{ host: "localhost", name: "a task", header: "/x", before: "", after: "1\n" }]);
  const text = report.recap(ending({ dryRun: true }));
  assert.match(text, /ok=2 changed=2 .* would_run=1$/m);
  assert.match(text, /^dry run: 2 changes would be made; 1 task that cannot tell whether it is needed would run$/m);
});

Deno.test("recap does not call well what nobody looked at", async () => {
  const { report } = await listen();
  report.close();
  for (const given of [{}, { once: true }, { dryRun: true }]) {
    const [sentence] = report.recap(ending(given)).split("\n");
    assert.match(sentence!, /^nothing was looked at: no play has both a host and a task here; --list-hosts/);
  }
});

Deno.test("recap keeps the names of hosts and loops on their lines", async () => {
  const { hear, report } = await listen();
  const name = "web1\nweb2 : ok=9";
  hear(opened(1), task("A"), result({ host: name }));
  report.close();
  const lines = report.recap(ending({ loop: { id: 7, name } })).split("\n");
  assert.deepEqual(lines.filter((line) => line.startsWith("web2")), []);
  assert.equal(lines.filter((line) => line.includes("web1\\nweb2")).length, 2);
});

Deno.test("recap says how each ending is told and what to type next", async () => {
  const { hear, report } = await listen();
  hear(opened(1), closed(1, { ok: 2 }, true));
  report.close();
  const told = (given: Partial<Ending>) => report.recap(ending(given)).split("\n").slice(3).join("|");
  const history = "loop 7 (site), its history: ftl2 history 7 --actions";
  assert.equal(told({}), `nothing to change: everything is as described|${history}`);
  assert.equal(told({ once: true }), `one pass done: nothing to change, not looked at again (--once)|${history}`);
  assert.equal(told({ dryRun: true }), `dry run: no changes would be made|${history}`);
  assert.equal(
    told({ next: { kind: "done", status: "failed", reason: "Build failed twice\x1b[2J" } }),
    `failed: Build failed twice\\x1b[2J|${history}`,
  );
  assert.equal(
    told({ next: { kind: "done", status: "failed", reason: "Build: no\nlocalhost : ok=9" } }),
    `failed: Build: no|    localhost : ok=9|${history}`,
  );
  assert.equal(
    told({ next: { kind: "done", status: "blocked", reason: "no" } }),
    `blocked: no|once that is put right, a new run with the same flags: ftl2 retry 7; other flags make a new loop|${history}`,
  );
  assert.equal(
    told({ next: { kind: "paused", reason: "a question is open" }, questions: ["Run it again?"] }),
    `paused: a question is open|  question: Run it again?|to go on: ftl2 resume 7 (in a terminal it asks there)|to answer from elsewhere: ftl2 prompts 7|${history}`,
  );
  assert.equal(
    told({ next: { kind: "paused", reason: "interrupted" }, interrupted: true }),
    `suspended: interrupted|to go on: ftl2 resume 7|${history}`,
  );
});

Deno.test("recap tells what the run had changed before this process took it up", async () => {
  const says = async (changed: number, given: Partial<Ending>) => {
    const { hear, report } = await listen();
    hear(opened(1, { fresh: false }), closed(1, { ok: 2, changed }), opened(2), closed(2, { ok: 2 }, true));
    report.close();
    return report.recap(ending(given)).split("\n")[3];
  };
  assert.equal(
    await says(0, { before: 3 }),
    "converged in 2 passes: 3 changes made before it was taken up again, none since",
  );
  assert.equal(
    await says(2, { before: 1 }),
    "converged in 2 passes: 2 changes made, 1 more before it was taken up again",
  );
  assert.equal(await says(0, { before: 0 }), "nothing to change: everything is as described");
});

Deno.test("summary counts a pass that was never closed from its results, a looping task once", async () => {
  const { hear, report } = await listen();
  hear(
    opened(1),
    task("Loop"),
    result({ item: "a" }),
    result({ item: "b", outcome: "changed", id: 3 }),
    result({ item: "c", outcome: "skipped" }),
    task("Before"),
    result({ id: 2, outcome: "changed", recorded: true, name: "before" }),
    task("Ignored"),
    result({ outcome: "failed", ignored: true }),
    task("Away"),
    result({ host: "far", outcome: "unreachable" }),
  );
  report.close();
  assert.deepEqual(report.summary().recap, {
    localhost: tallyOf({ ok: 3, changed: 1, ignored: 1 }),
    far: tallyOf({ unreachable: 1 }),
  });
  assert.deepEqual(Object.keys(report.summary().recap), ["far", "localhost"]);
  assert.deepEqual(report.summary().changed, [
    { id: 3, pass: 1, host: "localhost", name: "a task", module: "copy", item: "b", recorded: false },
    { id: 2, pass: 1, host: "localhost", name: "before", module: "copy", recorded: true },
  ]);
});

Deno.test("summary counts a host that is called like what every object has, pass by pass", async () => {
  const { hear, report } = await listen();
  const [host, other] = ["constructor", "toString"];
  const counted = { ...closed(1, {}), tally: { [host]: tallyOf({ ok: 1, changed: 1 }) } };
  hear(opened(1), counted as ReturnType<typeof closed>, opened(2), task("A"), result({ host, outcome: "changed" }));
  hear(result({ host: other, outcome: "failed" }));
  report.close();
  assert.deepEqual(report.summary().recap, {
    [host]: tallyOf({ ok: 1, changed: 2 }),
    [other]: tallyOf({ failed: 1 }),
  });
});

Deno.test("summary lists an action once, though later passes hear of it again", async () => {
  const { hear, report } = await listen();
  hear(
    opened(1),
    task("Run"),
    result({ id: 9, outcome: "changed" }),
    closed(1, { ok: 1, changed: 1 }),
    opened(2),
    task("Run"),
    result({ id: 9, outcome: "changed", recorded: true }),
    closed(2, { ok: 1 }, true),
  );
  report.close();
  assert.deepEqual(report.summary().changed.map(({ id, pass }) => ({ id, pass })), [{ id: 9, pass: 1 }]);
});
