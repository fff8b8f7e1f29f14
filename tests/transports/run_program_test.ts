// Programs on the controller that do not end as they should.
import assert from "node:assert/strict";
import { type Running, runProgram } from "../../src/transports/run_program.ts";
import { hasEnded, isRunning, withFolder } from "../deciders/models/programs.ts";
import { eventually } from "../sshd/processes.ts";

const { signal } = new AbortController();

function shell(text: string, more: Partial<Running> = {}) {
  return runProgram(
    "sh",
    { args: ["-c", text], stdin: "", env: {}, limitMs: 60_000, stdoutBytes: 1000, ...more },
    signal,
  );
}

/** What this process has open. */
function openHere(): string[] {
  return [...Deno.readDirSync("/proc/self/fd")].map(({ name }) => {
    try {
      return Deno.readLinkSync(`/proc/self/fd/${name}`);
    } catch {
      return "closed meanwhile";
    }
  });
}

Deno.test("runProgram() leaves alone what goes on after its program, and ends it where that is asked for", async () => {
  await withFolder(async (folder) => {
    const text = `sleep 1000 > /dev/null 2>&1 < /dev/null & echo $! > ${folder}/pid`;
    await shell(text);
    assert.equal(await isRunning(`${folder}/pid`), true);
    Deno.kill(Number(await Deno.readTextFile(`${folder}/pid`)), "SIGKILL");
    await shell(text, { wholeGroup: true });
    assert.ok(await hasEnded(`${folder}/pid`));
  });
});

Deno.test("runProgram() does not wait for a child that keeps the input open and reads nothing of it", async () => {
  await withFolder(async (folder) => {
    const stdin = "x".repeat(1_000_000);
    const ended = await shell(`exec 3<&0; sleep 1000 <&3 > /dev/null 2>&1 & echo $! > ${folder}/pid; echo done`, {
      stdin,
    });
    assert.equal("error" in ended ? ended.error : ended.stdout, "done\n");
    const pid = Number(await Deno.readTextFile(`${folder}/pid`));
    const input = await Deno.readLink(`/proc/${pid}/fd/3`);
    Deno.kill(pid, "SIGKILL");
    // What was being written fails only now, and closes our end.
    await eventually("nothing to be written any more", () => !openHere().includes(input));
  });
});

Deno.test("runProgram() runs where it is told", async () => {
  await withFolder(async (folder) => {
    const ended = await shell("pwd", { cwd: folder });
    assert.equal("error" in ended ? ended.error : ended.stdout.trim(), await Deno.realPath(folder));
  });
});
