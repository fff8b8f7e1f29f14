// A worker on a fleet over real sshds: what a second run costs when the sessions are there, and the memory of many connections.
import { DatabaseSync } from "node:sqlite";
import type { Farm } from "../sshd/farm.ts";
import { ms, type Row, run, times } from "./measure.ts";

const SITE = `- hosts: all
  gather_facts: false
  tasks:
${Array.from({ length: 5 }, (_, n) => `    - stat: {path: /etc/passwd-${n}}\n`).join("")}`;

/** What the worker bench needs of the fleet bench. */
export interface Ground {
  folder: string;
  bundle: string;
  farm: Farm;
  /** Names that have an sshd each. */
  names: string[];
}

/** Two loops on the same hosts one after the other, and 200 names of one sshd. */
export async function benchFleetWorker(ground: Ground): Promise<Row[]> {
  const few = await twoLoops(ground, ground.names, "few");
  const names = Array.from({ length: 200 }, (_, n) => `many${n}`);
  await ground.farm.sshd({ names, config: ["MaxStartups 300:30:400"] });
  const many = await twoLoops(ground, names, "many");
  return [
    {
      what: "5 looks on 25 hosts in a worker, sessions there already",
      ours: ms(few.second),
      baseline: `${ms(few.first)} with 25 logins`,
      ratio: `${times(few.first / few.second)} sooner`,
    },
    {
      what: "5 looks on 200 names of one sshd, sessions there already",
      ours: ms(many.second),
      baseline: `${ms(many.first)} with 200 logins`,
      ratio: `${times(many.first / many.second)} sooner`,
    },
    memory("25 connections: memory of the worker and its ssh processes", few),
    memory("200 connections: the same", many),
  ];
}

function memory(what: string, { worker, clients, before }: Measured): Row {
  return {
    what,
    ours: `${mb(worker)} and ${mb(clients)}`,
    baseline: `${mb(before)} the worker before`,
    ratio: `${times((worker + clients) / before)} as much`,
  };
}

interface Measured {
  /** Milliseconds from a loop's claim to its end. */
  first: number;
  second: number;
  /** Bytes: of the worker when idle, at the end, and of the ssh processes below it, shared pages shared out. */
  before: number;
  worker: number;
  clients: number;
}

async function twoLoops({ folder, bundle, farm }: Ground, names: string[], what: string): Promise<Measured> {
  const place = `${folder}/worker-${what}`;
  await Deno.mkdir(place, { recursive: true });
  await Deno.writeTextFile(`${place}/site.yml`, SITE);
  const inventory = `[all]\n${names.join("\n")}\n[all:vars]\nansible_ssh_common_args="${farm.commonArgs}"\n`;
  await Deno.writeTextFile(`${place}/inventory.ini`, inventory);
  const words = ["run", "-A", bundle, "--db", `${place}/loops.db`];
  await run(Deno.execPath(), [...words, "init-db"]);
  const streams = { stdin: "null", stdout: "null", stderr: "null" } as const;
  const worker = new Deno.Command(Deno.execPath(), { args: [...words, "worker", "-q"], ...streams }).spawn();
  try {
    const submit = ["submit", "-f", `${place}/site.yml`, "-i", `${place}/inventory.ini`, "--forks", "200"];
    const loop = async (n: number) => {
      await run(Deno.execPath(), [...words, ...submit, "--name", `${what}-${n}`]);
      return await ended(`${place}/loops.db`, n);
    };
    await workerIsUp(`${place}/loops.db`);
    const before = await pss(worker.pid);
    const first = await loop(1);
    const second = await loop(2);
    const below = await Promise.all((await children(worker.pid)).map(pss));
    return { first, second, before, worker: await pss(worker.pid), clients: below.reduce((sum, one) => sum + one, 0) };
  } finally {
    worker.kill("SIGTERM");
    await worker.status;
  }
}

/** Milliseconds that a loop took, once it has converged. */
async function ended(db: string, id: number): Promise<number> {
  const sql =
    "select status, (julianday(completed_at) - julianday(started_at)) * 86400000 as took from loops where id = ?";
  const row = await poll(db, sql, [id], ({ status }) => status === "completed" || status === "failed");
  if (row.status !== "completed") throw new Error(`loop ${id} is ${row.status}`);
  return Number(row.took);
}

async function workerIsUp(db: string): Promise<void> {
  await poll(db, "select count(*) as n from workers", [], ({ n }) => n === 1);
}

async function poll(
  db: string,
  sql: string,
  values: number[],
  until: (row: Record<string, unknown>) => boolean,
): Promise<Record<string, unknown>> {
  for (let times = 0; times < 6000; times++) {
    using file = new DatabaseSync(db, { readOnly: true });
    const row = file.prepare(sql).get(...values);
    if (row !== undefined && until(row)) return row;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`waited two minutes for ${sql}`);
}

/** Bytes of a process, pages that others have, too, divided among them. */
async function pss(pid: number): Promise<number> {
  const text = await Deno.readTextFile(`/proc/${pid}/smaps_rollup`).catch(() => "");
  return 1024 * Number(/^Pss:\s+(\d+) kB/m.exec(text)?.[1] ?? 0);
}

async function children(pid: number): Promise<number[]> {
  const text = await Deno.readTextFile(`/proc/${pid}/task/${pid}/children`);
  return text.split(" ").filter((word) => word !== "").map(Number);
}

function mb(bytes: number): string {
  return `${Math.round(bytes / 1e6)} MB`;
}
