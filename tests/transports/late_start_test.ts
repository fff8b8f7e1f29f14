// A command that begins only after its time is over, as on a host that is very busy, has a limit all the same.
import assert from "node:assert/strict";
import { localTransport } from "../../src/transports/local.ts";
import { enter } from "../fakes/entrances.ts";

Deno.test("run() ends a command that had not begun when its time was over", async () => {
  const folder = await Deno.makeTempDir();
  // Longer than the end waits for it.
  const setsid = `#!/bin/sh\nsleep 3\nexec /usr/bin/setsid "$@"\n`;
  await Deno.writeTextFile(`${folder}/setsid`, setsid, { mode: 0o755 });
  const shell = ["env", `PATH=${folder}:${Deno.env.get("PATH")}`, "sh"];
  {
    await using session = await localTransport({ shell, receipts: `${folder}/receipts` }).open(enter("localhost"));
    const { rc, timedOut } = await session.run(["sleep", "300"], { timeoutMs: 100 });
    assert.deepEqual([rc, timedOut], [124, true]);
  }
  await Deno.remove(folder, { recursive: true });
});
