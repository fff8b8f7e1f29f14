// The only place that knows SQLite, ssh and a model at once: options in, everything wired out.
import type { LoopAtWork } from "./app/loop_at_work.ts";
import type { Crew } from "./worker/crew.ts";
import type { JsonObject } from "./model/json.ts";
import type { IncrementPlan } from "./model/increment.ts";
import type { Lease, Loop, Next, Submission } from "./model/loop.ts";
import type { RecordedPrompt } from "./model/iteration.ts";
import type { WorkerEvent } from "./model/worker_event.ts";
import type { Archive } from "./ports/archive.ts";
import type { Clock } from "./ports/clock.ts";
import type { Events } from "./ports/events.ts";
import type { Files } from "./ports/files.ts";
import type { Modules } from "./ports/module.ts";
import type { Owner, Queue } from "./ports/queue.ts";
import type { Keep, Upkeep } from "./ports/upkeep.ts";
import type { ListedPlay } from "./playbook/list_tasks.ts";
import type { Store } from "./store/open_store.ts";

export interface AppOptions {
  /** Path of the database. */
  db: string;
  /** Make a new database where there is none; otherwise that is a StoreError. */
  create: boolean;
}

/** How a loop is worked on here. */
export interface Work {
  events: Events;
  /** Start nothing more; the running action is finished, the loop is suspended and goes on with `resume`. */
  stop: AbortSignal;
  /** End the running command too. */
  signal: AbortSignal;
  /** Who gives the signals. */
  by: string;
  /**
   * Asks a human who is there; undefined leaves the prompt open. `answered` fires when somebody answers elsewhere. Absent: nobody
   * is there.
   */
  ask?: (prompt: RecordedPrompt, answered: AbortSignal) => Promise<string | undefined>;
}

/** How a worker works. */
export interface WorkAll {
  /** Most loops at once. */
  concurrency: number;
  /** Milliseconds after which it looks for work at the latest; it is woken before by whoever writes. */
  pollMs: number;
  keep: Keep;
  /** What loops tell. */
  events: Events;
  tell: (event: WorkerEvent) => void;
  /** Claim nothing more, let running actions end. */
  stop: AbortSignal;
  /** End running commands, too. */
  signal: AbortSignal;
}

/** How work on one loop came out here. */
export type Worked = Next | { kind: "taken"; by: string };

export interface App {
  archive: Archive;
  queue: Queue;
  upkeep: Upkeep;
  /** What opening did to the file, for people: "migrated loops.db from version 0 to 2, the old file is kept as …". */
  notices: string[];
  /** Inserts the loop, claimed by this process. What it is to do was checked before (`checkSubmission`). */
  submit(submission: Submission): Promise<Lease>;
  /** Takes an existing loop for this process; null when a live worker has it. */
  claim(id: number): Promise<Lease | null>;
  /**
   * Walks a claimed loop until it ends or pauses, heartbeat included, and gives it back. `taken`: a question was answered elsewhere, and a
   * worker has the loop now.
   */
  work(lease: Lease, work: Work): Promise<Worked>;
  /** Works on whatever is claimable, many loops at once, until it is stopped. Throws StoreError when the database is lost. */
  workAll(terms: WorkAll): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Opens the database (and migrates it), and wires what every command needs; modules, shells and the engine are loaded when work starts. */
export async function openApp({ db, create }: AppOptions): Promise<App> {
  const { openStore } = await import("./store/open_store.ts");
  const store = await openStore(db, { create, clock });
  const { archive, queue, upkeep, notices } = store;
  const claim = async (id: number, evenIf: Loop["status"][]): Promise<Lease | null> => {
    const { isGone } = await import("./worker/owner.ts");
    return await queue.claim(id, await thisProcess(), { isGone, evenIf });
  };
  return {
    archive,
    queue,
    upkeep,
    notices,
    submit: (submission) => submit(submission, queue),
    claim: (id) => claim(id, ["paused", "waiting"]),
    work: (lease, terms) => workAndAsk(lease, { store, terms, claim: (id) => claim(id, ["paused"]) }),
    workAll: (terms) => workAll(store, terms),
    [Symbol.asyncDispose]: () => store.close(),
  };
}

/** The modules, without a database. */
export async function loadModules(): Promise<Modules> {
  const { modules } = await import("./modules/registry.ts");
  return modules();
}

/** Checks everything of a submission that can be checked before anything runs, without a database. Throws InputError. */
export async function checkSubmission(submission: Submission): Promise<void> {
  const { mode, options: { file } } = submission;
  if (file !== undefined) await (mode === "incremental" ? planIncrements(submission) : read(file));
}

/** The plays and tasks that a submission would walk, without a database. Throws InputError. */
export async function listPlays({ options: { file, tags, skipTags } }: Submission): Promise<ListedPlay[]> {
  if (file === undefined) return [];
  const [playbook, { listTasks }] = await Promise.all([read(file), import("./playbook/list_tasks.ts")]);
  return listTasks(playbook, { tags: tags ?? ["all"], skipTags: skipTags ?? [] });
}

/** The plan of a submission that is worked in increments, without a database. Throws InputError. */
export async function planIncrements({ options: { file = "", ...options } }: Submission): Promise<IncrementPlan> {
  const [playbook, { planOf }] = await Promise.all([read(file), import("./playbook/plan.ts")]);
  return planOf(playbook, options);
}

/** The variables in the texts of `--extra-vars`, later ones over earlier ones; relative files are looked for in `cwd`. Throws InputError. */
export async function readExtraVars(given: readonly string[], cwd: string): Promise<JsonObject> {
  const [{ localFiles }, { parseExtraVars }] = await Promise.all([
    import("./transports/local_files.ts"),
    import("./playbook/extra_vars.ts"),
  ]);
  return parseExtraVars(given, { files: localFiles(), cwd });
}

async function read(file: string) {
  const [{ readPlaybook }, { localFiles }] = await Promise.all([
    import("./app/read_playbook.ts"),
    import("./transports/local_files.ts"),
  ]);
  return readPlaybook(file, { files: localFiles(), modules: await loadModules() });
}

async function submit(submission: Submission, queue: Queue): Promise<Lease> {
  const { lease } = await queue.submit(submission, await thisProcess());
  if (lease === null) throw new Error("a loop that was submitted with an owner came back without a lease");
  return lease;
}

/** This process, as an owner of loops. */
async function thisProcess(): Promise<Owner> {
  const [{ ownerName }, { LEASE_MS }] = await Promise.all([import("./worker/owner.ts"), import("./worker/crew.ts")]);
  return { name: ownerName(), leaseMs: LEASE_MS };
}

/** Works until the end or a question; where somebody is there to answer, asks and goes on. The loop is given back while it asks. */
async function workAndAsk(
  first: Lease,
  { store, terms, claim }: { store: Store; terms: Work; claim(id: number): Promise<Lease | null> },
): Promise<Worked> {
  const { askOpen } = await import("./app/ask_open.ts");
  const { workOne } = await import("./worker/work_one.ts");
  const { stop, signal, by } = terms;
  let lease = first;
  while (true) {
    const next = await withCrew(store, terms, (crew) => workOne(lease, crew, { stop, signal, by }));
    if (next.kind !== "paused" || terms.ask === undefined || stop.aborted) return next;
    const { id } = lease.loop;
    if (!await askOpen(id, store, terms.ask)) return next;
    const again = await claim(id);
    if (again !== null) {
      lease = again;
      continue;
    }
    const loop = await store.archive.loop(id);
    return { kind: "taken", by: loop?.leaseOwner ?? "nobody" };
  }
}

async function workAll(store: Store, terms: WorkAll): Promise<void> {
  const [{ workAll }, { Upkeeping }, { deliver }] = await Promise.all([
    import("./worker/worker.ts"),
    import("./worker/upkeeping.ts"),
    import("./worker/deliver.ts"),
  ]);
  const { stop, signal, concurrency, pollMs } = terms;
  const upkeeping = new Upkeeping(store.upkeep, { keep: terms.keep, clock });
  await withCrew(store, terms, async (crew) => {
    const over = new AbortController();
    const delivering = deliver(store.outbox, await messenger(), { clock, wait: crew.wait, signal: over.signal });
    try {
      await workAll({ ...crew, concurrency, pollMs, tell: terms.tell, idle: () => upkeeping.step() }, { stop, signal });
    } finally {
      over.abort();
      await delivering;
    }
  });
}

async function messenger() {
  const { messenger } = await import("./transports/messenger.ts");
  return messenger();
}

/** What one loop and a worker of many work with alike. */
async function withCrew<T>(store: Store, { events }: { events: Events }, work: (crew: Crew) => Promise<T>): Promise<T> {
  const [{ openLoop }, { readPlaybook }, { wait }, { isGone }, { IdleShells }, { PerHost }, { localTransport }] =
    await Promise.all([
      import("./app/loop_at_work.ts"),
      import("./app/read_playbook.ts"),
      import("./worker/wait.ts"),
      import("./worker/owner.ts"),
      import("./worker/idle_shells.ts"),
      import("./worker/per_host.ts"),
      import("./transports/local.ts"),
    ]);
  const modules = await loadModules();
  await using transport = new IdleShells(new PerHost(localTransport()));
  const means = {
    store,
    events,
    clock,
    wait,
    transport,
    modules,
    read: ({ options }: Loop, files: Files) => readPlaybook(options?.file ?? "", { files, modules }),
  };
  const open = new Map<number, LoopAtWork>();
  using pulse = store.pulse();
  try {
    return await work({
      queue: store.queue,
      clock,
      owner: await thisProcess(),
      isGone,
      pulse,
      random: Math.random,
      wait,
      walk: async (lease, terms) => {
        const known = open.get(lease.loop.id);
        const loop = known ?? openLoop(means);
        open.set(lease.loop.id, loop);
        return await loop.turn(lease, terms);
      },
      leave: async ({ loop: { id } }) => {
        const known = open.get(id);
        open.delete(id);
        await known?.[Symbol.asyncDispose]();
      },
    });
  } finally {
    await Promise.allSettled([...open.values()].map((loop) => loop[Symbol.asyncDispose]()));
  }
}

const clock: Clock = { now: () => Date.now(), monotonic: () => performance.now() };
