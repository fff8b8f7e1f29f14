// Programs that tests write, and whether what they started is still there.

/** Calls `body` with a folder that is gone afterwards. */
export async function withFolder(body: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "model-" });
  try {
    await body(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** A program that is a shell script; its path. */
export async function writeProgram(path: string, text: string): Promise<string> {
  await Deno.writeTextFile(path, `#!/bin/sh\n${text}\n`, { mode: 0o755 });
  return path;
}

/** Whether the process whose number a file has is there and no zombie. */
export async function isRunning(file: string): Promise<boolean> {
  const pid = (await Deno.readTextFile(file)).trim();
  if (!/^\d+$/.test(pid)) throw new Error(`${file} has no process number: ${pid}`);
  const stat = await Deno.readTextFile(`/proc/${pid}/stat`).catch(() => "");
  return stat !== "" && !/\) [ZX] /.test(stat);
}

/** Whether it ends: one that was killed is there until it has its turn, and a busy machine has others before it. */
export async function hasEnded(file: string): Promise<boolean> {
  for (const end = Date.now() + 60_000; Date.now() < end;) {
    if (!await isRunning(file)) return true;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return false;
}
