// The contract of receipts: one start, whoever tries; an end that is found again, whoever died.
import assert from "node:assert/strict";
import { ReceiptRefused, ShellBroken } from "../../src/model/errors.ts";
import type { Receipt, ReceiptState } from "../../src/model/command.ts";
import type { Shell } from "../../src/ports/shell.ts";
import type { WayIn } from "./shell_contract.ts";
import { overdue, say, stage, until } from "./shell_stage.ts";

const receipt = (action: number, token = 1): Receipt => ({ loop: "a-Loop_1", action, token });
const there = (path: string) => Deno.stat(path).then(() => true, () => false);

/** Settles until the command is no longer running. */
async function settled(shell: Shell, which: Receipt): Promise<ReceiptState> {
  let state: ReceiptState = { state: "running" };
  await until("an end", async () => (state = await shell.settle(which)).state !== "running");
  return state;
}

export function receiptsContract(name: string, way: WayIn): void {
  Deno.test(`${name}: a receipt keeps the result, with its outputs and times`, async () => {
    await using set = await stage(way);
    const result = await set.shell.run(["sh", "-c", "echo out; printf err >&2; pwd; echo $A; exit 3"], {
      receipt: receipt(1),
      cwd: set.folder,
      env: { A: "b" },
    });
    assert.deepEqual([result.rc, result.stdout, result.stderr], [3, `out\n${set.folder}\nb\n`, "err"]);
    await using later = await set.another();
    const state = await later.settle(receipt(1, 2));
    assert.equal(state.state, "finished");
    if (state.state !== "finished") return;
    const { startedAt, endedAt, ...rest } = result;
    const { startedAt: began, endedAt: ended, ...found } = state.result;
    assert.deepEqual(found, rest);
    // The host's clock is the controller's here; files tell whole seconds.
    const times = [startedAt, began, ended, endedAt].map((time) => Date.parse(time));
    for (const [at, time] of times.slice(1).entries()) assert.ok(times[at]! - time < 2000, times.join());
    assert.equal((await Deno.stat(`${set.folder}/receipts/a-Loop_1`)).mode! & 0o777, 0o700);
  });

  Deno.test(`${name}: a receipt keeps any way to end, and any input`, async () => {
    await using set = await stage(way);
    const input = new Uint8Array(100_000).map((_, at) => at % 256);
    const ends: [string[], number][] = [
      [["no-such-program"], 127],
      [["/etc/passwd"], 126],
      [["sh", "-c", "kill -KILL $$"], 137],
      [["sh", "-c", "if then"], 2],
      [["true"], 0],
    ];
    for (const [at, [argv, rc]] of ends.entries()) {
      const result = await set.shell.run(argv, { receipt: receipt(at) });
      assert.equal(result.rc === 1 ? 2 : result.rc, rc, JSON.stringify(argv));
      assert.deepEqual((await set.shell.settle(receipt(at)) as { result?: { rc: number } }).result?.rc, result.rc);
    }
    for (const [at, stdin] of ["few words", input].entries()) {
      const file = `${set.folder}/input`;
      await set.shell.run(["sh", "-c", `cat >"$1"`, "sh", file], { receipt: receipt(100 + at), stdin });
      assert.deepEqual(await Deno.readFile(file), typeof stdin === "string" ? new TextEncoder().encode(stdin) : stdin);
    }
    const nowhere = await set.shell.run(["true"], { receipt: receipt(200), cwd: `${set.folder}/nowhere` });
    assert.equal(nowhere.rc, 1);
    assert.match(nowhere.stderr, /nowhere/);
  });

  Deno.test(`${name}: a receipt is claimed once`, async () => {
    await using set = await stage(way);
    await using other = await set.another();
    const deed = (shell: Shell, action: number) =>
      shell.run(["sh", "-c", `echo done >>"$1"`, "sh", `${set.folder}/deeds`], { receipt: receipt(action) });
    await deed(set.shell, 1);
    await assert.rejects(
      deed(set.shell, 1),
      (error) => error instanceof ReceiptRefused && /claimed already/.test(error.message),
    );
    for (let action = 2; action < 22; action++) {
      const both = await Promise.allSettled([deed(set.shell, action), deed(other, action)]);
      assert.deepEqual(both.map(({ status }) => status).sort(), ["fulfilled", "rejected"]);
    }
    assert.equal(await Deno.readTextFile(`${set.folder}/deeds`), "done\n".repeat(21));
  });

  Deno.test(`${name}: a receipt with a token lower than one seen is refused`, async () => {
    await using set = await stage(way);
    const touch = (which: Receipt) => set.shell.run(["touch", `${set.folder}/${which.action}`], { receipt: which });
    await touch(receipt(1, 9));
    await touch(receipt(2, 10));
    await touch(receipt(3, 10));
    const tooOld = (error: unknown) => error instanceof ReceiptRefused && /newer worker/.test(error.message);
    await assert.rejects(touch(receipt(4, 9)), tooOld);
    await assert.rejects(set.shell.settle(receipt(4, 9)), tooOld);
    assert.equal(await there(`${set.folder}/4`), false);
    assert.deepEqual(await set.shell.settle(receipt(4, 11)), { state: "unclaimed" });
    await assert.rejects(touch(receipt(5, 10)), tooOld);
    await set.shell.run(["true"], { receipt: { loop: "another", action: 1, token: 1 } });
  });

  Deno.test(`${name}: settle() claims what nobody had, for all who ask`, async () => {
    await using set = await stage(way);
    await using other = await set.another();
    for (let action = 1; action <= 10; action++) {
      const both = await Promise.all([set.shell.settle(receipt(action)), other.settle(receipt(action))]);
      assert.deepEqual(both, [{ state: "unclaimed" }, { state: "unclaimed" }]);
      const late = set.shell.run(["touch", `${set.folder}/late`], { receipt: receipt(action) });
      await assert.rejects(late, ReceiptRefused);
    }
    assert.equal(await there(`${set.folder}/late`), false);
  });

  Deno.test(`${name}: settle() and a start at once agree on who was first`, async () => {
    await using set = await stage(way);
    await using other = await set.another();
    const seen = new Set<string>();
    for (let action = 1; action <= 40; action++) {
      const file = `${set.folder}/${action}`;
      const start = set.shell.run(["touch", file], { receipt: receipt(action) }).then(() => "ran", () => "refused");
      // The settler's head start differs from round to round, so that both win sometimes.
      const look = (async () => {
        for (let round = 0; round < action % 8; round++) await other.run(["sh", "-c", ":"]);
        return await settled(other, receipt(action));
      })();
      const [outcome, state] = await Promise.all([start, look]);
      assert.equal(state.state, outcome === "ran" ? "finished" : "unclaimed");
      assert.equal(await there(file), outcome === "ran");
      seen.add(outcome);
    }
    assert.deepEqual([...seen].sort(), ["ran", "refused"]);
  });

  Deno.test(`${name}: a command under a receipt outlives a killed controller and is adopted`, async () => {
    await using set = await stage(way);
    const [started, release] = [await set.fifo("started"), await set.fifo("release")];
    const script = `echo begun; echo go >"$1"; read x <"$2"; echo "got $x"; echo err >&2; exit 7`;
    const argv = ["sh", "-c", script, "sh", started, release];
    const job = {
      ...JSON.parse(way.controller.at(-1)!),
      receipts: `${set.folder}/receipts`,
      argv,
      receipt: receipt(1),
    };
    const args = [...way.controller.slice(0, -1), JSON.stringify(job)];
    const controller = new Deno.Command(Deno.execPath(), { args, stdout: "null" }).spawn();
    await Deno.readTextFile(started);
    controller.kill("SIGKILL");
    await controller.status;
    assert.deepEqual(await set.shell.settle(receipt(1, 2)), { state: "running" });
    await assert.rejects(set.shell.run(["true"], { receipt: receipt(1, 2) }), ReceiptRefused);
    await Deno.writeTextFile(release, "word\n");
    const state = await settled(set.shell, receipt(1, 2));
    assert.equal(state.state, "finished");
    if (state.state !== "finished") return;
    const { rc, stdout, stderr } = state.result;
    assert.deepEqual([rc, stdout, stderr], [7, "begun\ngot word\n", "err\n"]);
  });

  Deno.test(`${name}: a command under a receipt outlives the session's sh`, async () => {
    await using set = await stage(way);
    const pid = Number(await say(set.shell, "echo $$"));
    const [started, release] = [await set.fifo("started"), await set.fifo("release")];
    const script = `echo go >"$1"; read x <"$2"; echo "$x"`;
    const running = set.shell.run(["sh", "-c", script, "sh", started, release], { receipt: receipt(1) });
    await Deno.readTextFile(started);
    Deno.kill(pid, "SIGKILL");
    await assert.rejects(running, ShellBroken);
    await using later = await set.another();
    assert.deepEqual(await later.settle(receipt(1)), { state: "running" });
    await Deno.writeTextFile(release, "word\n");
    const state = await settled(later, receipt(1));
    assert.equal(state.state === "finished" && state.result.stdout, "word\n");
  });

  Deno.test(`${name}: a command killed with its wrapper is interrupted; one that lives on without it is running`, async () => {
    await using set = await stage(way);
    const [started, release] = [await set.fifo("started"), await set.fifo("release")];
    const script = `echo $PPID >"$1"; read x <"$2"`;
    for (const [action, wholeGroup] of [[1, true], [2, false]] as const) {
      await using shell = await set.another();
      const running = shell.run(["sh", "-c", script, "sh", started, release], { receipt: receipt(action) });
      const wrapper = Number(await Deno.readTextFile(started));
      Deno.kill(wholeGroup ? -wrapper : wrapper, "SIGKILL");
      await assert.rejects(running, ShellBroken);
      if (!wholeGroup) {
        assert.deepEqual(await set.shell.settle(receipt(action)), { state: "running" });
        await Deno.writeTextFile(release, "go\n");
      }
      assert.deepEqual(await settled(set.shell, receipt(action)), { state: "interrupted" });
      assert.deepEqual(await set.shell.settle(receipt(action)), { state: "interrupted" });
    }
  });

  Deno.test(`${name}: a receipt says that a command was ended, however hard`, async () => {
    await using set = await stage(way);
    const scripts = ["echo partly; sleep 300", "echo partly; trap '' TERM; while :; do sleep 0.2; done"];
    let action = 0;
    for (const script of scripts) {
      const result = await overdue(set.shell, script, { lines: 1, options: () => ({ receipt: receipt(++action) }) });
      assert.equal(result.stdout, "partly\n");
      const state = await set.shell.settle(receipt(action));
      assert.ok(state.state === "finished");
      assert.deepEqual([state.result.rc, state.result.timedOut, state.result.stdout], [124, true, "partly\n"]);
    }
    assert.equal(await say(set.shell, "echo still here"), "still here\n");
  });

  Deno.test(`${name}: forget() removes receipts and keeps the token`, async () => {
    await using set = await stage(way);
    for (const action of [1, 2, 12]) await set.shell.run(["echo", "x"], { receipt: receipt(action, 5) });
    await set.shell.forget([receipt(1, 5), receipt(2, 5), receipt(77, 5)]);
    const left = await Array.fromAsync(Deno.readDir(`${set.folder}/receipts/a-Loop_1`), ({ name }) => name);
    assert.deepEqual(left.filter((name) => /^\d/.test(name)).sort(), ["12.claim", "12.err", "12.out"]);
    await assert.rejects(set.shell.run(["true"], { receipt: receipt(3, 4) }), ReceiptRefused);
    assert.equal((await set.shell.settle(receipt(12, 5))).state, "finished");
    await set.shell.forget([]);
  });

  Deno.test(`${name}: a receipt that cannot be written is refused, and nothing is started`, async () => {
    await using set = await stage(way);
    await Deno.writeTextFile(`${set.folder}/receipts`, "in the way");
    const start = set.shell.run(["touch", `${set.folder}/deed`], { receipt: receipt(1) });
    await assert.rejects(
      start,
      (error) => error instanceof ReceiptRefused && /cannot be written: .*receipts/.test(error.message),
    );
    await assert.rejects(set.shell.settle(receipt(1)), ReceiptRefused);
    assert.equal(await there(`${set.folder}/deed`), false);
    for (const loop of ["../escape", "", "a/b", ".."]) {
      await assert.rejects(set.shell.settle({ loop, action: 1, token: 1 }), /Cannot name a receipt/);
    }
  });
}
