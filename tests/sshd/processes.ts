// What runs on this machine, for tests that look after their own processes: by pid, never by name.
import assert from "node:assert/strict";

/** A process as /proc tells it. */
export interface Process {
  pid: number;
  parent: number;
  uid: number;
}

/** All processes that live (zombies do not). */
export async function processes(): Promise<Process[]> {
  const found: Process[] = [];
  for await (const { name } of Deno.readDir("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    const stat = await Deno.readTextFile(`/proc/${name}/stat`).catch(() => "");
    const [state, parent] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const uid = (await Deno.stat(`/proc/${name}`).catch(() => undefined))?.uid;
    if (stat === "" || state === "Z" || state === "X" || typeof uid !== "number") continue;
    found.push({ pid: Number(name), parent: Number(parent), uid });
  }
  return found;
}

/** Everything that a process started, directly or not, and that has not gone to another parent. */
export async function descendants(pid: number): Promise<number[]> {
  const all = await processes();
  const found = [pid];
  for (const each of found) found.push(...all.filter(({ parent }) => parent === each).map((child) => child.pid));
  return found.slice(1);
}

/** The processes of ssh that this one started. */
export async function sshClients(): Promise<number[]> {
  const found: number[] = [];
  for (const { pid, parent } of await processes()) {
    if (parent !== Deno.pid) continue;
    const words = await Deno.readTextFile(`/proc/${pid}/cmdline`).catch(() => "");
    if (/^(\S*\/)?ssh\0/.test(words)) found.push(pid);
  }
  return found;
}

/** Whether a process lives. */
export function isAlive(pid: number): boolean {
  try {
    const stat = Deno.readTextFileSync(`/proc/${pid}/stat`);
    return !/^[ZX]/.test(stat.slice(stat.lastIndexOf(")") + 2));
  } catch {
    return false;
  }
}

/** Sends a signal; says nothing to a process that is gone. */
export function signalTo(pid: number, how: Deno.Signal): void {
  try {
    Deno.kill(pid, how);
  } catch {
    // It is gone already.
  }
}

/** Runs a program to its end and returns what it printed; fails the test with its words. */
export async function done(program: string, args: string[], stdin = ""): Promise<string> {
  const child = new Deno.Command(program, { args, stdin: "piped", stdout: "piped", stderr: "piped" }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(stdin)).then(() => writer.close()).catch(() => {});
  const { success, stdout, stderr } = await child.output();
  const decoder = new TextDecoder();
  assert.ok(success, `${program} ${args.join(" ")}: ${decoder.decode(stderr)}`);
  return decoder.decode(stdout);
}

/** Asks every 10 ms until the answer is something; fails the test after `ms`, a minute: what is waited for may be in the queue for a busy machine. */
export async function eventually<T>(what: string, ask: () => T | Promise<T>, ms = 60_000): Promise<NonNullable<T>> {
  const deadline = performance.now() + ms;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== null && answer !== false) return answer;
    assert.ok(performance.now() < deadline, `waited ${ms} ms for: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
