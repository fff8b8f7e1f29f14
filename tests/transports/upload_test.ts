// Input that is sent ahead: whatever happens to its reader on the host, it is never read as commands, and who gives it up is heard.
import assert from "node:assert/strict";
import { localTransport } from "../../src/transports/local.ts";
import { enter } from "../fakes/entrances.ts";
import { lives, until } from "../contracts/shell_stage.ts";

for (const program of ["dash", "bash"]) {
  Deno.test(`local ${program}: run() lets nothing of an input be read as commands whose reader was killed in the middle of it`, async () => {
    const folder = await Deno.makeTempDir();
    const head = `#!/bin/sh\ndd bs=1 count=10 2>/dev/null\nkill -9 $$\n`;
    await Deno.writeTextFile(`${folder}/head`, head, { mode: 0o755 });
    const env = `PATH=${folder}:${Deno.env.get("PATH")}`;
    {
      await using shell = await localTransport({ shell: ["env", env, program], receipts: folder }).open(
        enter("localhost"),
      );
      const stdin = `${"x".repeat(9)}\ntouch ${folder}/done\n${"#".repeat(5000)}\n`;
      await assert.rejects(shell.run(["sh", "-c", `cat >${folder}/started`], { stdin }), { name: "ShellBroken" });
    }
    for (const name of ["done", "started"]) {
      await assert.rejects(Deno.stat(`${folder}/${name}`), Deno.errors.NotFound);
    }
    await Deno.remove(folder, { recursive: true });
  });
}

Deno.test("run() ends when it is given up while the host takes no more of its input, and starts nothing", async () => {
  const folder = await Deno.makeTempDir();
  const head = `#!/bin/sh\necho $$ >${folder}/reads\nexec sleep 300\n`;
  await Deno.writeTextFile(`${folder}/head`, head, { mode: 0o755 });
  const shell = ["env", `PATH=${folder}:${Deno.env.get("PATH")}`, "sh"];
  const stdin = new Uint8Array(2_000_000);
  for (const receipt of [undefined, { loop: "l", action: 1, token: 1 }]) {
    await using session = await localTransport({ shell, receipts: `${folder}/receipts` }).open(enter("localhost"));
    const over = new AbortController();
    const options = receipt === undefined ? { stdin } : { stdin, receipt };
    const run = session.run(["sh", "-c", `cat >${folder}/started`], options, over.signal);
    const reads = () => Deno.readTextFile(`${folder}/reads`).then(Number, () => 0);
    await until("somebody reads the input", async () => await reads() > 0);
    const reader = await reads();
    over.abort();
    if (receipt === undefined) assert.equal((await run).cancelled, true);
    else await assert.rejects(run, { name: "ReceiptRefused" });
    await until("the reader is gone", async () => !await lives(reader));
    await Deno.remove(`${folder}/reads`);
    await assert.rejects(Deno.stat(`${folder}/started`), Deno.errors.NotFound);
  }
  await Deno.remove(folder, { recursive: true });
});
