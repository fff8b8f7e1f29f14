// What a long-lived process checks is what is there now, not what was there at its first check.
import assert from "node:assert/strict";
import { checkSubmission, planIncrements } from "../../src/app.ts";
import type { Submission } from "../../src/model/loop.ts";

Deno.test("checkSubmission() asks an inventory's program anew each time, and what follows a check goes on with it", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const file = `${folder}/site.yml`;
    await Deno.writeTextFile(file, "- hosts: web\n  gather_facts: false\n  tasks: [{ ping: }]\n");
    const script = `${folder}/inventory.sh`;
    const text = `#!/bin/sh\necho asked >> ${folder}/asked\necho '{"web": {"hosts": ["'"$(cat ${folder}/host)"'"]}}'\n`;
    await Deno.writeTextFile(script, text, { mode: 0o755 });
    const options = {
      file,
      once: false,
      dryRun: false,
      maxIterations: 10,
      onInterrupted: "ask",
      limit: "web2",
    } as const;
    const submission: Submission = {
      name: "site",
      mode: "incremental",
      desiredState: file,
      options: { ...options, inventory: [script] },
    };
    const asked = async () => (await Deno.readTextFile(`${folder}/asked`)).trim().split("\n").length;
    await Deno.writeTextFile(`${folder}/host`, "web1");
    await assert.rejects(checkSubmission(submission), /web2/);
    await Deno.writeTextFile(`${folder}/host`, "web2");
    await checkSubmission(submission);
    const before = await asked();
    await planIncrements(submission);
    assert.equal(await asked(), before);
    await Deno.writeTextFile(`${folder}/host`, "web3");
    await assert.rejects(checkSubmission(submission), /web2/);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
