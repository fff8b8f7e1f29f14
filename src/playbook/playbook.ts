// The words of a parsed playbook: what parse returns and walk follows.
import type { Place } from "../model/errors.ts";
import type { Dict, Value } from "../model/value.ts";
import type { Files } from "../ports/files.ts";
import type { Inventory } from "../ports/inventory.ts";

export interface Playbook {
  /** Absolute. */
  file: string;
  /** The folder it lies in; relative `src` paths and `playbook_dir` start here. */
  folder: string;
  plays: Play[];
  /** The files that it was parsed from, itself first. */
  sources: { path: string; text: string }[];
  /**
   * Reads the tasks that an `include_tasks` names, and says in which file they were. `path` comes before their own paths.
   * Throws InputError where the file is missing or has a mistake.
   */
  include(
    include: Include,
    file: string,
    options: { path: string; files: Files; params: IncludeParams[] },
  ): { file: string; steps: Step[] };
  /** The variables in the first of these files that is there; undefined where none is. Throws InputError for a mistake in it. */
  variables(names: readonly string[], options: { files: Files }): Dict | undefined;
  /** Whether the files it was read from still say the same. */
  unchanged(files: Files): boolean;
  /** What its plays were bound with; absent before. */
  inventory?: Inventory;
}

export interface Play {
  name: string;
  /** What `hosts` says: a pattern or a list of them; may hold templates over extra variables. */
  pattern: Value;
  /** Where that stands. */
  patternPlace: Place;
  /** Names of the hosts it is for, as `bindHosts` found them, in the inventory's order; a play for this machine needs no inventory. */
  hosts: string[];
  /** In which order they are taken. */
  order: Order;
  /** How many hosts at once, batch after batch, the last word for all that are left; may hold templates. Empty: all at once. */
  serial: Value[];
  /** More failed hosts of a batch than this many percent end everything; a number, or a template. */
  maxFailPercentage?: Value;
  /** How its hosts are entered. */
  entry: EntryWords;
  vars: Dict;
  /** Names of files with variables; a list in it means the first that is there. May hold templates. */
  varsFiles: VarsFile[];
  tags: Value[];
  /** The task that gathers facts, where it is written so or something in the play may read them. */
  gathering?: Task;
  /** The same, where it is not written whether it does: another play may read facts of its hosts. */
  mayGather?: Task;
  preTasks: Step[];
  tasks: Step[];
  postTasks: Step[];
  handlers: Handler[];
  /** Handlers run also on hosts that failed. */
  forceHandlers: boolean;
  place: Place;
}

export interface VarsFile {
  names: Value[];
  place: Place;
}

/** Orders of a play's hosts; `shuffle` is another one for each list of names, and always the same for the same. */
export type Order = "inventory" | "reverse_inventory" | "sorted" | "reverse_sorted" | "shuffle";

/** What a list of tasks is made of. */
export type Step = Task | Block | Include | Meta;

/** What a task, or a block for its tasks, is told by what it stands in. Outer conditions and environments come first. */
export interface Inherited {
  /** All must hold. */
  when: Condition[];
  vars: Dict;
  /** Variables and loop items of the includes that it came through, outermost first. */
  includeParams: IncludeParams[];
  tags: Value[];
  environment: Value[];
  /** Names of handlers or topics they listen to; may hold templates. */
  notify: string[];
  ignoreErrors: Value;
  noLog: Value;
  /** Undefined: as the run. */
  checkMode: Value | undefined;
  diff: Value | undefined;
  runOnce: Value;
  /** How its host is entered. */
  entry: EntryWords;
  /** The host that it is done on instead of its own; null: its own. */
  delegateTo: Value;
  /** The facts that it finds are the other host's. */
  delegateFacts: Value;
  /** A failure on one host ends the play for all. */
  anyErrorsFatal: Value;
  /** A host that cannot be reached stays in the play. */
  ignoreUnreachable: Value;
  /** Most hosts at once; 0: as the run. */
  throttle: Value;
  /** The folder of the file it stands in. */
  folder: string;
}

/** How hosts are entered, as a play, block or task says; null: nothing. May hold templates. */
export interface EntryWords {
  connection: Value;
  remoteUser: Value;
  port: Value;
  become: Value;
  becomeUser: Value;
  becomeMethod: Value;
  becomeFlags: Value;
  becomeExe: Value;
}

/** Variables that an include hands to its tasks: what its author wrote is templated, a loop's item is not. */
export interface IncludeParams {
  values: Dict;
  trusted: boolean;
}

export interface Task extends Inherited {
  kind: "task";
  /** Its path in the playbook (`0.tasks.3`): play, list, position. */
  path: string;
  /** As written; may hold a template. */
  name: string;
  module: string;
  params: Dict;
  loop?: Loop;
  register?: string;
  /** Of a handler: topics that it hears besides its name. */
  listen?: string[];
  until?: Until;
  changedWhen?: Condition[];
  failedWhen?: Condition[];
  /** It gathers the play's facts. */
  gathers?: true;
  place: Place;
}

/** A task, or an include, that runs when it is notified. */
export type Handler = Task | Include;

/** Tasks with an answer to failure. Its keys are handed down to its tasks when it is parsed. */
export interface Block {
  kind: "block";
  path: string;
  name: string;
  tasks: Step[];
  rescue: Step[];
  always: Step[];
  place: Place;
}

/** `include_tasks`: its file is read when the task is reached. */
export interface Include {
  kind: "include";
  /** What is skipped, repeated and told: module `include_tasks` with its `file`. */
  task: Task;
  /** What the file's tasks are told: by what the include stands in, its `apply` and its `vars`; its own `when` and `tags` are not theirs. */
  included: Inherited;
}

/** `meta`. */
export interface Meta extends Inherited {
  kind: "meta";
  path: string;
  name: string;
  action: MetaAction;
  place: Place;
}

export type MetaAction =
  | "noop"
  | "flush_handlers"
  | "end_play"
  | "end_batch"
  | "end_host"
  | "clear_facts"
  | "clear_host_errors"
  | "refresh_inventory"
  | "reset_connection";

/** Over what a task is repeated. */
export interface Loop {
  /** A lookup whose terms `over` are; absent: `over` is the list. */
  lookup?: string;
  over: Value;
  loopVar: string;
  indexVar?: string;
  /** What people see of an item; a template. */
  label?: Value;
  /** Seconds between items; may be a template. */
  pause: Value;
  extended: Value;
  extendedAllItems: Value;
  place: Place;
}

/** A task that is tried again until its conditions hold. */
export interface Until {
  conditions: Condition[];
  /** How often more; may be a template. */
  retries: Value;
  /** Seconds between two attempts; may be a template. */
  delay: Value;
}

/** An expression without braces, or a constant. */
export type Condition = string | boolean;
