// The contract of ending commands: by time, by cancel; all of them, and nothing else.
import assert from "node:assert/strict";
import type { WayIn } from "./shell_contract.ts";
import { groupLives, lives, overdue, say, stage, until } from "./shell_stage.ts";

export function endingsContract(name: string, way: WayIn): void {
  Deno.test(`${name}: a timeout ends the whole process group and keeps what was printed`, async () => {
    await using set = await stage(way);
    const script = `echo begun; echo $$; sleep 300 & echo $!; sleep 300; echo not here`;
    const { stdout } = await overdue(set.shell, script, { lines: 3 });
    const [begun, ...pids] = stdout.trim().split("\n");
    assert.deepEqual([begun, pids.length], ["begun", 2]);
    for (const pid of pids) assert.equal(await lives(Number(pid)), false);
    assert.equal(await say(set.shell, "echo still here"), "still here\n");
  });

  Deno.test(`${name}: a timeout kills what does not end by itself`, async () => {
    await using set = await stage(way);
    const script = `trap '' TERM; echo $$; while :; do sleep 0.2; done`;
    const { stdout } = await overdue(set.shell, script, { lines: 1 });
    // What was killed may still have to be scheduled once to go.
    await until("the group to be gone", async () => !await groupLives(Number(stdout)));
    assert.equal(await say(set.shell, "echo still here"), "still here\n");
  });

  Deno.test(`${name}: a command that ends in time is not touched`, async () => {
    await using set = await stage(way);
    const result = await set.shell.run(["sh", "-c", "cat; exit 6"], { timeoutMs: 60_000, stdin: "in time" });
    assert.deepEqual([result.rc, result.stdout, result.timedOut], [6, "in time", false]);
    assert.equal((await set.shell.run(["no-such-program"], { timeoutMs: 60_000 })).rc, 127);
    // More than a timer takes.
    assert.equal((await set.shell.run(["sh", "-c", "sleep 0.1; exit 7"], { timeoutMs: 3e9 })).rc, 7);
    assert.equal((await set.shell.run(["echo", "a\\nb"], { timeoutMs: 60_000 })).stdout, "a\\nb\n");
  });

  Deno.test(`${name}: a cancel ends a command, and the shell goes on`, async () => {
    await using set = await stage(way);
    for (const options of [{}, { timeoutMs: 60_000 }, { receipt: { loop: "cancelled", action: 1, token: 1 } }]) {
      const started = await set.fifo(`started ${Object.keys(options)}`);
      const cancel = new AbortController();
      const script = `echo partly; echo $$ >"$1"; sleep 300; echo not here`;
      const running = set.shell.run(["sh", "-c", script, "sh", started], options, cancel.signal);
      await Deno.readTextFile(started);
      cancel.abort();
      const result = await running;
      assert.deepEqual([result.rc, result.cancelled, result.timedOut], [130, true, false]);
      assert.equal(result.stdout, "partly\n");
      assert.equal(await say(set.shell, "echo still here"), "still here\n");
    }
  });

  Deno.test(`${name}: a cancel before the start starts nothing`, async () => {
    await using set = await stage(way);
    const cancel = new AbortController();
    const release = await set.fifo("release");
    const first = set.shell.run(["sh", "-c", `read x <"$1"`, "sh", release]);
    const second = set.shell.run(["touch", `${set.folder}/deed`], {}, cancel.signal);
    cancel.abort();
    await Deno.writeTextFile(release, "go\n");
    assert.equal((await first).cancelled, false);
    const result = await second;
    assert.deepEqual([result.rc, result.cancelled], [130, true]);
    await assert.rejects(Deno.stat(`${set.folder}/deed`), Deno.errors.NotFound);
  });

  Deno.test(`${name}: a cancel of a look that ignores TERM ends the session with it`, async () => {
    await using set = await stage(way);
    const started = await set.fifo("started");
    const cancel = new AbortController();
    const script = `trap '' TERM; echo go >"$1"; while :; do sleep 0.2; done`;
    const running = set.shell.run(["sh", "-c", script, "sh", started], {}, cancel.signal);
    await Deno.readTextFile(started);
    cancel.abort();
    assert.equal((await running).cancelled, true);
    await assert.rejects(set.shell.run(["true"]), /Open a new one/);
  });

  Deno.test(`${name}: get() that waits for ever can be cancelled`, async () => {
    await using set = await stage(way);
    const pipe = await set.fifo("never written");
    const cancel = new AbortController();
    const reading = set.shell.get(pipe, cancel.signal);
    // Opening for writing succeeds when the reader is there.
    using writer = await Deno.open(pipe, { write: true });
    cancel.abort(new Error("enough"));
    await assert.rejects(reading, /enough/);
    assert.equal(await say(set.shell, "echo still here"), "still here\n");
    assert.ok(writer);
  });
}
