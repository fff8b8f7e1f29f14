// Memory of processes that wait for work, and what the bundle weighs.
import { query } from "../crash/invariants.ts";
import { type Row, run, times } from "./measure.ts";

const MB = 1024 * 1024;

export async function benchMemory(folder: string, bundle: string): Promise<Row[]> {
  const db = `${folder}/memory.db`;
  await run(Deno.execPath(), ["run", "-A", bundle, "--db", db, "init-db"]);
  const waits = `${folder}/waits.js`;
  await Deno.writeTextFile(waits, 'console.log("waits");\nsetInterval(() => {}, 1e6);\n');
  const empty = await resident([waits], saysSomething);
  const worker = await resident([bundle, "--db", db, "worker"], () => isRegistered(db));
  const page = await resident([bundle, "--db", db, "serve", "--listen", "127.0.0.1:0"], saysSomething);
  const row = (what: string, bytes: number): Row => ({
    what,
    ours: megabytes(bytes),
    baseline: `${megabytes(empty)} an empty program`,
    ratio: `${times(bytes / empty)} as much`,
  });
  return [
    row("memory of a worker without a loop", worker),
    row("memory of serve that nobody has asked", page),
    await weight(bundle),
  ];
}

/** Bytes of the one file, and of the same compressed as servers send it. */
async function weight(bundle: string): Promise<Row> {
  const { size } = await Deno.stat(bundle);
  const { readable } = await Deno.open(bundle);
  const packed = (await new Response(readable.pipeThrough(new CompressionStream("gzip"))).bytes()).length;
  return {
    what: "the bundle, one file",
    ours: megabytes(size),
    baseline: `${megabytes(packed)} with gzip`,
    ratio: `${Math.round(100 * packed / size)} %`,
  };
}

/** Bytes that a program of deno's has in memory once `ready` says that it waits. It is ended. */
async function resident(args: string[], ready: (child: Deno.ChildProcess) => Promise<void>): Promise<number> {
  const words = ["run", "-A", "--quiet", ...args];
  const command = new Deno.Command(Deno.execPath(), { args: words, stdin: "null", stdout: "piped", stderr: "piped" });
  await using child = command.spawn();
  await ready(child);
  // What a start needed and no longer does is given back within a second.
  await new Promise((resolve) => setTimeout(resolve, 2000));
  const status = await Deno.readTextFile(`/proc/${child.pid}/status`);
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) * 1024;
}

/** Whatever comes first, on either stream: the pipes stay open until the end. */
async function saysSomething({ stdout, stderr }: Deno.ChildProcess): Promise<void> {
  await Promise.any([stdout, stderr].map(async (stream) => {
    const reader = stream.getReader();
    const { done } = await reader.read();
    reader.releaseLock();
    if (done) throw new Error("it said nothing");
  }));
}

async function isRegistered(db: string): Promise<void> {
  while (query(db, "select name from workers").length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
}

function megabytes(bytes: number): string {
  return `${(bytes / MB).toFixed(bytes < 10 * MB ? 1 : 0)} MB`;
}
