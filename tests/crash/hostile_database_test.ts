import assert from "node:assert/strict";
import { cannotMount } from "../store/children.ts";
import { locked, logHarmed, Siege } from "./siege.ts";
import { SmallDisk } from "./small_disk.ts";

const noMounts = cannotMount();

Deno.test("worker: a database that another process locks for a moment is noticed by nobody", async () => {
  await using siege = new Siege(1);
  const worker = await siege.atGate();
  {
    using _ = locked(siege.db);
    siege.openGate();
    await siege.pass(1500);
  }
  await siege.converges();
  assert.deepEqual(worker.complaints(), []);
  assert.equal((await worker.end()).code, 0);
});

Deno.test({
  name: "worker: a full disk is told of and waited for; when there is room again, nothing was lost",
  ignore: noMounts,
  fn: async () => {
    await using siege = new SmallDisk(1);
    await siege.mount();
    const worker = await siege.atGate();
    const makeRoom = siege.fill();
    siege.openGate();
    await siege.until("a complaint", () => worker.complaints().length > 0 || worker.ended !== undefined);
    assert.match(worker.complaints().join("\n"), /loops\.db cannot grow, the disk is full.* Make room/);
    await siege.pass(1000);
    assert.equal(worker.ended, undefined, worker.stderr);
    makeRoom();
    await siege.converges();
    assert.equal((await worker.end()).code, 0);
  },
});

Deno.test({
  name: "worker: a read-only disk ends it with a sentence; once it can be written, the loops go on",
  ignore: noMounts,
  fn: async () => {
    await using siege = new SmallDisk(1);
    await siege.mount();
    await siege.submit();
    siege.openGate();
    await siege.remount("ro");
    const early = siege.worker();
    await siege.until("its end", () => early.ended !== undefined);
    assert.equal(early.ended?.code, 2);
    assert.match(early.stderr, /error: Database .*loops\.db cannot be (opened|written).*\nRun as a user who may/);
    assert.deepEqual(siege.lines("deeds"), []);
    await siege.remount("rw");
    siege.worker();
    await siege.converges();
  },
});

Deno.test({
  name: "worker: files that can be written no more while it works are told of and waited for",
  ignore: cannotFreeze(),
  fn: async () => {
    await using siege = new Siege(1);
    const worker = await siege.atGate();
    // Not the index: it is mapped, and the kernel answers a write to a mapped file that nobody may write with SIGBUS.
    const files = ["", "-wal"].map((end) => siege.db + end);
    freeze("+i", files);
    try {
      siege.openGate();
      await siege.until("a word", () => worker.ended !== undefined || worker.complaints().length > 0);
      assert.match(worker.complaints().join("\n"), /loops\.db cannot be (read or )?written.* Look at the disk/);
      await siege.pass(1000);
      assert.equal(worker.ended, undefined, worker.stderr);
    } finally {
      freeze("-i", files);
    }
    await siege.converges();
    assert.equal((await worker.end()).code, 0);
  },
});

Deno.test("worker: a write-ahead log that somebody truncates ends it with a sentence, before anything is damaged", async () => {
  await logHarmed((log) => Deno.truncateSync(log, 0));
});

Deno.test("worker: a database that somebody replaces ends it with a sentence", async () => {
  await using siege = new Siege(1);
  const worker = await siege.atGate();
  await Deno.copyFile(siege.db, `${siege.folder}/another.db`);
  await Deno.rename(`${siege.folder}/another.db`, siege.db);
  siege.openGate();
  await siege.until("its end", () => worker.ended !== undefined);
  assert.equal(worker.ended?.code, 2, worker.stderr);
  assert.match(worker.stderr, /Database .*loops\.db was replaced while it was in use\n/);
});

/** Sets or takes away that nobody may write the files, root neither, nor who has them open. */
function freeze(flag: "+i" | "-i", files: string[]): void {
  const { success, stderr } = new Deno.Command("chattr", { args: [flag, ...files], stderr: "piped" }).outputSync();
  assert.ok(success, new TextDecoder().decode(stderr));
}

/** Whether files cannot be made immutable here: a matter of the file system and of being root. */
function cannotFreeze(): boolean {
  const file = Deno.makeTempFileSync();
  try {
    freeze("+i", [file]);
    freeze("-i", [file]);
    return false;
  } catch (error) {
    if (Deno.env.get("CI") === "true") throw error;
    Deno.stderr.writeSync(new TextEncoder().encode(`Skipping immutable files: ${(error as Error).message}\n`));
    return true;
  } finally {
    Deno.removeSync(file);
  }
}
