// The contract of leases on a machine: nobody starts under an old one, and a new holder hears of whatever still runs.
import assert from "node:assert/strict";
import type { Hold, Receipt } from "../../src/model/command.ts";
import { ReceiptRefused } from "../../src/model/errors.ts";
import type { Shell } from "../../src/ports/shell.ts";
import type { WayIn } from "./shell_contract.ts";
import { say, stage, until } from "./shell_stage.ts";

const hold = (token: number, uid = "0a1b"): Hold => ({ uid, token });
const under = (action: number, held?: Hold, loop = "a-Loop_1"): Receipt => ({
  loop,
  action,
  token: 1,
  ...(held === undefined ? {} : { hold: held }),
});
const names = async (path: string) => (await Array.fromAsync(Deno.readDir(path), ({ name }) => name)).sort();
const there = (path: string) => Deno.stat(path).then(() => true, () => false);
const elsewhere = (error: unknown) =>
  error instanceof ReceiptRefused && error.reason === "another loop has the machine now";

/** Asks until nothing runs there any more. */
async function free(shell: Shell, which: Hold): Promise<void> {
  await until("a free machine", async () => await shell.hold(which) === "free");
}

export function holdsContract(name: string, way: WayIn): void {
  Deno.test(`${name}: every shell on a machine calls it the same, and not by the host's name`, async () => {
    await using set = await stage(way);
    await using other = await set.another();
    assert.match(set.shell.machine, /^.+:.+$/);
    assert.equal(other.machine, set.shell.machine);
    if (Deno.build.os !== "linux") return;
    const boot = (await Deno.readTextFile("/proc/sys/kernel/random/boot_id")).trim();
    const id = await Deno.readTextFile("/etc/machine-id").catch(() => "");
    assert.equal(set.shell.machine, `${boot}:${id.trim()}`);
  });

  Deno.test(`${name}: hold() keeps out who comes with a lower token, and nobody else`, async () => {
    await using set = await stage(way);
    await using other = await set.another();
    const touch = (shell: Shell, at: number, held: Hold | undefined, quick = false) =>
      shell.run(["sh", "-c", `: >"$1"`, "sh", `${set.folder}/${at}`], { receipt: under(at, held), quick });
    await touch(set.shell, 1, hold(3));
    assert.equal(await set.shell.hold(hold(3)), "free");
    assert.equal(await set.shell.hold(hold(3)), "free");
    await touch(set.shell, 2, hold(3));
    assert.equal(await other.hold(hold(4)), "free");
    for (const [at, quick] of [[10, false], [11, true]] as const) {
      await assert.rejects(touch(set.shell, at, hold(3), quick), elsewhere);
      assert.equal(await there(`${set.folder}/${at}`), false);
      assert.equal((await set.shell.settle(under(at))).state, "unclaimed");
    }
    await assert.rejects(set.shell.hold(hold(3)), elsewhere);
    await touch(other, 20, hold(4));
    await touch(other, 21, hold(4), true);
    await touch(set.shell, 22, hold(1, "another"));
    await touch(set.shell, 23, undefined);
    // A hundred holders later the folder still tells old from new, and does not grow for ever.
    for (let token = 5; token < 105; token++) assert.equal(await other.hold(hold(token)), "free");
    await assert.rejects(touch(set.shell, 30, hold(103)), elsewhere);
    assert.ok((await names(`${set.folder}/receipts/.holds/0a1b/tokens`)).length < 20);
    assert.equal((await Deno.stat(`${set.folder}/receipts/.holds`)).mode! & 0o777, 0o700);
  });

  Deno.test(`${name}: hold() says busy while a command runs under any receipt, and free after it`, async () => {
    await using set = await stage(way);
    await using runner = await set.another();
    const [started, release] = [await set.fifo("started"), await set.fifo("release")];
    const argv = ["sh", "-c", `echo go >"$1"; read x <"$2"`, "sh", started, release];
    const terms = [
      { receipt: under(1, hold(1)) },
      { receipt: under(1, undefined, "of-another-database") },
      { receipt: under(2, hold(7, "another")), quick: true },
    ];
    for (const [at, options] of terms.entries()) {
      const running = runner.run(argv, options);
      await Deno.readTextFile(started);
      assert.equal(await set.shell.hold(hold(2 + at)), "busy");
      assert.equal(await set.shell.hold(hold(2 + at)), "busy");
      await Deno.writeTextFile(release, "go\n");
      assert.equal((await running).rc, 0);
      assert.equal(await set.shell.hold(hold(2 + at)), "free");
    }
  });

  Deno.test(`${name}: hold() says busy while what a killed wrapper had started lives on`, async () => {
    await using set = await stage(way);
    const [started, release] = [await set.fifo("started"), await set.fifo("release")];
    const script = `echo $PPID >"$1"; read x <"$2"`;
    for (const [action, wholeGroup] of [[1, false], [2, true]] as const) {
      await using shell = await set.another();
      const running = shell.run(["sh", "-c", script, "sh", started, release], { receipt: under(action) });
      const wrapper = Number(await Deno.readTextFile(started));
      Deno.kill(wholeGroup ? -wrapper : wrapper, "SIGKILL");
      await assert.rejects(running);
      if (!wholeGroup) {
        assert.equal(await set.shell.hold(hold(action)), "busy");
        await Deno.writeTextFile(release, "go\n");
      }
      await free(set.shell, hold(action));
    }
  });

  Deno.test(`${name}: hold() removes folders that nobody has touched for 30 days, and no receipt`, async () => {
    await using set = await stage(way);
    const root = `${set.folder}/receipts`;
    for (const loop of ["long-gone", "unsettled", "at-work", "fresh"]) {
      await set.shell.run(["true"], { receipt: under(1, undefined, loop) });
    }
    await set.shell.forget(["long-gone", "at-work", "fresh"].map((loop) => under(1, undefined, loop)));
    assert.equal(await set.shell.hold(hold(1, "0dd")), "free");
    const age =
      `touch -d '40 days ago' 2>/dev/null "$@" || touch -d "$(date -d @$(($(date +%s) - 3456000)) +%Y-%m-%dT%H:%M:%S)" "$@"`;
    const old = ["long-gone", "unsettled", ".holds/0dd"].flatMap((at) => [`${root}/${at}`, `${root}/${at}/tokens`]);
    // The first hold's sweep may still be about: what is to stay is at no time what goes.
    await say(set.shell, age, ...old, `${root}/at-work`);
    await using other = await set.another();
    assert.equal(await other.hold(hold(1)), "free");
    await until("a sweep", async () => !await there(`${root}/long-gone`) && !await there(`${root}/.holds/0dd`));
    assert.deepEqual(await names(root), [
      ".holds",
      "at-work",
      "fresh",
      "unsettled",
    ]);
    assert.equal((await other.settle(under(1, undefined, "unsettled"))).state, "finished");
    assert.deepEqual(await names(`${root}/.holds`), ["0a1b"]);
  });

  Deno.test(`${name}: hold() is refused where it cannot be written, with the host's words`, async () => {
    await using set = await stage(way);
    await Deno.writeTextFile(`${set.folder}/receipts`, "in the way");
    await assert.rejects(
      set.shell.hold(hold(1)),
      (error) => error instanceof ReceiptRefused && /cannot be written: .*receipts/.test(error.message),
    );
    for (const uid of ["../escape", "", "a/b"]) {
      await assert.rejects(set.shell.hold({ uid, token: 1 }), /Cannot name a lease/);
    }
    await assert.rejects(set.shell.hold({ uid: "a", token: 0.5 }), /Cannot name a lease/);
  });
}
