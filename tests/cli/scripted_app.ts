// An app whose work is a script: it emits what it is told to and ends as it is told to. Rows are what the test puts in.
import { type App, loadPolicy, nextCronTime, type Work, type WorkAll, type Worked } from "../../src/app.ts";
import { describeHosts } from "../../src/app/described_hosts.ts";
import { namesOnRecord } from "../../src/app/names_on_record.ts";
import { openRules } from "../../src/app/rule_folder.ts";
import { readLimit, selectHosts } from "../../src/app/named_hosts.ts";
import type { Wiring } from "../../src/cli/context.ts";
import { main } from "../../src/cli/program.ts";
import type { GoalPlan, IncrementPlan } from "../../src/model/increment.ts";
import type { JsonObject } from "../../src/model/json.ts";
import type { Lease, Loop, Submission, Suspension } from "../../src/model/loop.ts";
import type {
  ActionRow,
  Archive,
  CallRow,
  DecisionCount,
  DriftRow,
  FleetHost,
  IterationRow,
  PromptRow,
} from "../../src/ports/archive.ts";
import type { Finding } from "../../src/ports/checkup.ts";
import type { Modules } from "../../src/ports/module.ts";
import type { Queue, WorkerRow } from "../../src/ports/queue.ts";
import type { Inventory } from "../../src/ports/inventory.ts";
import type { Survey } from "../../src/ports/survey.ts";
import type { Upkeep } from "../../src/ports/upkeep.ts";
import { loadDiffLines } from "../../src/telemetry/diff_lines.ts";
import { resultLines } from "../../src/telemetry/result_lines.ts";
import { openRunReport } from "../../src/telemetry/run_report.ts";
import { openWorkerLines } from "../../src/telemetry/worker_lines.ts";
import { capture, type Captured, type CapturedOptions } from "./captured_io.ts";

export interface Script {
  loops?: Loop[];
  iterations?: IterationRow[];
  actions?: ActionRow[];
  prompts?: PromptRow[];
  rows?: { increments?: JsonObject[]; hosts?: JsonObject[]; resources?: JsonObject[]; ruleResults?: JsonObject[] };
  calls?: CallRow[];
  /** What was sent, by the call's id. */
  briefs?: Map<number, string>;
  /** Who decided, from a run on. */
  decisions?: (since: number) => DecisionCount;
  notices?: string[];
  /** Null: a live worker has every loop. */
  claimable?: boolean;
  work?: (work: Work, lease: Lease) => Promise<Worked> | Worked;
  /** What a worker does; it ends at once without one. */
  workAll?: (terms: WorkAll) => Promise<void> | void;
  /** How the status page is opened. */
  openPage?: App["openPage"];
  /** Whether the database's file is there. */
  present?: () => void;
  /** Names of workers that are alive. */
  workers?: string[];
  /** Owners of leases that have ended. */
  gone?: string[];
  drifts?: DriftRow[];
  fleet?: FleetHost[];
  /** Called when the queue is asked whether anybody has written: what others do meanwhile. Returns whether they did. */
  meanwhile?: () => boolean;
  /** What pause and cancel come to. */
  heard?: "done" | "asked";
  archive?: Partial<Archive>;
  queue?: Partial<Queue>;
  upkeep?: Partial<Upkeep>;
  survey?: Partial<Survey>;
  /** Instead of opening the database. */
  open?: () => Promise<never>;
  /** What a submission would walk. */
  plan?: IncrementPlan;
  /** How a goal in words would be worked. */
  planGoal?: (submission: Submission) => GoalPlan | Worked;
  plays?: (submission: Submission) => Awaited<ReturnType<Wiring["listPlays"]>>;
  submitted?: Error;
  /** What a check of a submission says. */
  warnings?: string[];
  modules?: Modules;
  /** The model that is found; null: none. Default: `command:think`. */
  model?: string | null;
  /** What `doctor` finds. */
  findings?: Finding[];
  /** What `-i` names. */
  inventory?: (sources: string[]) => Inventory;
}

export interface Ran extends Captured {
  exit: number;
  /** What the app was asked to do. */
  asked: {
    submissions: Submission[];
    claimed: number[];
    leases: Lease[];
    answers: [id: number, response: string, by: string, comment?: string][];
    /** Submitted for a worker. */
    queued: Submission[];
    suspended: [number, Suspension][];
    cancelled: [number, string, string][];
    resumed: [number, string, { now?: boolean }][];
    retried: [number, string][];
    worked: WorkAll[];
    /** `LABEL: PASSWORD`. */
    typedVaults: string[];
    opened: JsonObject[];
    checked: Parameters<Wiring["checkUp"]>[0][];
  };
  closed: number;
}

export function loopRow(given: Partial<Loop> = {}): Loop {
  return {
    id: 1,
    uid: "u",
    name: "site",
    status: "pending",
    mode: "single",
    desiredState: "/home/me/site.yml",
    inventory: null,
    groups: null,
    interval: null,
    options: { file: "/home/me/site.yml", once: false, dryRun: false, maxIterations: 10, onInterrupted: "ask" },
    reason: null,
    run: 1,
    nextRunAt: null,
    suspension: null,
    request: null,
    waitsFor: null,
    failures: 0,
    convergedSince: null,
    lastRunAt: null,
    leaseOwner: null,
    leaseExpiresAt: null,
    createdAt: "2026-11-22T15:00:00.000Z",
    startedAt: null,
    completedAt: null,
    ...given,
  };
}

/** Runs a command line against a script. */
export async function run(argv: string[], script: Script = {}, options: CapturedOptions = {}): Promise<Ran> {
  const captured = capture({ files: ["/home/me/site.yml"], ...options });
  return await runWith(captured, argv, script);
}

export async function runWith(captured: Captured, argv: string[], script: Script): Promise<Ran> {
  const asked = nothingAsked();
  const counts = { closed: 0 };
  const wiring = wire(script, asked, counts);
  const exit = await main(argv, captured.io, wiring);
  return { ...captured, exit, asked, closed: counts.closed };
}

export function nothingAsked(): Ran["asked"] {
  return {
    submissions: [],
    claimed: [],
    leases: [],
    answers: [],
    opened: [],
    queued: [],
    suspended: [],
    cancelled: [],
    resumed: [],
    retried: [],
    worked: [],
    typedVaults: [],
    checked: [],
  };
}

export function wire(script: Script, asked: Ran["asked"], counts: { closed: number }): Wiring {
  const loops = script.loops ?? [loopRow()];
  const app: App = {
    notices: script.notices ?? [],
    archive: { ...archiveOf(script, loops), ...script.archive },
    survey: {
      ...{ loops: unexpected, line: unexpected, counts: unexpected, iterations: unexpected, timeline: unexpected },
      ...{ iterationBefore: unexpected, actions: unexpected, prompts: unexpected, hosts: unexpected },
      ...{ hostChanges: unexpected, drifts: unexpected, measure: unexpected, sources: unexpected },
      ...{ observations: unexpected, workedByHand: unexpected, actionCounts: unexpected },
      loopOf: unexpected,
      ...script.survey,
    },
    queue: { ...queueOf(script, { asked, loops }), ...script.queue },
    upkeep: {
      pruneStep: unexpected,
      backup: unexpected,
      verify: unexpected,
      sizes: () => Promise.resolve({ file: 0, wal: 0 }),
      ...script.upkeep,
    } as Upkeep,
    submit(submission) {
      if (script.submitted) return Promise.reject(script.submitted);
      asked.submissions.push(submission);
      const { name, mode, desiredState, options } = submission;
      return Promise.resolve({ loop: loopRow({ name, mode, desiredState, options }), owner: "me", token: 1 });
    },
    lacking: (loop) => Promise.resolve(loop.options === null ? "its goal in words needs a language model" : null),
    claim(id) {
      asked.claimed.push(id);
      const loop = loops.find((one) => one.id === id);
      return Promise.resolve(loop && script.claimable !== false ? { loop, owner: "me", token: 2 } : null);
    },
    async work(lease, work) {
      asked.leases.push(lease);
      return await script.work?.(work, lease) ?? { kind: "done", status: "completed", reason: "converged" };
    },
    async workAll(terms) {
      asked.worked.push(terms);
      await script.workAll?.(terms);
    },
    isGone: (owner) => script.gone?.includes(owner) ?? false,
    openPage: (terms, here) => script.openPage?.(terms, here) ?? unexpected(),
    demandPresent: () => script.present?.(),
    [Symbol.asyncDispose]: () => Promise.resolve(void counts.closed++),
  };
  return {
    openApp({ say: _, ...options }) {
      asked.opened.push(options);
      return script.open?.() ?? Promise.resolve(app);
    },
    checkSubmission: () => Promise.resolve({ warnings: script.warnings ?? [] }),
    checkUp: (terms) => {
      asked.checked.push(terms);
      return Promise.resolve(script.findings ?? []);
    },
    findModel: () => Promise.resolve(script.model === undefined ? "command:think" : script.model),
    openRules,
    listPlays: (submission) => Promise.resolve(script.plays?.(submission) ?? []),
    planGoal: (submission) => script.planGoal ? Promise.resolve(script.planGoal(submission)) : unexpected(),
    planIncrements: () => script.plan ? Promise.resolve(script.plan) : unexpected(),
    nextCronTime,
    readExtraVars: (given) => Promise.resolve({ extraVars: { read: [...given] }, vaultedVars: [] }),
    typeVaults: (typed) => {
      asked.typedVaults.push(...typed.map(({ label, password }) => `${label}: ${password.reveal()}`));
      return Promise.resolve();
    },
    readInventory: (sources) => script.inventory ? Promise.resolve(script.inventory([...sources])) : unexpected(),
    readNames: (db) => Promise.resolve(namesOnRecord(db)),
    describeHosts: (inventory, hosts) => Promise.resolve(describeHosts(inventory, hosts)),
    selectHosts: (known, pattern, limit) => Promise.resolve(selectHosts(known, pattern, limit)),
    readLimit: (limit, cwd) => Promise.resolve(readLimit(limit, cwd)),
    loadPolicy,
    loadModules: () => script.modules ? Promise.resolve(script.modules) : unexpected(),
    openReport: openRunReport,
    loadDiffLines,
    loadResultLines: (paint) => Promise.resolve((event) => resultLines(event, paint)),
    openWorkerReport: (options) => Promise.resolve(openWorkerLines(options)),
  };
}

const NOTHING_DECIDED: DecisionCount = { by: {}, calls: 0, lost: 0, tokensIn: 0, tokensOut: 0, costUsd: null };

function archiveOf(script: Script, loops: Loop[]): Archive {
  const prompts = script.prompts ?? [];
  const ended = ["completed", "failed", "cancelled"];
  const iterations = script.iterations ?? [];
  return {
    loops: ({ all }) => Promise.resolve(loops.filter(({ status }) => all || !ended.includes(status))),
    loop: (id) => Promise.resolve(loops.find((loop) => loop.id === id)),
    namesakes: (name) =>
      Promise.resolve(loops.filter((loop) => loop.name === name && !ended.includes(loop.status)).map(({ id }) => id)),
    find: (word, newest = false) => {
      const named = loops.filter(({ name }) => name === word).sort((one, other) => other.id - one.id);
      const open = newest ? undefined : named.find(({ status }) => !ended.includes(status));
      return Promise.resolve(loops.find(({ id }) => String(id) === word) ?? open ?? named[0]);
    },
    increments: () => Promise.resolve(script.rows?.increments ?? []),
    iterations: (_loop, page) =>
      Promise.resolve(
        "last" in page
          ? iterations.slice(-page.last)
          : iterations.filter(({ n }) => page.after === null || n > page.after.n).slice(0, page.limit),
      ),
    lastRuns: () => Promise.resolve({ iterations, earlier: false }),
    latest: (of) => {
      const last = iterations.at(-1);
      return Promise.resolve(new Map(last ? of.map((loop) => [loop, last]) : []));
    },
    iterationsById: (ids) => Promise.resolve(iterations.filter(({ id }) => ids.includes(id))),
    actions: (of) =>
      Promise.resolve(
        (script.actions ?? []).filter((action) =>
          "ids" in of ? of.ids.includes(action.id) : of.status === undefined || action.status === of.status
        ),
      ),
    prompts: ({ open, loop, ids }) =>
      Promise.resolve(
        prompts.filter((prompt) =>
          (!open || prompt.status === "pending") && (loop === undefined || prompt.loop === loop) &&
          (ids === undefined || ids.includes(prompt.id))
        ),
      ),
    hosts: () => Promise.resolve(script.rows?.hosts ?? []),
    fleet: ({ host, loop }) =>
      Promise.resolve(
        (script.fleet ?? []).filter((one) =>
          (host === undefined || one.host === host) && (loop === undefined || one.loop === loop)
        ),
      ),
    resources: () => Promise.resolve(script.rows?.resources ?? []),
    modelCalls: (of) => Promise.resolve((script.calls ?? []).filter(({ iteration }) => of.includes(iteration))),
    call: (id) => Promise.resolve(script.calls?.find((call) => call.id === id)),
    brief: (id) => Promise.resolve(script.briefs?.get(id)),
    decisionCount: (_loop, since = 0) => Promise.resolve(script.decisions?.(since) ?? { ...NOTHING_DECIDED }),
    pastDecisions: () => Promise.resolve([]),
    ruleUse: () => Promise.resolve([]),
    ruleFolders: () => Promise.resolve([]),
    ruleResults: () => Promise.resolve(script.rows?.ruleResults ?? []),
    drifts: ({ open }) => Promise.resolve((script.drifts ?? []).filter((one) => !open || one.correctedAt === null)),
    driftCount: () => {
      const all = script.drifts ?? [];
      return Promise.resolve({ all: all.length, open: all.filter((one) => one.correctedAt === null).length });
    },
    feed: () => Promise.resolve([]),
    feedEnd: () => Promise.resolve(0),
    feedStart: () => Promise.resolve(0),
    notifications: () => Promise.resolve([]),
  };
}

/** A queue that remembers what it was asked; rows change only where a test says so. */
function queueOf(script: Script, { asked, loops }: { asked: Ran["asked"]; loops: Loop[] }): Queue {
  const heard = () => Promise.resolve(script.heard ?? "done");
  return {
    answer(prompt, response, by, comment) {
      asked.answers.push(comment === undefined ? [prompt, response, by] : [prompt, response, by, comment]);
      const row = script.prompts?.find(({ id }) => id === prompt);
      if (row) Object.assign(row, { status: "answered", response, answeredBy: by });
      return Promise.resolve(row?.loop ?? 1);
    },
    submit(submission) {
      asked.queued.push(submission);
      return Promise.resolve({ id: loops.length + 1, lease: null });
    },
    suspend: (id, suspension) => (asked.suspended.push([id, suspension]), heard()),
    cancel: (id, by, reason) => (asked.cancelled.push([id, by, reason]), heard()),
    resume: (id, by, options = {}) => Promise.resolve(void asked.resumed.push([id, by, options])),
    retry: (id, by) => Promise.resolve(void asked.retried.push([id, by])),
    workers: () => Promise.resolve((script.workers ?? []).map(workerRow)),
    changed: () => script.meanwhile?.() ?? false,
    claim: unexpected,
    claimNext: unexpected,
    nextTime: unexpected,
    renew: unexpected,
    look: unexpected,
    rest: unexpected,
    wake: unexpected,
    release: unexpected,
    beat: unexpected,
    leave: unexpected,
  };
}

function workerRow(name: string): WorkerRow {
  const at = "2026-11-22T15:59:59.000Z";
  return { name, startedAt: at, heartbeatAt: at, expiresAt: "2026-11-22T16:00:09.000Z", concurrency: 20, working: 0 };
}

function unexpected(): never {
  throw new Error("the command line must not ask for this");
}
