import assert from "node:assert/strict";
import { locked, logHarmed, Siege } from "./siege.ts";

Deno.test("worker: a database that is locked for longer than a lease lasts is told of and waited for; nothing is lost", async () => {
  await using siege = new Siege(3);
  const worker = await siege.atGate();
  {
    using _ = locked(siege.db);
    siege.openGate();
    await siege.pass(20_000);
    assert.match(worker.complaints().join("\n"), /loops\.db is locked by another process.* Wait for it to finish/);
    assert.ok(worker.complaints().length <= 1, "once a minute is enough");
    assert.equal(worker.ended, undefined, worker.stderr);
  }
  await siege.converges();
  assert.equal((await worker.end()).code, 0);
});

Deno.test("worker: a write-ahead log that somebody cuts in the middle ends it with a sentence", async () => {
  await logHarmed((log) => Deno.truncateSync(log, Deno.statSync(log).size / 2));
});

Deno.test("worker: a write-ahead log that somebody removes ends it with a sentence", async () => {
  await logHarmed((log) => Deno.removeSync(log));
});
