// Input that is sent ahead: whatever happens to its reader on the host, it is never read as commands.
import assert from "node:assert/strict";
import { localTransport } from "../../src/transports/local.ts";
import { enter } from "../fakes/entrances.ts";

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
