// Loops that grow old under a fake clock: quiet minutes by the hundred thousand, and now and then a difference.
import assert from "node:assert/strict";
import { cpuUsage } from "node:process";
import { DatabaseSync } from "node:sqlite";
import type { Lease } from "../../src/model/loop.ts";
import { openStore, type Store } from "../../src/store/open_store.ts";
import { memoryFiles } from "../fakes/memory_files.ts";
import { note, StillClock, submission } from "./scratch.ts";

const owner = { name: "worker", leaseMs: 30_000 };
const tally = {
  ok: 30,
  changed: 0,
  failed: 0,
  unreachable: 0,
  skipped: 2,
  ignored: 0,
  rescued: 0,
  foreseen: 0,
  wouldRun: 0,
};
/** A month's worth of outputs, four hundred days of history: what the worker keeps. */
const keep = { outputsMs: 30 * 86_400_000, historyMs: 400 * 86_400_000 };

/** What is on the disk after some time. */
interface Grown {
  rows: Record<string, number>;
  /** Bytes, the log folded in. */
  bytes: number;
}

/** A database in memory's own file system, where there is one: how long a commit waits for a disk is not what is measured. */
class Ages {
  readonly clock = new StillClock();
  readonly #folder: string;
  #store!: Store;
  runs = 0;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  static async begin(): Promise<Ages> {
    const ages = new Ages(Deno.makeTempDirSync({ prefix: "ages-", dir: memory() }));
    ages.#store = await openStore(ages.path, { create: true, clock: ages.clock });
    return ages;
  }

  get path(): string {
    return `${this.#folder}/loops.db`;
  }

  get store(): Store {
    return this.#store;
  }

  /** Submits continuous loops that are due one after another within an interval. */
  async submit(loops: number, everyMs: number): Promise<void> {
    for (let loop = 0; loop < loops; loop++) {
      await this.#store.queue.submit({
        ...submission,
        name: `loop-${loop}`,
        mode: "continuous",
        interval: everyMs / 1000,
      });
      this.clock.ms += Math.floor(everyMs / loops);
    }
  }

  /** Takes the next turn, waits for it where none is due, and walks one run. `differs`: it finds something to put right. */
  async turn(everyMs: number, differs = false): Promise<void> {
    const { queue } = this.#store;
    let lease = await queue.claimNext(owner);
    if (lease === null) {
      this.clock.ms = Math.max(this.clock.ms, await queue.nextTime() ?? this.clock.ms);
      lease = await queue.claimNext(owner);
    }
    if (lease === null) throw new Error("no loop is due");
    await this.#walk(lease, differs);
    const ended = { status: "completed" as const, reason: "converged" };
    const at = (lease.loop.nextRunAt === null ? this.clock.ms : Date.parse(lease.loop.nextRunAt)) + everyMs;
    await queue.release(lease, { kind: "next run", at, reason: "every minute", ended });
    this.runs++;
    // What the worker does between two claims; it has the time to do it at each.
    if (this.runs % 20 === 0) await this.#store.upkeep.pruneStep(keep);
  }

  async #walk(lease: Lease, differs: boolean): Promise<void> {
    const journal = this.#store.journal(lease);
    await journal.history();
    this.#store.keptFiles(lease, memoryFiles({ "/srv/site.yml": "- hosts: all" })).readText("/srv/site.yml");
    const first = await journal.openIteration({ fresh: true, decidedBy: "playbook" });
    if (differs) {
      const said = `${crypto.randomUUID()}\n`.repeat(300);
      const diff = [{ header: "/etc/motd", before: said, after: "welcome\n" }];
      const [row] = await journal.noteActions(first.id, [note("0.tasks.0", { status: "running", diff })]);
      const result = { changed: true, rc: 0, stdout: said };
      await journal.finishAction([{ id: row!.id, status: "completed", result }]);
      await journal.closeIteration(first.id, { phase: "completed", converged: false, observations: observed(1) });
    }
    const last = differs ? await journal.openIteration({ fresh: true, decidedBy: "playbook" }) : first;
    await journal.closeIteration(last.id, { phase: "completed", converged: true, observations: observed(0) });
  }

  /** Lets upkeep finish a round. */
  async settle(): Promise<void> {
    while ((await this.#store.upkeep.pruneStep(keep)).more);
  }

  grown(): Grown {
    using file = new DatabaseSync(this.path);
    const tables = ["iterations", "actions", "events", "drifts", "outputs"];
    const count = (table: string) => Number(file.prepare(`SELECT count(*) AS n FROM ${table}`).get()?.n);
    file.prepare("PRAGMA wal_checkpoint(TRUNCATE)").all();
    return {
      rows: Object.fromEntries(tables.map((table) => [table, count(table)])),
      bytes: Deno.statSync(this.path).size,
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#store.close();
    Deno.removeSync(this.#folder, { recursive: true });
  }
}

function observed(changed: number) {
  return { tally: { web1: { ...tally, changed } }, failures: [] };
}

function memory(): string {
  try {
    return Deno.statSync("/dev/shm").isDirectory ? "/dev/shm" : Deno.env.get("TMPDIR") ?? "/tmp";
  } catch {
    return Deno.env.get("TMPDIR") ?? "/tmp";
  }
}

/** Milliseconds of the processor that a quiet turn takes: the least of some tries, since others share the machine. */
async function costOfTurn(ages: Ages, everyMs: number): Promise<number> {
  const costs: number[] = [];
  for (let attempt = 0; attempt < 10; attempt++) {
    const start = cpuUsage();
    for (let turn = 0; turn < 20; turn++) await ages.turn(everyMs);
    const { user, system } = cpuUsage(start);
    costs.push((user + system) / 20_000);
  }
  return Math.min(...costs);
}

/** How loops are to grow old. */
export interface Life {
  loops: number;
  everyMs: number;
  forMs: number;
  /** A difference is found every so many runs. */
  differsEvery: number;
}

/**
 * Lets loops grow old and holds them to these bounds, whatever their number of runs: three rows of iterations a difference and one a loop; a
 * feed and outputs of the last month only; in the file 12 KiB a difference, 25 KiB more while its outputs are kept, and 6 KiB a loop; and a turn that costs at most twice what
 * it did when all was young (and half a millisecond: other work on the machine).
 */
export async function growOld({ loops, everyMs, forMs, differsEvery }: Life): Promise<void> {
  await using ages = await Ages.begin();
  await ages.submit(loops, everyMs);
  // Also until the engine has compiled what it runs.
  for (let first = 0; first < Math.max(loops, 200); first++) await ages.turn(everyMs);
  const young = await costOfTurn(ages, everyMs);
  const end = ages.clock.ms + forMs;
  let differences = 0;
  const times: number[] = [];
  while (ages.clock.ms < end) {
    const differs = ages.runs % differsEvery === 0;
    if (differs) times.push(ages.clock.ms);
    differences += differs ? 1 : 0;
    await ages.turn(everyMs, differs);
  }
  await ages.settle();
  const recent = times.filter((at) => at >= ages.clock.ms - keep.outputsMs).length;
  const { rows, bytes } = ages.grown();
  const old = await costOfTurn(ages, everyMs);
  const sum =
    `${ages.runs} runs of ${loops} loops, ${differences} differences: ${JSON.stringify(rows)}, ${bytes} bytes, ` +
    `${young.toFixed(2)} ms a turn when young, ${old.toFixed(2)} when old`;
  assert.ok(ages.runs >= loops * Math.floor(forMs / everyMs), sum);
  assert.equal(rows.drifts, differences, sum);
  assert.equal(rows.actions, differences, sum);
  assert.ok(rows.iterations! <= 3 * differences + loops, sum);
  assert.ok(rows.events! <= 16 * recent + 8 * loops, sum);
  assert.ok(rows.outputs! <= 2 * recent + 1, sum);
  assert.ok(bytes <= 512 * 1024 + differences * 12_288 + recent * 26_000 + loops * 6144, sum);
  assert.ok(old <= 2 * young + 0.5, sum);
  assert.deepEqual(await ages.store.upkeep.verify(), []);
  say(sum);
}

function say(line: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));
}
