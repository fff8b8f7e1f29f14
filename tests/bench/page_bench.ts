// Two hundred viewers of the status page beside a worker: each hears of what happens and asks for its page again, as the page's script does.
import { openStore } from "../../src/store/open_store.ts";
import { query } from "../crash/invariants.ts";
import { ms, type Row, times } from "./measure.ts";
import { addressOf } from "./page_http_bench.ts";

const VIEWERS = 200;
const LOOPS = 60;
const TASKS = 20;
const ROUNDS = 3;

/** What one run of the workload cost. */
interface Cost {
  /** Until the last loop has ended, milliseconds. */
  took: number;
  /** Processor time of the worker, milliseconds. */
  worker: number;
  /** Of the page's process. */
  page: number;
  /** Pages that were sent. */
  pages: number;
}

/** Without the page, with viewers that look at the same, and with viewers that look each at something else. */
export async function benchPage(folder: string, bundle: string): Promise<Row[]> {
  const costs = { none: [] as Cost[], same: [] as Cost[], own: [] as Cost[] };
  for (let round = 0; round < ROUNDS; round++) {
    for (const kind of ["none", "same", "own"] as const) {
      costs[kind].push(await work(`${folder}/viewers-${kind}-${round}`, bundle, kind));
    }
  }
  const least = (kind: keyof typeof costs, what: keyof Cost) => Math.min(...costs[kind].map((cost) => cost[what]));
  const compared = (kind: "same" | "own", words: string): Row[] => {
    const { pages } = costs[kind][0]!;
    return [{
      what: `${VIEWERS} viewers of ${words}: the worker's processor time for ${LOOPS} loops of ${TASKS} tasks`,
      ours: ms(least(kind, "worker")),
      baseline: `${ms(least("none", "worker"))} without the page`,
      ratio: times(least(kind, "worker") / least("none", "worker")),
    }, {
      what: `until the last of these loops has ended, on ${navigator.hardwareConcurrency} cores, viewers last`,
      ours: ms(least(kind, "took")),
      baseline: `${ms(least("none", "took"))} without the page`,
      ratio: times(least(kind, "took") / least("none", "took")),
    }, {
      what: `the page's processor time for that, ${pages} pages sent`,
      ours: ms(least(kind, "page")),
      baseline: `${ms(least("none", "worker"))} the worker's`,
      ratio: `${ms(least(kind, "page") / pages)} a page`,
    }];
  };
  return [...compared("same", "the list"), ...compared("own", "a list each")];
}

async function work(folder: string, bundle: string, viewers: "none" | "same" | "own"): Promise<Cost> {
  await Deno.mkdir(folder);
  const db = `${folder}/loops.db`;
  const file = `${folder}/site.yml`;
  const tasks = Array.from({ length: TASKS }, (_, at) => `    - copy: {content: "x", dest: "${folder}/file-${at}"}\n`);
  await Deno.writeTextFile(file, `- hosts: localhost\n  gather_facts: false\n  tasks:\n${tasks.join("")}`);
  const clock = { now: () => Date.now(), monotonic: () => performance.now() };
  await using store = await openStore(db, { create: true, clock });
  const start = (...args: string[]) =>
    new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--quiet", bundle, "--db", db, ...args],
      cwd: folder,
      env: { HOME: folder },
      stdin: "null",
      stdout: "piped",
      stderr: "null",
    }).spawn();
  const page = viewers === "none" ? undefined : start("serve", "--listen", "127.0.0.1:0");
  const audience = page === undefined || viewers === "none"
    ? undefined
    : await gather(await addressOf(page.stdout), viewers);
  const before = page === undefined ? 0 : await processorTime(page.pid);
  const options = { file, once: false, dryRun: false, maxIterations: 10, onInterrupted: "ask" as const };
  for (let at = 0; at < LOOPS; at++) {
    await store.queue.submit({ name: `loop-${at}`, mode: "single", desiredState: file, options });
  }
  const began = performance.now();
  const worker = start("worker");
  void worker.stdout.pipeTo(new WritableStream());
  while (Number(query(db, "select count(*) n from loops where status = 'completed'")[0]?.["n"]) < LOOPS) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const cost: Cost = {
    took: performance.now() - began,
    worker: await processorTime(worker.pid),
    page: page === undefined ? 0 : await processorTime(page.pid) - before,
    pages: 0,
  };
  cost.pages = await audience?.leave() ?? 0;
  for (const child of [worker, page]) {
    child?.kill("SIGTERM");
    await child?.status;
  }
  return cost;
}

/** Viewers that are all connected: in a process that goes last, since people bring machines of their own. */
async function gather(origin: string, kind: "same" | "own"): Promise<{ leave(): Promise<number> }> {
  const script = new URL("./page_viewers.ts", import.meta.url).pathname;
  const child = new Deno.Command("nice", {
    args: ["-n", "19", Deno.execPath(), "run", "--no-config", "-A", script, origin, String(VIEWERS), kind],
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const said = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  await said.read();
  return {
    leave: async () => {
      await child.stdin.close();
      const { value } = await said.read();
      await child.status;
      return Number(value);
    },
  };
}

/** Of a process so far, in milliseconds: fields 14 and 15 of its stat, in hundredths of a second. */
async function processorTime(pid: number): Promise<number> {
  const fields = (await Deno.readTextFile(`/proc/${pid}/stat`)).replace(/^.*\) /, "").split(" ");
  return (Number(fields[11]) + Number(fields[12])) * 10;
}
