// The contract of quick scripts: a receipt without a process of its own, with the same promises.
import assert from "node:assert/strict";
import type { Receipt, ReceiptState } from "../../src/model/command.ts";
import { ReceiptRefused, ShellBroken } from "../../src/model/errors.ts";
import type { Shell } from "../../src/ports/shell.ts";
import type { WayIn } from "./shell_contract.ts";
import { say, stage, until } from "./shell_stage.ts";

const receipt = (action: number, token = 1): Receipt => ({ loop: "quick", action, token });

function quick(shell: Shell, script: string, action: number, token = 1) {
  return shell.run(["sh", "-c", script, "sh", "an arg"], { receipt: receipt(action, token), quick: true });
}

async function settled(shell: Shell, which: Receipt): Promise<ReceiptState> {
  let state: ReceiptState = { state: "running" };
  await until("an end", async () => (state = await shell.settle(which)).state !== "running");
  return state;
}

export function quickContract(name: string, way: WayIn): void {
  Deno.test(`${name}: a quick script keeps its result, and leaves nothing behind in the session`, async () => {
    await using set = await stage(way);
    const script =
      `set -e; cd /; umask 0777; PATH=/nowhere; _ftl2_d=x; trap 'echo no' EXIT; trap - EXIT; echo "$1"; echo err >&2; exit 3`;
    const result = await quick(set.shell, script, 1);
    assert.deepEqual([result.rc, result.stdout, result.stderr], [3, "an arg\n", "err\n"]);
    const state = await set.shell.settle(receipt(1));
    assert(state.state === "finished");
    assert.deepEqual([state.result.rc, state.result.stdout, state.result.stderr], [3, "an arg\n", "err\n"]);
    assert.notEqual(await say(set.shell, "pwd"), "/\n");
    assert.equal((await quick(set.shell, "if then", 2)).rc === 0, false, "a syntax error is an end, too");
  });

  Deno.test(`${name}: a quick script reads its input, binary and long`, async () => {
    await using set = await stage(way);
    const input = new Uint8Array(100_000).map((_, at) => at % 256);
    const file = `${set.folder}/input`;
    const options = { receipt: receipt(1), quick: true, stdin: input };
    assert.equal((await set.shell.run(["sh", "-c", `cat >"$1"`, "sh", file], options)).rc, 0);
    assert.deepEqual(await Deno.readFile(file), input);
  });

  Deno.test(`${name}: a quick script starts once, and not with an old token`, async () => {
    await using set = await stage(way);
    const append = `echo done >>'${set.folder.replaceAll("'", `'\\''`)}/deeds'`;
    await quick(set.shell, append, 1);
    await assert.rejects(quick(set.shell, append, 1), ReceiptRefused);
    assert.deepEqual(await set.shell.settle(receipt(2, 5)), { state: "unclaimed" });
    await assert.rejects(quick(set.shell, append, 2, 5), ReceiptRefused);
    await assert.rejects(quick(set.shell, append, 3, 4), ReceiptRefused);
    assert.equal(await Deno.readTextFile(`${set.folder}/deeds`), "done\n");
  });

  Deno.test(`${name}: a quick script whose session is killed is interrupted, and the shell says that it is broken`, async () => {
    await using set = await stage(way);
    const go = await set.fifo("go");
    const argv = ["sh", "-c", 'echo $$ >"$1"; read -r x <"$2"', "sh", `${set.folder}/pid`, go];
    const running = set.shell.run(argv, { receipt: receipt(1), quick: true }).catch((error) => error);
    const started = set.shell.run(["true"]).catch(() => {});
    await until("the script", () => Deno.stat(`${set.folder}/pid`).then(({ size }) => size > 0, () => false));
    await using other = await set.another();
    assert.deepEqual(await other.settle(receipt(1)), { state: "running" });
    const pid = (await Deno.readTextFile(`${set.folder}/pid`)).trim();
    await new Deno.Command("kill", { args: ["-KILL", "--", `-${pid}`] }).output();
    assert(await running instanceof ShellBroken);
    await started;
    assert.deepEqual(await settled(other, receipt(1)), { state: "interrupted" });
  });

  Deno.test(`${name}: a quick script goes on when its controller is killed, and its end is found`, async () => {
    await using set = await stage(way);
    const go = await set.fifo("go");
    const begun = `${set.folder}/begun`;
    const argv = ["sh", "-c", `echo >"$1"; read -r x <"$2"; echo "$x"; exit 7`, "sh", begun, go];
    const terms = { receipts: `${set.folder}/receipts`, argv, receipt: receipt(9), quick: true };
    const job = { ...JSON.parse(way.controller.at(-1)!), ...terms };
    const args = [...way.controller.slice(0, -1), JSON.stringify(job)];
    const child = new Deno.Command(Deno.execPath(), { args, stdout: "null" }).spawn();
    await until("the script", () => Deno.stat(begun).then(() => true, () => false));
    child.kill("SIGKILL");
    await child.status;
    assert.deepEqual(await set.shell.settle(receipt(9, 2)), { state: "running" });
    await Deno.writeTextFile(go, "word\n");
    const state = await settled(set.shell, receipt(9, 2));
    assert(state.state === "finished");
    assert.deepEqual([state.result.rc, state.result.stdout], [7, "word\n"]);
  });

  Deno.test(`${name}: a program of any name under a receipt is a program, never a script of ours`, async () => {
    await using set = await stage(way);
    const made = `${set.folder}/made`;
    for (const [at, word] of ["eval:", ""].entries()) {
      const result = await set.shell.run([word, ': >"$1"', made], { receipt: receipt(at) });
      assert.notEqual(result.rc, 0, JSON.stringify(word));
    }
    await assert.rejects(Deno.stat(made), Deno.errors.NotFound);
  });
}
