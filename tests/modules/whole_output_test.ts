import assert from "node:assert/strict";
import type { CommandResult } from "../../src/model/command.ts";
import { ProbeFailed } from "../../src/modules/frame/planned.ts";
import { wholeOutput } from "../../src/modules/scripts/whole_output.ts";
import type { Shell } from "../../src/ports/shell.ts";

const { signal } = new AbortController();

/** A shell that keeps half of the look's answer, and has a file for the whole of it, or none. */
function halfDeaf(ran: string[], { full }: { full: boolean }): Shell {
  const answer = (rc: number, stdout: string, more: Partial<CommandResult> = {}) =>
    Promise.resolve({ rc, stdout, stderr: "", truncated: false, timedOut: false, cancelled: false, ...more });
  const run = (argv: readonly string[]) => {
    ran.push(argv[0] ?? "");
    if (argv[0] === "mktemp") return full ? answer(1, "", { stderr: "no space left\n" }) : answer(0, "/tmp/x\n");
    return ran.length === 1 ? answer(0, "half", { truncated: true }) : answer(7, "");
  };
  return { run, get: () => Promise.resolve(new TextEncoder().encode("half and half")) } as unknown as Shell;
}

Deno.test("wholeOutput() reads what was cut from a file, with the exit status, and leaves no file", async () => {
  const ran: string[] = [];
  const { stdout, rc, truncated } = await wholeOutput(halfDeaf(ran, { full: false }), "look", signal);
  assert.deepEqual({ stdout, rc, truncated }, { stdout: "half and half", rc: 7, truncated: false });
  assert.deepEqual(ran, ["sh", "mktemp", "sh", "rm"]);
});

Deno.test("wholeOutput() takes no half for a whole where the host has no room for it", async () => {
  await assert.rejects(
    wholeOutput(halfDeaf([], { full: true }), "look", signal),
    (error) => error instanceof ProbeFailed && error.message === "Cannot keep a long answer: no space left",
  );
});
