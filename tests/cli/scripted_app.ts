// An app whose work is a script: it emits what it is told to and ends as it is told to. Rows are what the test puts in.
import type { App, Work } from "../../src/app.ts";
import type { Wiring } from "../../src/cli/context.ts";
import { main } from "../../src/cli/program.ts";
import type { JsonObject } from "../../src/model/json.ts";
import type { Lease, Loop, Next, Submission } from "../../src/model/loop.ts";
import type { ActionRow, IterationRow, PromptRow } from "../../src/ports/archive.ts";
import type { Modules } from "../../src/ports/module.ts";
import { openRunReport } from "../../src/telemetry/run_report.ts";
import { capture, type Captured, type CapturedOptions } from "./captured_io.ts";

export interface Script {
  loops?: Loop[];
  iterations?: IterationRow[];
  actions?: ActionRow[];
  prompts?: PromptRow[];
  rows?: { increments?: JsonObject[]; hosts?: JsonObject[]; resources?: JsonObject[]; ruleResults?: JsonObject[] };
  notices?: string[];
  /** Null: a live worker has every loop. */
  claimable?: boolean;
  work?: (work: Work, lease: Lease) => Promise<Next> | Next;
  /** Instead of opening the database. */
  open?: () => Promise<never>;
  /** What a submission would walk. */
  plays?: (submission: Submission) => Awaited<ReturnType<Wiring["listPlays"]>>;
  submitted?: Error;
  modules?: Modules;
}

export interface Ran extends Captured {
  exit: number;
  /** What the app was asked to do. */
  asked: {
    submissions: Submission[];
    claimed: number[];
    leases: Lease[];
    answers: [number, string, string][];
    opened: JsonObject[];
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
  const asked: Ran["asked"] = { submissions: [], claimed: [], leases: [], answers: [], opened: [] };
  const counts = { closed: 0 };
  const wiring = wire(script, asked, counts);
  const exit = await main(argv, captured.io, wiring);
  return { ...captured, exit, asked, closed: counts.closed };
}

export function wire(script: Script, asked: Ran["asked"], counts: { closed: number }): Wiring {
  const loops = script.loops ?? [loopRow()];
  const prompts = script.prompts ?? [];
  const ended = ["completed", "failed", "cancelled"];
  const app: App = {
    notices: script.notices ?? [],
    archive: {
      loops: ({ all }) => Promise.resolve(loops.filter(({ status }) => all || !ended.includes(status))),
      loop: (id) => Promise.resolve(loops.find((loop) => loop.id === id)),
      find: (word) => Promise.resolve(loops.find(({ id, name }) => String(id) === word || name === word)),
      increments: () => Promise.resolve(script.rows?.increments ?? []),
      iterations: (_loop, limit) => Promise.resolve((script.iterations ?? []).slice(limit === undefined ? 0 : -limit)),
      actions: () => Promise.resolve(script.actions ?? []),
      prompts: ({ open }) => Promise.resolve(open ? prompts.filter(({ status }) => status === "pending") : prompts),
      hosts: () => Promise.resolve(script.rows?.hosts ?? []),
      resources: () => Promise.resolve(script.rows?.resources ?? []),
      ruleResults: () => Promise.resolve(script.rows?.ruleResults ?? []),
    },
    queue: {
      answer: (prompt, response, by) => Promise.resolve(void asked.answers.push([prompt, response, by])),
      submit: unexpected,
      claim: unexpected,
      renew: unexpected,
      release: unexpected,
      suspend: unexpected,
      resume: unexpected,
      cancel: unexpected,
    },
    submit(submission) {
      if (script.submitted) return Promise.reject(script.submitted);
      asked.submissions.push(submission);
      const { name, mode, desiredState, options } = submission;
      return Promise.resolve({ loop: loopRow({ name, mode, desiredState, options }), owner: "me", token: 1 });
    },
    claim(id) {
      asked.claimed.push(id);
      const loop = loops.find((one) => one.id === id);
      return Promise.resolve(loop && script.claimable !== false ? { loop, owner: "me", token: 2 } : null);
    },
    async work(lease, work) {
      asked.leases.push(lease);
      return await script.work?.(work, lease) ?? { kind: "done", status: "completed", reason: "converged" };
    },
    [Symbol.asyncDispose]: () => Promise.resolve(void counts.closed++),
  };
  return {
    openApp(options) {
      asked.opened.push({ ...options });
      return script.open?.() ?? Promise.resolve(app);
    },
    checkSubmission: () => Promise.resolve(),
    listPlays: (submission) => Promise.resolve(script.plays?.(submission) ?? []),
    readExtraVars: (given) => Promise.resolve({ read: [...given] }),
    loadModules: () => script.modules ? Promise.resolve(script.modules) : unexpected(),
    openReport: openRunReport,
  };
}

function unexpected(): never {
  throw new Error("the command line must not ask for this");
}
