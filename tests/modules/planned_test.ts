import assert from "node:assert/strict";
import { failedResult } from "../../src/modules/frame/planned.ts";

const ended = { rc: 1, stdout: "", startedAt: "", endedAt: "", timedOut: false, cancelled: false, truncated: false };
const failing = (stderr: string) => failedResult({ changed: true, path: "/etc/x" }, { ...ended, stderr });

Deno.test("failedResult() says what to write where the user may not write", () => {
  const refused = [
    "mktemp: failed to create file via template '/etc/.ftl2.XXXXXXXX': Permission denied\n",
    "mktemp: (null): Permission denied\n",
    "mkdir: cannot create directory '/srv/zzz': Permission denied",
    "sh: 13: eval: cannot create /etc/hostname: Permission denied",
    "sh: /etc/hostname: cannot create: Permission denied\nsh: there is more",
  ];
  for (const stderr of refused) {
    const { msg, stderr: kept } = failing(stderr);
    assert.equal(msg, `${stderr.trim()} (write become: true)`);
    assert.equal(kept, stderr);
  }
});

Deno.test("failedResult() leaves other words alone", () => {
  const others = [
    "git@host: Permission denied (publickey).",
    "sh: 1: /etc/init.d/x: Permission denied",
    "mkdir: cannot create directory '/srv/zzz': Read-only file system",
    "update-rc.d: error: Permission denied",
  ];
  for (const stderr of others) assert.equal(failing(stderr).msg, stderr);
  assert.equal(failing("").msg, "The command ended with exit status 1");
});
