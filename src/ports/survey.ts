// What lists and pages read: a page at a time, filtered and sorted by the database, at a cost that does not grow with the record.
import type { Json } from "../model/json.ts";
import type { Loop, LoopStatus, Mode } from "../model/loop.ts";
import type { ActionRow, DriftRow, IterationRow, PromptRow } from "./archive.ts";
import type { Measured } from "./measured.ts";

/** A page of rows. */
export interface Paged<T> {
  rows: T[];
  /** Hand it back as `after` for the rows that follow; null: there are none. */
  next: string | null;
}

/** Which page. */
export interface PageTerms {
  /** `next` of the page before; any other text is an InputError. */
  after?: string;
  /** Rows, from 1 to 500. */
  limit: number;
}

/**
 * What loops can be sorted by; where two are alike, the newer one comes first. `last`: its last run's end, else its start. Where there is no
 * `next` time, no drift or no known cost, it comes last in either direction.
 */
export type LoopOrder = "id" | "name" | "status" | "last" | "next" | "drift" | "cost";

/** Which loops. */
export interface LoopFilter extends PageTerms {
  /** Of these statuses; absent: any. */
  statuses?: readonly LoopStatus[];
  /** False: only those that have not ended. Default false; a status that is named counts before it. */
  all?: boolean;
  mode?: Mode;
  /** In its name, goal, file or reason, whatever the case; or its number. */
  search?: string;
  /** Only those with drift that is not put right, or those with an open question. */
  only?: "drift" | "asking";
  sort?: LoopOrder;
  descending?: boolean;
}

/** A loop with what a list shows of it. */
export interface LoopLine {
  loop: Loop;
  /** Its newest iteration, without its observations. */
  iteration: IterationRow | null;
  /** Its hosts by how they came out in the newest iteration that has counts; `all`: hosts that it knows. */
  hosts: { all: number; ok: number; changed: number; failed: number; unreachable: number };
  /** Its open questions, oldest first. */
  prompts: PromptRow[];
  /** Drifts that are not put right. */
  openDrifts: number;
  /** US dollars that all its questions to a model have cost, pruned ones too; null where no cost is known. */
  costUsd: number | null;
}

/** How many there are of everything that a page's frame shows. */
export interface Counts {
  loops: { [status in LoopStatus]: number };
  openPrompts: number;
  openDrifts: number;
  /** Different names of hosts that any loop has known; how many of them did not answer when they were last asked. */
  hosts: number;
  unreachable: number;
}

/** What happened in an iteration and when, for a picture to scale. */
export interface TimelineIteration {
  id: number;
  n: number;
  run: number | null;
  phase: string;
  decidedBy: string | null;
  converged: boolean | null;
  error: string | null;
  repeats: number;
  createdAt: string;
  completedAt: string | null;
  lastAt: string | null;
  /** At most the first 200 that were noted, by start; those that never started last. */
  actions: TimelineAction[];
  /** How many there are. */
  actionCount: number;
  /** Questions to the model. */
  calls: { id: number; status: string; startedAt: string; endedAt: string | null }[];
}

/** An action in it. */
export interface TimelineAction {
  id: number;
  host: string | null;
  module: string;
  name: string | null;
  status: string;
  changed: boolean | null;
  startedAt: string | null;
  completedAt: string | null;
}

/** A question with the loop that asks it. */
export interface InboxRow extends PromptRow {
  loopName: string;
  loopStatus: LoopStatus;
  /** The iteration's number; null for one that belongs to none. */
  n: number | null;
}

/** What all loops that go on know of one host, in one line. */
export interface HostLine {
  host: string;
  /** Loops that have not ended and know it, oldest first; of a host that only ended ones know the newest. */
  loops: { id: number; name: string }[];
  address: string | null;
  groups: string[];
  /** As the one that heard of it last has it. */
  status: "reachable" | "unreachable" | "unknown" | "gone";
  lastError: string | null;
  seenAt: string | null;
  heardAt: string | null;
  changedAt: string | null;
  /** `Debian 12.5, kernel 6.1.0-18-amd64, x86_64`, as far as its facts were gathered. */
  system: string | null;
}

/** A change of a host, by any loop. */
export interface HostChange extends ActionRow {
  loop: number;
  loopName: string;
}

/** A drift with its loop's name. */
export interface DriftLine extends DriftRow {
  loopName: string;
}

/** Reads pages. Never waits for a worker. Every call takes a few milliseconds on 1,000 loops and 1,000,000 actions. */
export interface Survey {
  loops(filter: LoopFilter): Promise<Paged<LoopLine>>;
  /** One loop as a list shows it. */
  line(loop: number): Promise<LoopLine | undefined>;
  counts(): Promise<Counts>;
  /** How many loops somebody has who is no worker: a `run` in a terminal. They wait for none. */
  workedByHand(): Promise<number>;
  /** Newest first. Of observations only counts by host, failures and doubts; null where these come to more than 256 KiB. */
  iterations(loop: number, page: PageTerms): Promise<Paged<IterationRow>>;
  /** Newest first, at most `limit` before an iteration's number (absent: from the newest). */
  timeline(loop: number, of: { before?: number; limit: number }): Promise<TimelineIteration[]>;
  /** The loop that an iteration belongs to. */
  loopOf(iteration: number): Promise<number | undefined>;
  /** The iteration before an iteration, in the same loop, its observations likewise; undefined for the first. */
  iterationBefore(id: number): Promise<IterationRow | undefined>;
  /** In the order they were noted, without way, parameters and differences, outputs cut; of one host or one status where named. */
  actions(iteration: number, page: PageTerms & { host?: string; status?: string }): Promise<Paged<ActionRow>>;
  /** How many actions of an iteration have each status. */
  actionCounts(iteration: number): Promise<{ [status: string]: number }>;
  /** Open ones oldest first, answered and cancelled ones newest first. */
  prompts(page: PageTerms & { open: boolean; loop?: number; iteration?: number }): Promise<Paged<InboxRow>>;
  /** By name. `search`: in its name, address, groups. */
  hosts(page: PageTerms & { search?: string; status?: HostLine["status"] }): Promise<Paged<HostLine>>;
  /** Actions that changed something on the host, newest first. */
  hostChanges(host: string, page: PageTerms): Promise<Paged<HostChange>>;
  /** Newest first. */
  drifts(page: PageTerms & { open?: boolean; loop?: number; host?: string }): Promise<Paged<DriftLine>>;
  /** The counts and sums of the whole record that a metrics page tells; costs milliseconds however old it is. */
  measure(): Promise<Measured>;
  /** Whole text that was kept by its hash (a playbook as a run read it): `{path: text}` of a loop's current run; what is binary or pruned is left out. */
  sources(loop: number): Promise<{ [path: string]: string }>;
  /** Observations are long: those of one iteration, whole. */
  observations(iteration: number): Promise<Json>;
}
