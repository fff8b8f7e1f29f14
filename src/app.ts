// The only place that knows SQLite, ssh and a model at once: options in, everything wired out.
import { InputError } from "./model/errors.ts";
import type { JsonObject } from "./model/json.ts";
import type { Lease, Loop, Next, Submission } from "./model/loop.ts";
import type { RecordedPrompt } from "./model/iteration.ts";
import type { Archive } from "./ports/archive.ts";
import type { Clock } from "./ports/clock.ts";
import type { Events } from "./ports/events.ts";
import type { Files } from "./ports/files.ts";
import type { Modules } from "./ports/module.ts";
import type { Owner, Queue } from "./ports/queue.ts";
import type { ListedPlay } from "./playbook/list_tasks.ts";
import type { Playbook } from "./playbook/playbook.ts";
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
  /** Asks a human who is there; undefined leaves the prompt open. Absent: nobody is there. */
  ask?: (prompt: RecordedPrompt) => Promise<string | undefined>;
}

export interface App {
  archive: Archive;
  queue: Queue;
  /** What opening did to the file, for people: "migrated loops.db from version 0 to 2, the old file is kept as …". */
  notices: string[];
  /** Inserts the loop, claimed by this process. What it is to do was checked before (`checkSubmission`). */
  submit(submission: Submission): Promise<Lease>;
  /** Takes an existing loop for this process; null when a live worker has it. */
  claim(id: number): Promise<Lease | null>;
  /** Walks a claimed loop until it ends or pauses, heartbeat included, and gives it back. */
  work(lease: Lease, work: Work): Promise<Next>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Opens the database (and migrates it), and wires what every command needs; modules, shells and the engine are loaded when work starts. */
export async function openApp({ db, create }: AppOptions): Promise<App> {
  const { openStore } = await import("./store/open_store.ts");
  const store = await openStore(db, { create, clock });
  const { archive, queue, notices } = store;
  const claim = async (id: number, evenIf: Loop["status"][]): Promise<Lease | null> => {
    const { isGone } = await import("./worker/owner.ts");
    return await queue.claim(id, await thisProcess(), { isGone, evenIf });
  };
  return {
    archive,
    queue,
    notices,
    submit: (submission) => submit(submission, queue),
    claim: (id) => claim(id, ["paused", "waiting"]),
    work: (lease, terms) => workAndAsk(lease, { store, terms, claim: (id) => claim(id, ["paused"]) }),
    [Symbol.asyncDispose]: () => store.close(),
  };
}

/** The modules, without a database. */
export async function loadModules(): Promise<Modules> {
  const { modules } = await import("./modules/registry.ts");
  return modules();
}

/** Checks everything of a submission that can be checked before anything runs, without a database. Throws InputError. */
export async function checkSubmission({ options: { file } }: Submission): Promise<void> {
  if (file !== undefined) await readPlaybook(file, await localFiles());
}

/** The plays and tasks that a submission would walk, without a database. Throws InputError. */
export async function listPlays({ options: { file, tags, skipTags } }: Submission): Promise<ListedPlay[]> {
  if (file === undefined) return [];
  const [playbook, { listTasks }] = await Promise.all([
    readPlaybook(file, await localFiles()),
    import("./playbook/list_tasks.ts"),
  ]);
  return listTasks(playbook, { tags: tags ?? ["all"], skipTags: skipTags ?? [] });
}

/** The variables in the texts of `--extra-vars`, later ones over earlier ones; relative files are looked for in `cwd`. Throws InputError. */
export async function readExtraVars(given: readonly string[], cwd: string): Promise<JsonObject> {
  const [files, { parseExtraVars }] = await Promise.all([localFiles(), import("./playbook/extra_vars.ts")]);
  return parseExtraVars(given, { files, cwd });
}

async function submit(submission: Submission, queue: Queue): Promise<Lease> {
  const { lease } = await queue.submit(submission, await thisProcess());
  if (lease === null) throw new Error("a loop that was submitted with an owner came back without a lease");
  return lease;
}

/** This process, as an owner of loops. */
async function thisProcess(): Promise<Owner> {
  const [{ ownerName }, { LEASE_MS }] = await Promise.all([
    import("./worker/owner.ts"),
    import("./worker/work_loop.ts"),
  ]);
  return { name: ownerName(), leaseMs: LEASE_MS };
}

/** Works until the end or a question; where somebody is there to answer, asks and goes on. The loop is given back while it asks. */
async function workAndAsk(
  first: Lease,
  { store, terms, claim }: { store: Store; terms: Work; claim(id: number): Promise<Lease | null> },
): Promise<Next> {
  let lease: Lease | null = first;
  let next: Next | undefined;
  while (lease !== null) {
    next = await work(lease, store, terms);
    const { id } = lease.loop;
    if (next.kind !== "paused" || terms.ask === undefined || terms.stop.aborted) return next;
    const prompts = await store.archive.prompts({ loop: id, open: true });
    if (prompts.length === 0) return next;
    for (const prompt of prompts) {
      const answer = await terms.ask(prompt);
      if (answer === undefined) return next;
      await store.queue.answer(prompt.id, answer, "terminal");
    }
    lease = await claim(id);
  }
  return next!;
}

async function work(lease: Lease, store: Store, { events, stop, signal }: Work): Promise<Next> {
  const { loop } = lease;
  const [{ workLoop }, { KeptShells }, { wait }, { localTransport }] = await Promise.all([
    import("./worker/work_loop.ts"),
    import("./worker/kept_shells.ts"),
    import("./worker/wait.ts"),
    import("./transports/local.ts"),
  ]);
  if (loop.options?.file === undefined) {
    const reason = "a goal in plain words needs a language model, which is not built yet";
    await store.queue.release(lease, { kind: "done", status: "blocked", reason });
    return { kind: "done", status: "blocked", reason };
  }
  await using shells = new KeptShells(localTransport());
  // A session takes 10 ms to start, and the playbook as long to read: side by side. Whoever needs the shell hears of its failure.
  shells.get("localhost").catch(() => {});
  const files = store.keptFiles(lease, await localFiles());
  const playbook = await readPlaybook(loop.options.file, files).catch(async (error) => {
    // Unreadable since it was submitted: given back, so that the loop goes on once the file is put right.
    if (error instanceof InputError) await store.queue.release(lease, { kind: "paused", reason: error.message });
    throw error;
  });
  return await workLoop(lease, {
    queue: store.queue,
    signals: { stop, signal },
    world: {
      journal: store.journal(lease),
      modules: await loadModules(),
      shells,
      files,
      events,
      clock,
      policy: { kind: "allow all" },
      wait,
      decides: { by: "playbook", playbook },
      unrecorded: new Map(),
      temporary: new Map(),
    },
  });
}

async function readPlaybook(file: string, files: Files): Promise<Playbook> {
  if (lastRead?.file === file && lastRead.unchanged(files)) return lastRead;
  const { parsePlaybook } = await import("./playbook/parse.ts");
  return lastRead = parsePlaybook(file, { modules: await loadModules(), files });
}

/** `run` reads its playbook twice, to check it and to walk it: the same files are parsed once. */
let lastRead: Playbook | undefined;

async function localFiles(): Promise<Files> {
  const { localFiles } = await import("./transports/local_files.ts");
  return localFiles();
}

const clock: Clock = { now: () => Date.now(), monotonic: () => performance.now() };
