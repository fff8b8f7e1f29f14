// Everything a loop may touch, as sockets.
import type { LoopWithFlags } from "../model/loop.ts";
import type { ModuleResult } from "../model/plan.ts";
import type { Playbook } from "../playbook/playbook.ts";
import type { Policy } from "../policy/policy.ts";
import type { Clock } from "../ports/clock.ts";
import type { Entrance, Passwords } from "../model/way.ts";
import type { Brief, Decider } from "../ports/decider.ts";
import type { Entrances } from "../ports/entrances.ts";
import type { Events } from "../ports/events.ts";
import type { Files } from "../ports/files.ts";
import type { HostNotes } from "../ports/host_notes.ts";
import type { Inventory } from "../ports/inventory.ts";
import type { HostLeases } from "../ports/host_leases.ts";
import type { Journal } from "../ports/journal.ts";
import type { Modules } from "../ports/module.ts";
import type { Shell } from "../ports/shell.ts";
import type { Lessons } from "../ports/lessons.ts";
import type { Look, Rule } from "../model/rule.ts";
import type { Secrets } from "../ports/secrets.ts";

/** Shells of hosts, opened when first asked for and kept. */
export interface Shells {
  /** Throws HostUnreachable, CannotBecome. */
  get(entrance: Entrance): Promise<Shell>;
  /** Forgets a broken shell, so that the next `get` opens a new one. */
  drop(entrance: Entrance): void;
}

/** Who decides: a playbook that is walked; or, for a goal in words, rules, and a decider where none fits. */
export type Decides = { by: "playbook"; playbook: Playbook } | Words;

/** What a goal in words is worked out with. */
export interface Words {
  by: "words";
  goal: string;
  /** Null: there is no model. Where no rule decides, the loop is blocked with `unasked`. */
  decider: Decider | null;
  /** The sentence that names the ways to a model. */
  unasked: string;
  rules: readonly Rule[];
  /** The usual looks, and those of the user's file. */
  looks: readonly Look[];
  /** The increment that the goal is the one of; absent: the goal is the whole. */
  increment?: NonNullable<Brief["increment"]>;
  /** Names of the hosts that it is for; the hosts that decisions have added come on top. */
  hosts: readonly string[];
}

/** The sockets of one loop at work. */
export interface World {
  journal: Journal;
  modules: Modules;
  shells: Shells;
  entrances: Entrances;
  /** Which machines this loop may change. */
  hosts: HostLeases;
  /**
   * Asked right before each deed: resolves while the lease is known to be ours, by a clock that never goes back. Throws LeaseLost. The record says so
   * at each write, too, but a process may have been stopped since.
   */
  held(): Promise<void>;
  files: Files;
  events: Events;
  clock: Clock;
  policy: Policy;
  /** What the policy's `environment` is compared with. */
  environment?: string;
  /** Absent: nothing is bound. */
  secrets?: Secrets;
  /** Who proposes rules once a goal in words has been reached. */
  lessons?: Lessons;
  /** Hosts, groups and variables. */
  inventory: Inventory;
  /** What is on record of hosts. */
  hostNotes?: HostNotes;
  /** Most hosts that are worked on at once. Default 50. */
  forks?: number;
  /** What a human typed for this process. */
  passwords?: Passwords;
  /** Waits between the attempts of a task, or its items; ends early when aborted. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
  decides: Decides;
  /** Results that no_log keeps off the record, by their action's row: for the later passes of this process, and gone with it. */
  unrecorded: Map<number, ModuleResult>;
  /** Results on temporary paths that left no row, likewise. */
  temporary: Map<string, ModuleResult>;
}

/** One loop under its lease. */
export interface Charge {
  loop: LoopWithFlags;
  /** The lease's fencing token. */
  token: number;
}

/** The signals a loop listens to. */
export interface Signals {
  /** Start nothing more. */
  stop: AbortSignal;
  /** End what runs, too. */
  signal: AbortSignal;
}
