// A loop: what is wanted, and how far it is.
import type { Json, JsonObject } from "./json.ts";
import type { Reach } from "./way.ts";

/** Where a loop stands. `running` has a live lease, `waiting` a time to come back, `paused` needs a human. */
export type LoopStatus =
  | "pending"
  | "running"
  | "waiting"
  | "paused"
  | "completed"
  | "failed"
  | "blocked"
  | "cancelled";

/** Whether a loop ends when it has converged (`single`), after planned steps (`incremental`), or never (`continuous`). */
export type Mode = "single" | "incremental" | "continuous";

/** What to do with a plain command that was running when its worker died and left no end. */
export type OnInterrupted = "ask" | "rerun" | "done";

/** The flags a loop was submitted with; the row's `options`. */
export interface LoopOptions {
  /** Absolute path of the playbook; absent for plain words. */
  file?: string;
  /** Absolute path of the file that has the goal in words; absent where `desiredState` itself is the goal. */
  goalFile?: string;
  once: boolean;
  dryRun: boolean;
  /** Most iterations a run may take. */
  maxIterations: number;
  onInterrupted: OnInterrupted;
  /** `--tags` and `--skip-tags`; absent: everything. */
  tags?: string[];
  skipTags?: string[];
  /** `--extra-vars`, later ones over earlier ones. */
  extraVars?: JsonObject;
  /** `--diff`. */
  diff?: boolean;
  /** `--cron`: the times at which a continuous loop runs, as crontab(5) has them, instead of an interval. */
  cron?: string;
  /** `--tz`: the time zone that the cron line is meant in, by its IANA name; absent: UTC. */
  tz?: string;
  /** `--max-time`: most milliseconds that a run may take from its first iteration's opening, pauses not counted. */
  maxMs?: number;
  /** `--notify`: where to tell of prompts, failures, blocks and drift, as typed (`command:PROGRAM` or a URL). */
  notify?: string[];
  /** `-i`, in order: absolute paths, or comma lists as typed. Absent: the implicit localhost. */
  inventory?: string[];
  /** `--limit`. */
  limit?: string;
  /** `--forks`: most hosts at once. Absent: 50. */
  forks?: number;
  /** `--facts-ttl`: milliseconds that gathered facts are good for. Absent: five minutes. */
  factsMs?: number;
  /** How hosts are entered where inventory and playbook say nothing. */
  reach?: Reach;
  /** Hash of the plan of increments that a human has confirmed already (`--yes`). */
  confirmedPlan?: string;
  /** `--model`, as typed, or as it was found when the loop was submitted: `claude-cli`, `anthropic:NAME`, `openai:NAME@URL`, `command:PROGRAM`, `command-json:PROGRAM`, `none`. */
  model?: string;
  /** `--model-price`: US dollars per million tokens, in and out. */
  modelPrice?: { in: number; out: number };
  /** `--policy`: absolute path. */
  policy?: string;
  /** `--environment`: what a policy's `environment` is compared with. */
  environment?: string;
  /** `-s`, as typed: `MODULE.PARAM=SOURCE`. No value is in it. */
  secrets?: string[];
  /** `--rules-dir`: absolute path. */
  rulesDir?: string;
  /** `--state-file`: absolute path. */
  stateFile?: string;
  /** `--observe`: absolute path of a file of looks. */
  observe?: string;
  /** `--playbook-out`: absolute path. */
  playbookOut?: string;
  /** `--budget-usd`, `--budget-tokens`, `--budget-calls`: what a run's questions to the model may come to. */
  budget?: { usd?: number; tokens?: number; calls?: number };
  /** `--plan-file` for a goal in words: the goals of its steps. */
  steps?: string[];
  /** `--modules`: whose modules are taken where both this program and the controller's Ansible have one. Absent: this program's. */
  modules?: "ansible";
  /** `--vault-password-file` and `--vault-id LABEL@FILE`, in order; files are absolute. Without a label: `default`, as Ansible has it. */
  vaults?: { label: string; file: string }[];
  /** Files of `--extra-vars` that ansible-vault encrypted: what they say is on no record, and comes over `extraVars`. */
  vaultedVars?: VaultedVars[];
  /** `--yes`: what policy asks for is approved. */
  yes?: boolean;
}

/** One such file. */
export interface VaultedVars {
  /** Absolute. */
  file: string;
  /** The ciphertext, as it was when the loop was submitted. */
  text: string;
  /** The variables that it sets, and no later one sets again. */
  names: string[];
}

/** What `run` and `submit` hand in. */
export interface Submission {
  name: string;
  mode: Mode;
  desiredState: string;
  /** Seconds between runs of a continuous loop; left out for the others, and beside `cron`. */
  interval?: number;
  /** When it is to run first (ms since 1970, UTC); left out: at once. */
  firstRunAt?: number;
  options: LoopOptions;
}

/** What a human asks of a loop that a live worker has: it stops as soon as the running action has ended. */
export interface StopRequest {
  what: "pause" | "cancel";
  by: string;
  reason: string;
  /** ISO 8601: when a paused loop goes on by itself; null: at `resume`. */
  until: string | null;
}

/** On whose word a loop is paused, and until when. */
export interface Suspension {
  by: string;
  reason: string;
  /** ISO 8601; null: until `resume`. */
  until: string | null;
}

/** A loop's row. */
export interface Loop {
  id: number;
  /** Names the loop's receipts on hosts: random, so that no two databases share one. */
  uid: string;
  name: string;
  status: LoopStatus;
  mode: Mode;
  desiredState: string | null;
  inventory: string | null;
  groups: Json;
  /** Seconds between runs of a continuous loop. */
  interval: number | null;
  /** Null for a loop written by the original program: its flags were never recorded. */
  options: LoopOptions | null;
  reason: string | null;
  /** The current run's number, or the next one's where the loop waits for it. */
  run: number;
  /** ISO 8601: from when a pending or waiting loop may be claimed; null: at once. */
  nextRunAt: string | null;
  suspension: Suspension | null;
  /** What a human wants of its worker. */
  request: StopRequest | null;
  /** The loop that holds a host which this one needs. */
  waitsFor: number | null;
  /** Runs that failed one after another, up to now. */
  failures: number;
  /**
   * ISO 8601: since when all has been as its files describe; null for a loop that has not converged, or whose last run failed. A drift that is put right
   * and a file that has changed begin it anew.
   */
  convergedSince: string | null;
  /** ISO 8601: when its last run ended. */
  lastRunAt: string | null;
  leaseOwner: string | null;
  leaseExpiresAt: string | null;
  createdAt: string;
  startedAt: string | null;
  completedAt: string | null;
}

/** A loop as it is worked on: where the original program kept no flags, careful ones stand in. */
export interface LoopWithFlags extends Loop {
  options: LoopOptions;
}

/** The right to work on one loop: valid while its token is the highest given out for the loop. */
export interface Lease {
  loop: Loop;
  owner: string;
  token: number;
  /** Whose lease on it had run out, or who was gone: it was taken over from there. */
  takenFrom?: string;
}

/** How a run, or a turn of it, ended; tells the worker when to come back. */
export type Next =
  | { kind: "done"; status: "completed" | "failed" | "blocked"; reason: string }
  | { kind: "paused"; reason: string }
  /** The stop signal was heard: nothing is wrong, and whoever gave it knows what comes next. */
  | { kind: "stopped" }
  | {
    kind: "again";
    afterMs: number;
    /** Why, for readers. */
    reason: string;
    /** The loop that holds a host which this one needs: it may come back as soon as that one lets go. */
    waitsFor?: number;
    /** A host is away: the wait grows each time. */
    away?: boolean;
  };

/** What a loop is given back as, once the worker has looked at its mode and schedule. */
export type Release =
  | { kind: "done"; status: "completed" | "failed" | "blocked"; reason: string }
  | { kind: "paused"; reason: string }
  | { kind: "suspended"; suspension: Suspension }
  | { kind: "cancelled"; by: string; reason: string }
  /** The same run goes on, at a time (ms since 1970, UTC). */
  | { kind: "again"; at: number; reason: string; waitsFor?: number }
  /** The run has ended, and the next one begins at a time (ms since 1970, UTC). */
  | { kind: "next run"; at: number; reason: string; ended: { status: "completed" | "failed"; reason: string } };
