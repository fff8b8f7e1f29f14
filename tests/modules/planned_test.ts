import assert from "node:assert/strict";
import { TemplateError } from "../../src/model/errors.ts";
import { failedResult, planned, ProbeFailed } from "../../src/modules/frame/planned.ts";
import { Stage } from "./stage.ts";

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

Deno.test("failedResult() reads a megabyte of complaints", () => {
  const { msg } = failing(`${"cannot create ".repeat(80_000)}x`);
  assert.equal(String(msg).length, 80_000 * 14 + 1);
});

Deno.test("planned() makes a failed result of a look that the host, a file or an expression put an end to", async () => {
  await using stage = await Stage.open();
  const doc = { name: "thing", summary: "", parameters: {}, returns: {}, example: "" };
  const msgOf = async (error: Error) => {
    const probe = () => Promise.reject(error);
    const plan = await planned({ doc, probe, plan: () => ({ kind: "same", result: { changed: false } }) })
      .look(stage.call({}));
    return plan.kind === "fail" ? plan.result.msg : plan.kind;
  };
  assert.equal(await msgOf(new ProbeFailed("no such folder")), "no such folder");
  assert.equal(await msgOf(new TemplateError("too many steps")), "too many steps");
  assert.equal(await msgOf(new ProbeFailed("")), "The look at the host ended early, and the host did not say why");
  await assert.rejects(msgOf(new Error("ours")), /ours/);
});
