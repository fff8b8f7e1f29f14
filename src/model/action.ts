// A decided module call on one host, and what is on record of it.
import type { Json, JsonObject } from "./json.ts";
import type { Diff, ModuleResult } from "./plan.ts";
import type { Scope } from "./value.ts";
import type { Entrance, Way } from "./way.ts";

/** pending → running → completed | failed | interrupted; denied and skipped never ran. */
export type ActionStatus = "pending" | "running" | "completed" | "failed" | "denied" | "skipped" | "interrupted";

/** One module call on one host, as playbook, rule or model decided it. */
export interface Action {
  host: string;
  module: string;
  params: JsonObject;
  /** What people call it: the task's name, or the module's. */
  name: string;
  /** Its path in the playbook (`0.tasks.3`), unique there; null for a model's or rule's action. */
  task: string | null;
  /** The loop item it is for; absent outside a loop. */
  item?: Json;
  /** The host that it is done on instead of its own (`delegate_to`), as people see it. */
  delegate?: string;
  /** Known without touching the host: skipped by `when`, or a template that failed. */
  settled?: ModuleResult;
  /** What a playbook says about how to run and judge it. */
  terms?: Terms;
}

/** A playbook's terms for one action. */
export interface Terms {
  /** The play's name. */
  play: string;
  /** Which batch of the play's hosts it is for (`serial`), from 1. */
  batch?: number;
  /** The play's hosts (of its batch), for the machines that are leased along: how each is entered. */
  hosts?: () => Entrance[];
  /** Where its commands run, and as whom; absent: its host as the inventory says. */
  entrance?: Entrance;
  /** Groups of a host, where tasks before this one have added hosts or groups; absent: as the inventory says. */
  groupsOf?: (host: string) => readonly string[];
  /** Most hosts that this task is done on at once (`throttle`). */
  throttle?: number;
  /** It is done once for all hosts of its batch, on the first one that is in (`run_once`): in a later pass that may be another one. */
  runOnce?: boolean;
  /** It gathers the play's facts: what is known of the host and not too old will do. */
  gathersFacts?: boolean;
  /** Folders where a relative `src` is looked for, first match wins. */
  searchPath: string[];
  /** Variables that the module itself may read (templates). */
  vars: Scope;
  /** Applies changed_when and failed_when to what the module returned. */
  settle(result: ModuleResult): ModuleResult;
  /** What changed_when says without looking: a constant, a condition to evaluate, or nothing written. */
  changedWhen: true | false | "condition" | "unset";
  ignoreErrors: boolean;
  /** Parameters, results and diffs are not recorded or shown. */
  noLog: boolean;
  /** Later tasks may read what it returned. */
  registers?: boolean;
  /** For a handler: the rows of the actions whose notification it answers. A recorded run of the handler counts only if it is later than all. */
  notifiedBy?: number[];
  handler: boolean;
  /** A failure is answered by a block's rescue: the pass goes on and has not failed. */
  rescued?: boolean;
  /** Look only, or act even in a dry run; absent: as the run. */
  checkMode?: boolean;
  /** False: what differs is neither recorded nor shown. */
  diff?: boolean;
  /** Added to the environment of everything that the module runs. */
  environment?: Record<string, string>;
  /** What people see instead of the item. */
  label?: Json;
  /** Milliseconds to wait before it, unless its result is on record: between attempts, and between items. */
  waitMs?: number;
  /** A host that cannot be reached stays in the play (`ignore_unreachable`). */
  ignoreUnreachable?: boolean;
  /** It may be tried again. */
  retry?: Retry;
}

/** The attempts that a task has left. */
export interface Retry {
  left: number;
  /** Whether this settled result asks for another attempt; then it is not the task's result. */
  again(result: ModuleResult): boolean;
}

/** An action's row, as history returns it. */
export interface RecordedAction {
  id: number;
  iteration: number;
  host: string;
  module: string;
  params: JsonObject;
  name: string;
  task: string | null;
  item?: Json;
  position: number;
  /** How often the same call (host, task, item) came up before it in its pass: a loop may name an item twice. */
  occurrence: number;
  status: ActionStatus;
  /** Where its commands ran, and as whom; null: on this machine, as whoever started us. */
  way: Way | null;
  diff: Diff[];
  /** Predicted while it runs, the module's own afterwards, settled by changed_when and failed_when. */
  result: ModuleResult | null;
  /** Its end was read from its receipt by a later worker: `changed` and `failed` are the module's words, the task's conditions not applied. */
  adopted: boolean;
  /** 1, or one more for each time the same action was started before in its iteration, or in one of the run in which it did not come to its end. */
  attempt: number;
  startedAt: string | null;
  completedAt: string | null;
}

/** What a step of a playbook is told about one of its actions. */
export interface RecordedResult {
  action: Action;
  /** Its row; null where a look found nothing to do. */
  id: number | null;
  /** Settled. */
  result: ModuleResult;
  /** Taken from the record of an earlier pass of this run instead of done now. */
  recorded: boolean;
}
