// One observe → decide → execute, as the record has it.
import type { RecordedAction } from "./action.ts";
import type { DecidedBy, Decision, Shown } from "./decision.ts";
import type { Json } from "./json.ts";
import type { RecordedCall } from "./model_call.ts";

/** `completed` reached its end; `unfinished` was closed before it (crash, pause, a failed task): the next one completes it. */
export type Phase = "observing" | "deciding" | "executing" | "completed" | "unfinished";

/** Tasks of a pass on one host, counted as Ansible's recap counts them. */
export interface Tally {
  ok: number;
  changed: number;
  failed: number;
  unreachable: number;
  skipped: number;
  ignored: number;
  /** Failures that a block's rescue answered. */
  rescued: number;
  /** Of `changed`, those that were only looked at because the task says `check_mode: true`. */
  foreseen: number;
  /** Check mode only: tasks that cannot tell whether they are needed and would run. */
  wouldRun: number;
}

/** A task that failed on a host, for telling whether two passes failed in the same way. */
export interface Failure {
  host: string;
  task: string | null;
  name: string;
  item?: Json;
  msg: string;
  /** Policy or a human said no: it will be the same again. */
  denied?: true;
}

/** What was seen: each look's result, or a pass's counts. */
export interface Observations {
  /** By host and the look's name: what the module returned; long texts are cut. */
  looks?: { [host: string]: { [name: string]: Json } };
  /** Why a decision that says "converged" is not believed: what is not so, in sentences. */
  unproven?: string[];
  /** By host. */
  tally?: { [host: string]: Tally };
  failures?: Failure[];
}

/** A prompt's row. */
export interface RecordedPrompt {
  id: number;
  kind: string;
  text: string;
  options: string[];
  about: string | null;
  status: "pending" | "answered" | "cancelled";
  response: string | null;
  /** What was added to the answer; goes into the next brief. */
  comment?: string;
  /** Of an approval: what it covers. */
  shown?: Shown[];
}

/** An iteration's row with its actions and prompts. */
export interface Iteration {
  id: number;
  n: number;
  run: number;
  /** The increment that it is worked on; null for a whole playbook, and for a question about the plan. */
  increment: number | null;
  phase: Phase;
  /** Whether it began after a finished one; only such a pass can prove convergence. */
  fresh: boolean;
  decidedBy: DecidedBy | null;
  decision: Decision | null;
  converged: boolean;
  observations: Observations;
  error: string | null;
  actions: RecordedAction[];
  prompts: RecordedPrompt[];
  /** Questions to the model, oldest first. */
  calls: RecordedCall[];
  createdAt: string;
  completedAt: string | null;
}
