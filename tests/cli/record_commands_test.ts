import assert from "node:assert/strict";
import type { Keep } from "../../src/ports/upkeep.ts";
import { capture } from "./captured_io.ts";
import { run, runWith } from "./scripted_app.ts";

const none = { outputs: 0, events: 0, iterations: 0, actions: 0, notifications: 0 };
const DAY = 86_400_000;

Deno.test("prune removes in steps until nothing is left, and says what went", async () => {
  const steps = [{ ...none, iterations: 3 }, { ...none, actions: 7 }, { ...none, iterations: 1 }];
  const keeps: Keep[] = [];
  let file = 5000;
  const upkeep = {
    pruneStep: (keep: Keep) => (keeps.push(keep), Promise.resolve({ removed: steps.shift()!, more: steps.length > 0 })),
    sizes: () => Promise.resolve({ file: file -= 1000, wal: 0 }),
  };
  const { out, exit } = await run(["prune", "--keep", "7d", "--keep-history", "1w"], { upkeep });
  assert.deepEqual([exit, out()], [0, "removed 4 iterations, 7 actions; the file has shrunk by 1000 bytes\n"]);
  assert.deepEqual(keeps, Array(3).fill({ outputsMs: 7 * DAY, historyMs: 7 * DAY }));
});

Deno.test("prune keeps 30 and 400 days where nothing is said, and --dry-run removes nothing", async () => {
  const keeps: Keep[] = [];
  const foresee = (keep: Keep) => (keeps.push(keep), Promise.resolve({ ...none, outputs: 2, events: 5 }));
  const { out } = await run(["prune", "--dry-run"], { upkeep: { foresee } });
  assert.equal(out(), "would remove 2 whole outputs, 5 events of the feed\n");
  assert.deepEqual(keeps, [{ outputsMs: 30 * DAY, historyMs: 400 * DAY }]);
  const upkeep = { pruneStep: () => Promise.resolve({ removed: none, more: false }) };
  assert.equal((await run(["prune"], { upkeep })).out(), "Nothing was old enough to be removed\n");
});

Deno.test("prune ends after a step at a signal, and says that it did", async () => {
  const captured = capture();
  let steps = 0;
  const pruneStep = () => {
    if (++steps === 2) captured.send("SIGTERM");
    return Promise.resolve({ removed: { ...none, events: 1 }, more: true });
  };
  const { exit, out } = await runWith(captured, ["prune", "-o", "json"], { upkeep: { pruneStep } });
  const { error, data } = JSON.parse(out());
  assert.deepEqual([exit, steps, error.kind, data.removed.events], [130, 2, "interrupted", 2]);
});

Deno.test("backup copies to a path, and replaces nothing without --force", async () => {
  const asked: unknown[][] = [];
  const backup = (...given: unknown[]) => (asked.push(given), Promise.resolve({ bytes: 4096 }));
  const script = { upkeep: { backup } };
  const { out, exit } = await run(["backup", "copy.db"], script);
  assert.deepEqual([exit, asked], [0, [["/home/me/copy.db", { replace: false }]]]);
  assert.match(out(), /^copy\.db is a copy of loops\.db \(4096 bytes\)/);
  const refused = await run(["backup", "site.yml"], script);
  assert.equal(refused.exit, 2);
  assert.match(refused.err(), /site\.yml is there already\nName another file, or add --force/);
  assert.equal((await run(["backup", "site.yml", "--force"], script)).exit, 0);
  assert.deepEqual(asked.slice(1), [["/home/me/site.yml", { replace: true }]]);
  const files = ["/home/me/loops.db", "/home/me/folder/x"];
  assert.match((await run(["backup", "loops.db", "--force"], script, { files })).err(), /is the database itself/);
  assert.match((await run(["backup", "folder", "--force"], script, { files })).err(), /folder is a folder/);
  assert.equal(asked.length, 2);
});

Deno.test("verify exits 1 with a list of what is wrong", async () => {
  const whole = await run(["verify"], { upkeep: { verify: () => Promise.resolve([]) } });
  assert.deepEqual([whole.exit, whole.out()], [0, "loops.db is whole, and its record is consistent\n"]);
  const script = { upkeep: { verify: () => Promise.resolve(["action 3 ended twice", "loop \x1b[2J has two"]) } };
  const broken = await run(["verify"], script);
  assert.deepEqual([broken.exit, broken.out()], [1, "action 3 ended twice\nloop \\x1b[2J has two\n"]);
  const { ok, data, error } = JSON.parse((await run(["verify", "-o", "json"], script)).out());
  assert.deepEqual([ok, data.problems.length, error.kind], [false, 2, "inconsistent"]);
  assert.match(error.message, /^2 things are wrong in loops\.db$/);
});
