// The rows of the database as SQL sees them: the original's columns first, then what the promises need.
import type { ColumnType, Generated, Selectable, Transaction } from "kysely";
import type {
  CountersTable,
  DriftsTable,
  EventsTable,
  HostFactsTable,
  HostLeasesTable,
  HostNamesTable,
  ModelCallsTable,
  NotificationsTable,
  WorkersTable,
} from "./tables_beside.ts";
import type { Flag, JsonText, Optional, Time } from "./columns.ts";

export interface LoopsTable {
  id: Generated<number>;
  name: string;
  status: string;
  mode: string;
  desired_state: string | null;
  inventory: Optional<string>;
  groups: Optional<JsonText>;
  interval: Optional<number>;
  created_at: Time;
  started_at: Optional<Time>;
  completed_at: Optional<Time>;
  uid: Optional<string>;
  options: Optional<JsonText>;
  reason: Optional<string>;
  run: Generated<number>;
  next_run_at: Optional<Time>;
  lease_owner: Optional<string>;
  lease_token: Generated<number>;
  lease_expires_at: Optional<Time>;
  suspended_by: Optional<string>;
  suspended_reason: Optional<string>;
  suspended_until: Optional<Time>;
  /** What the run was read from, a `SourcesColumn`. */
  sources: Optional<JsonText>;
  /** What a human asks of the loop's worker. */
  stop_request: Optional<JsonText>;
  waits_for: Optional<number>;
  /** When a waiting loop began to wait; null for any other. */
  waits_since: Optional<Time>;
  failures: Generated<number>;
  converged_since: Optional<Time>;
  /** The files (`sources.files`) that the last converged run was read from. */
  converged_files: Optional<JsonText>;
  last_run_at: Optional<Time>;
  /** Looks that decisions have asked for, `Probe[]`, oldest first. */
  looks: Optional<JsonText>;
  /** What its questions to a model have cost; null where no cost is known. Kept by a trigger. */
  cost_usd: Optional<number>;
}

export interface IncrementsTable {
  id: Generated<number>;
  loop_id: number;
  n: number;
  desired_state: string;
  status: string;
  is_fix: Flag;
  created_at: Time;
  completed_at: Optional<Time>;
  /** Null for rows of the original. */
  run: Optional<number>;
  /** The play's position in the playbook. */
  play: Optional<number>;
  /** Of a fix: the iteration that found that the play does not hold. */
  found_by: Optional<number>;
}

export interface HostsTable {
  id: Generated<number>;
  loop_id: number;
  hostname: string;
  ansible_host: Optional<string>;
  ansible_user: Optional<string>;
  ansible_port: Optional<number>;
  groups: Optional<JsonText>;
  /** Of the original; ours are in `host_facts`. */
  facts: Optional<JsonText>;
  status: string;
  created_at: Time;
  updated_at: Optional<Time>;
  /** `{name: {value, from}}`; null for a host that no inventory has named. */
  vars: Optional<JsonText>;
  /** Why it did not answer the last time, or did and let nobody be become; null where all was well. */
  last_error: Optional<string>;
  facts_at: Optional<Time>;
  /** The parameters of `setup` that its facts were gathered with. */
  facts_asked: Optional<JsonText>;
  /** 1 where something was changed on it since, or not all of its facts were kept: they are for readers only. */
  facts_stale: Generated<Flag>;
  /** When it last answered; up to a minute older where nothing else was to be written. */
  seen_at: Optional<Time>;
  changed_at: Optional<Time>;
  changed_action: Optional<number>;
  /** `{vars, groups}` as a decision gave them; null for a host that none has added. */
  added: Optional<JsonText>;
}

export interface ResourcesTable {
  id: Generated<number>;
  loop_id: number;
  name: string;
  data: Optional<JsonText>;
  created_at: Time;
  updated_at: Optional<Time>;
}

export interface IterationsTable {
  id: Generated<number>;
  loop_id: number;
  increment_id: Optional<number>;
  n: number;
  phase: string;
  converged: Optional<Flag>;
  reasoning: Optional<string>;
  observations: Optional<JsonText>;
  created_at: Time;
  completed_at: Optional<Time>;
  /** Null for rows of the original. */
  run: Optional<number>;
  fresh: Optional<Flag>;
  decided_by: Optional<string>;
  decision: Optional<JsonText>;
  attempt: Generated<number>;
  error: Optional<string>;
  /** How many quiet runs one after another this row stands for; the last of them ended at `last_at`. */
  repeats: Generated<number>;
  last_at: Optional<Time>;
  /** `[ok, changed, failed, unreachable]`: its hosts, counted; null where none came out, and for rows of earlier releases. */
  counts: Optional<JsonText>;
}

export interface ActionsTable {
  id: Generated<number>;
  iteration_id: number;
  host_id: Optional<number>;
  module: string;
  params: Optional<JsonText>;
  status: string;
  rc: Optional<number>;
  /** Read back as bytes where a NUL may be in it: node:sqlite ends text at the first one. */
  stdout: ColumnType<string | Uint8Array | null, string | null | undefined, string | null>;
  stderr: ColumnType<string | Uint8Array | null, string | null | undefined, string | null>;
  changed: Optional<Flag>;
  started_at: Optional<Time>;
  completed_at: Optional<Time>;
  host: Optional<string>;
  name: Optional<string>;
  task: Optional<string>;
  item: Optional<JsonText>;
  position: Optional<number>;
  occurrence: Generated<number>;
  verdict: Optional<string>;
  diff: Optional<JsonText>;
  result: Optional<JsonText>;
  attempt: Generated<number>;
  /** 1 where the end was read from a receipt by a later worker. */
  adopted: Generated<Flag>;
  /** 1 where the playbook said `no_log`: later writes to the row are censored too. */
  no_log: Generated<Flag>;
  /** Where the whole of a long stdout, stderr or diff is kept, until it is pruned; the column itself has its head and tail then. */
  stdout_hash: Optional<string>;
  stderr_hash: Optional<string>;
  diff_hash: Optional<string>;
  /** How its host is entered; null for this machine as whoever started us. */
  way: Optional<JsonText>;
  /** The host that it is done on instead of its own. */
  delegate: Optional<string>;
}

export interface PromptsTable {
  id: Generated<number>;
  loop_id: number;
  iteration_id: Optional<number>;
  prompt_text: string;
  options: Optional<JsonText>;
  response: Optional<string>;
  status: string;
  created_at: Time;
  answered_at: Optional<Time>;
  kind: Optional<string>;
  /** What an answer is bound to: a hash of actions, or an action's id. */
  about: Optional<string>;
  answered_by: Optional<string>;
  comment: Optional<string>;
  /** Of an approval: what it covers, `Shown[]`. */
  shown: Optional<JsonText>;
}

export interface RuleResultsTable {
  id: Generated<number>;
  iteration_id: number;
  rule_name: string;
  condition: Optional<string>;
  matched: Flag;
  approved: Optional<Flag>;
  reasoning: Optional<string>;
  created_at: Time;
  /** As a finding has it; null for rows of the original. */
  outcome: Optional<string>;
  /** Hosts on which the condition holds. */
  hosts: Optional<JsonText>;
  /** 1 where the iteration's decision is this rule's. */
  decided: Generated<Flag>;
}

/** Contents by their SHA-256, stored once. */
export interface OutputsTable {
  hash: string;
  /** Size of the content itself. */
  bytes: number;
  encoding: "plain" | "gzip";
  content: Uint8Array;
  /** When an action last said it, or a run last read it. */
  used_at: Optional<Time>;
}

export interface Tables {
  loops: LoopsTable;
  increments: IncrementsTable;
  hosts: HostsTable;
  resources: ResourcesTable;
  iterations: IterationsTable;
  actions: ActionsTable;
  prompts: PromptsTable;
  rule_results: RuleResultsTable;
  outputs: OutputsTable;
  host_leases: HostLeasesTable;
  host_facts: HostFactsTable;
  drifts: DriftsTable;
  model_calls: ModelCallsTable;
  workers: WorkersTable;
  events: EventsTable;
  notifications: NotificationsTable;
  counters: CountersTable;
  host_names: HostNamesTable;
}

export type LoopRow = Selectable<LoopsTable>;
export type IterationTableRow = Selectable<IterationsTable>;
export type ActionTableRow = Selectable<ActionsTable>;
export type PromptTableRow = Selectable<PromptsTable>;

/** An open transaction. */
export type Transact = Transaction<Tables>;
