// The only place that knows SQLite, ssh and a model at once: options in, everything wired out.
import { absoluteSource } from "./app/absolute_source.ts";
import { goneOwners, withoutGone } from "./app/gone_owners.ts";
import { heardOutputs, keepOutputs, meetHosts, modulesFor } from "./app/met_hosts.ts";
import type { PageHere } from "./app/page_world.ts";
import type { Outputs } from "./app/script_outputs.ts";
import type { Said } from "./app/secrets_at_work.ts";
import type { Work, WorkAll, Worked } from "./app/work.ts";
import type { RuleFolder } from "./app/rule_folder.ts";
export type { Evidence, Opinion, RuleFolder, Seen } from "./app/rule_folder.ts";
export type { Work, WorkAll, Worked } from "./app/work.ts";
export type { PageHere } from "./app/page_world.ts";
export type { TestedCase } from "./app/policy_told.ts";
export type { Explanation } from "./policy/explain.ts";
export type { Terms as PolicyTerms } from "./policy/terms.ts";
import type { SealedInventory } from "./app/described_hosts.ts";
import type { Secret } from "./model/secret.ts";
import type { GoalPlan, IncrementPlan } from "./model/increment.ts";
import type { Lease, Loop, LoopOptions, Submission } from "./model/loop.ts";
import type { Archive } from "./ports/archive.ts";
import type { Clock } from "./ports/clock.ts";
import type { Modules } from "./ports/module.ts";
import type { OpenPage, OpenTerms } from "./ports/page_world.ts";
import type { Owner, Queue } from "./ports/queue.ts";
import type { Survey } from "./ports/survey.ts";
import type { Upkeep } from "./ports/upkeep.ts";
import type { ExtraVars } from "./playbook/extra_vars.ts";
import type { ListedPlay } from "./playbook/list_tasks.ts";
import type { Store } from "./store/open_store.ts";
import { isGone } from "./worker/owner.ts";

export interface AppOptions {
  /** Path of the database. */
  db: string;
  /** Make a new database where there is none; otherwise that is a StoreError. */
  create: boolean;
  /** Hears what is being done to a big database of an older version, a sentence at a time. */
  say?: (sentence: string) => void;
}

export interface App {
  archive: Archive;
  survey: Survey;
  queue: Queue;
  /** Whether an owner of leases is known to have ended: a process of this machine that is gone. Its leases run out later. */
  isGone(owner: string): boolean;
  upkeep: Upkeep;
  /** Throws a lasting StoreError when the database's file was removed or replaced since; costs microseconds. */
  demandPresent(): void;
  /** What opening did to the file, for people: "Brought loops.db from schema version 0 to 2; the old file is kept as …". */
  notices: string[];
  /** Inserts the loop, claimed by this process. What it is to do was checked before (`checkSubmission`). */
  submit(submission: Submission): Promise<Lease>;
  /** What a loop of the original program lacks to be worked on here, in a sentence; null for any other loop. */
  lacking(loop: Loop): Promise<string | null>;
  /** Takes an existing loop for this process; null when a live worker has it. */
  claim(id: number): Promise<Lease | null>;
  /**
   * Walks a claimed loop until it ends or pauses, heartbeat included, and gives it back. `taken`: a question was answered elsewhere, and a
   * worker has the loop now.
   */
  work(lease: Lease, work: Work): Promise<Worked>;
  /** Works on whatever is claimable, many loops at once, until it is stopped. Throws StoreError when the database is lost. */
  workAll(terms: WorkAll): Promise<void>;
  /** Opens the status page. Throws InputError where nobody can listen there. */
  openPage(terms: OpenTerms, here: PageHere): Promise<OpenPage>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Opens the database (and upgrades it), and wires what every command needs; modules, shells and the engine are loaded when work starts. */
export async function openApp({ db, create, say }: AppOptions): Promise<App> {
  const { openStore } = await import("./store/open_store.ts");
  const store = await openStore(db, { create, clock, say });
  const { archive, survey, upkeep, notices } = store;
  const gone = goneOwners(clock.monotonic);
  const queue = withoutGone(store.queue, gone);
  const claim = async (id: number, evenIf: Loop["status"][]) =>
    await store.queue.claim(id, await thisProcess(), { isGone, evenIf });
  return {
    archive,
    survey,
    queue,
    isGone: gone,
    upkeep,
    demandPresent: () => store.demandPresent(),
    notices,
    submit: (submission) => submit(submission, queue),
    lacking: (loop) => loop.options === null ? lackingOf(loop, store.path) : Promise.resolve(null),
    claim: (id) => claim(id, ["paused", "waiting"]),
    work: (lease, terms) => work(lease, { store, terms, claim: (id) => claim(id, ["paused"]) }),
    workAll: (terms) => workAll(store, terms),
    openPage: async (terms, here) =>
      await (await import("./app/page_world.ts")).openPage(terms, here, { store, queue, isGone: gone, clock }),
    [Symbol.asyncDispose]: () => store.close(),
  };
}

/** The modules, without a database; those of the Ansible that is installed here are learned. */
export async function loadModules(options: Pick<LoopOptions, "file" | "modules"> = {}): Promise<Modules> {
  return await (await import("./app/modules_here.ts")).modulesHere(options);
}

/** What reads and explains a policy's file. */
export async function loadPolicy(): Promise<typeof import("./app/policy_told.ts")> {
  return await import("./app/policy_told.ts");
}

/** The first language model that is there, as `--model` names it; null where none is. */
export async function findModel(): Promise<string | null> {
  return await (await import("./app/model_here.ts")).modelHere();
}

/**
 * Checks everything of a submission that can be checked before anything runs, without a database: playbook, inventory (its programs are run), policy, and
 * what a goal in words needs are read. `listing`: nothing is to run, so hosts that nobody knows are no mistake. `values`: the
 * loop is worked on here, so what secrets are bound to must be there. Throws InputError. Returns sentences about what names no host.
 */
export async function checkSubmission(
  submission: Submission,
  { listing = false, values = false }: { listing?: boolean; values?: boolean } = {},
): Promise<{ warnings: string[] }> {
  const rest = () => checkDesired(submission, listing);
  if (submission.options.secrets === undefined) return await rest();
  const { checkWithSecrets } = await import("./app/check_secrets.ts");
  const terms = { modules: await loadModules(submission.options), values, said };
  return await checkWithSecrets(submission, { ...terms, rest }, new AbortController().signal);
}

async function checkDesired(
  { mode, desiredState, options }: Submission,
  listing: boolean,
): Promise<{ warnings: string[] }> {
  if (options.policy !== undefined) (await import("./app/check_policy.ts")).checkPolicy(options.policy);
  if (options.modules === "ansible") await (await import("./app/modules_here.ts")).demandAnsible();
  const modules = await modulesFor(options);
  const fresh: Outputs = new Map();
  if (options.file === undefined) {
    const { checkWords } = await import("./app/check_words.ts");
    const checked = await checkWords({ desiredState, options }, { outputs: fresh, modules });
    keepOutputs(fresh);
    return checked;
  }
  const { playbook, warnings } = await meetHosts(options, { listing, outputs: fresh });
  keepOutputs(fresh);
  if (mode === "incremental") (await import("./playbook/plan.ts")).planOf(playbook, options);
  return { warnings };
}

/** The plays and tasks that a submission would walk, without a database. Throws InputError. */
export async function listPlays({ options }: Submission): Promise<ListedPlay[]> {
  if (options.file === undefined) return [];
  const [{ playbook, hide }, { listTasks }] = await Promise.all([
    meetHosts(options, { listing: true }),
    import("./playbook/list_tasks.ts"),
  ]);
  return hide(listTasks(playbook, { tags: options.tags ?? ["all"], skipTags: options.skipTags ?? [] }));
}

/** The plan of a submission that is worked in increments, without a database. Throws InputError. */
export async function planIncrements({ options }: Submission): Promise<IncrementPlan> {
  const [{ playbook }, { planOf }] = await Promise.all([meetHosts(options), import("./playbook/plan.ts")]);
  return planOf(playbook, options);
}

/**
 * The plan for a goal in words: hosts are looked at, and the model is asked. It is worked out on a record of its own that is gone afterwards; how it ended
 * where there is no plan.
 */
export async function planGoal(
  submission: Submission,
  terms: Pick<Work, "events" | "stop" | "signal" | "by" | "passwords">,
): Promise<GoalPlan | Worked> {
  const { planOfGoal } = await import("./app/plan_goal.ts");
  return await planOfGoal(submission, terms.events, async (own, db, events) => {
    await using app = await openApp({ db, create: true });
    return await app.work(await app.submit(own), { ...terms, events });
  });
}

/** An inventory by itself, as `-i` names it; relative paths and comma lists as they are typed. Throws InputError. */
export async function readInventory(
  sources: readonly string[],
  { cwd, ...options }: { cwd: string } & Pick<LoopOptions, "vaults">,
): Promise<SealedInventory> {
  const { readSealed } = await import("./app/sealed_inventory.ts");
  return await readSealed(sources.map((source) => absoluteSource(source, cwd)), options, new AbortController().signal);
}

/** Passwords of vaults that a human typed: this process opens with them what it reads from here on. */
export async function typeVaults(typed: readonly { label: string; password: Secret }[]): Promise<void> {
  (await import("./app/vaults_at_work.ts")).typeVaults(typed);
}

/** The rules in a folder. One that is not there has none. */
export async function openRules(folder: string): Promise<RuleFolder> {
  return await (await import("./app/rule_folder.ts")).openRules(folder);
}

/** The first time after `after` (both ms since 1970) that a cron line names, as a worker reckons it; null: never. Throws croner's error. */
export async function nextCronTime(
  line: string,
  from: { tz?: string | undefined; after: number },
): Promise<number | null> {
  return (await import("./worker/cron_times.ts")).nextCronTime(line, from);
}

/** The variables in the texts of `--extra-vars`, later ones over earlier ones; relative files are looked for in `cwd`. Throws InputError. */
export async function readExtraVars(
  given: readonly string[],
  { cwd, ...options }: { cwd: string } & Pick<LoopOptions, "vaults">,
): Promise<ExtraVars> {
  const { readSealedVars } = await import("./app/sealed_vars.ts");
  return await readSealedVars(given, { cwd, options }, new AbortController().signal);
}

/** What programs that say secrets said when a submission was checked: the work that follows goes on with it, so that they are run once. */
const said: Said = new Map();

async function lackingOf(loop: Loop, db: string): Promise<string | null> {
  const { legacyHere, legacyOptions } = await import("./app/legacy_loop.ts");
  const options = legacyOptions(loop, legacyHere(db));
  return "lacking" in options ? options.lacking : null;
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

async function work(
  lease: Lease,
  { store, terms, claim }: { store: Store; terms: Work; claim(id: number): Promise<Lease | null> },
): Promise<Worked> {
  const { workHere } = await import("./app/work_here.ts");
  return await workHere(lease, terms, { store, clock, owner: await thisProcess(), claim, outputs: heardOutputs, said });
}

async function workAll(store: Store, terms: WorkAll): Promise<void> {
  const { workMany } = await import("./app/work_many.ts");
  await workMany(terms, { store, clock, owner: await thisProcess() });
}

const clock: Clock = { now: () => Date.now(), monotonic: () => performance.now() };
