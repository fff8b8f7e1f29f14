// What ends a command goes through a second shell: a host that lets it in and goes no further holds nobody up.
import assert from "node:assert/strict";
import { connectLocal } from "../../src/transports/local.ts";
import { openShell } from "../../src/transports/posix_shell.ts";
import type { Connect } from "../../src/transports/pipes.ts";
import { until } from "../contracts/shell_stage.ts";

Deno.test("run() calls the outcome unknown where the host goes no further when the command is to be ended", async () => {
  const receipts = await Deno.makeTempDir();
  const started = () => Deno.readTextFile(`${receipts}/started`).then(Number, () => 0);
  let connections = 0;
  // The session is there; whoever comes later finds an `sh` that does nothing.
  const connect: Connect = () => connectLocal(++connections === 1 ? ["sh"] : ["sleep", "300"])();
  for (const how of [{ receipt: { loop: "l", action: 1, token: 1 } }, { timeoutMs: 3_600_000 }]) {
    connections = 0;
    await using shell = await openShell({ host: "localhost", shell: ["sh"], connect, receipts, besideMs: 100 });
    const over = new AbortController();
    const run = shell.run(["sh", "-c", `echo $$ >${receipts}/started; exec sleep 300`], how, over.signal);
    await until("the command runs", async () => await started() > 0);
    over.abort();
    await assert.rejects(run, { name: "ShellBroken" });
    Deno.kill(await started(), "SIGKILL");
    await Deno.remove(`${receipts}/started`);
    // Nobody could remove it from beside.
    await Deno.remove(shell.folder, { recursive: true });
  }
  await Deno.remove(receipts, { recursive: true });
});
