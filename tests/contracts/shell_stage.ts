// What the tests of a shell stand on: a folder, a shell whose receipts lie there, and pipes to wait on instead of sleeping.
import assert from "node:assert/strict";
import type { CommandResult } from "../../src/model/command.ts";
import type { RunOptions, Shell } from "../../src/ports/shell.ts";
import type { WayIn } from "./shell_contract.ts";

/** A folder and a shell; both go with the test. */
export interface Stage extends AsyncDisposable {
  folder: string;
  shell: Shell;
  /** Another shell with the same receipts; the test closes it. */
  another(): Promise<Shell>;
  /** A named pipe in the folder. */
  fifo(name: string): Promise<string>;
  /** Gives what the test has made to the user of the shell. */
  give(path: string): Promise<void>;
}

export async function stage(way: WayIn, options: { keepBytes?: number } = {}): Promise<Stage> {
  const folder = await Deno.makeTempDir({ prefix: "shell contract '" });
  const give = async (path: string) => {
    if (way.as !== undefined) await Deno.chown(path, way.as.uid, way.as.gid);
  };
  await give(folder);
  const open = () => way.open({ receipts: `${folder}/receipts`, ...options });
  const shell = await open();
  return {
    folder,
    shell,
    another: open,
    give,
    fifo: async (name) => {
      const made = await new Deno.Command("mkfifo", { args: [`${folder}/${name}`] }).output();
      assert.equal(made.code, 0);
      await give(`${folder}/${name}`);
      return `${folder}/${name}`;
    },
    [Symbol.asyncDispose]: async () => {
      await shell[Symbol.asyncDispose]();
      await Deno.remove(folder, { recursive: true });
    },
  };
}

/** Runs a script in the session and returns its stdout; fails the test when it says no. */
export async function say(shell: Shell, script: string, ...args: string[]): Promise<string> {
  const result = await shell.run(["sh", "-c", script, "sh", ...args]);
  assert.equal(result.rc, 0, result.stderr);
  return result.stdout;
}

/** A script whose time is over when it has printed its lines: where a busy machine had it come less far, it is run with more time. */
export async function overdue(
  shell: Shell,
  script: string,
  { lines, options }: { lines: number; options?: () => RunOptions },
): Promise<CommandResult> {
  for (let timeoutMs = 300;; timeoutMs *= 4) {
    const result = await shell.run(["sh", "-c", script], { ...options?.(), timeoutMs });
    assert.deepEqual([result.rc, result.timedOut, result.cancelled], [124, true, false]);
    if (result.stdout.split("\n").length > lines || timeoutMs > 60_000) return result;
  }
}

/** Whether any process of a process group lives (zombies do not). */
export async function groupLives(group: number): Promise<boolean> {
  for await (const { name } of Deno.readDir("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    const stat = await Deno.readTextFile(`/proc/${name}/stat`).catch(() => "");
    const [state, , pgrp] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    if (state !== "Z" && state !== "X" && Number(pgrp) === group) return true;
  }
  return false;
}

/** Whether a process lives (a zombie does not). */
export async function lives(pid: number): Promise<boolean> {
  const stat = await Deno.readTextFile(`/proc/${pid}/stat`).catch(() => "");
  return stat !== "" && !["Z", "X"].includes(stat.slice(stat.lastIndexOf(")") + 2)[0]!);
}

/** Asks until the answer is yes; fails the test after a minute. */
export async function until(what: string, ask: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 60_000;
  while (!await ask()) assert.ok(performance.now() < deadline, `waited a minute for: ${what}`);
}
