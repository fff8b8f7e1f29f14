// A task on its way to a host, and the variables that it sees there.
import type { ModuleResult } from "../model/plan.ts";
import type { Dict, Scope, Value } from "../model/value.ts";
import type { Entrance } from "../model/way.ts";
import type { Play, Playbook, Task } from "./playbook.ts";
import type { Attempt } from "./settle.ts";
import type { HostVariables } from "./variables.ts";

/** One task for one host. */
export interface Errand {
  playbook: Playbook;
  play: Play;
  /** Which batch of the play's hosts, from 1. */
  batch: number;
  task: Task;
  variables: HostVariables;
  /** Whether the play has a handler that hears this name on this host. */
  heard(name: string): boolean;
  /** A failure is answered by a block's rescue. */
  rescued: boolean;
  /** What it comes to without a host: an include is done here. May throw what makes it fail. */
  instead?(params: Dict, turn: LoopTurn | undefined): ModuleResult;
  /** The loop's turn; absent outside a loop. */
  turn?: LoopTurn;
  /** Absent without `until`. */
  attempt?: Attempt;
  /** Seconds to wait before it: between two attempts, or two items. */
  waitSeconds?: number;
  /** For a handler: the rows that notified it. */
  notifiedBy?: number[];
  /** How the hosts that take part are entered, as the play says. */
  machines(): Entrance[];
}

/** One item of a loop, and the names that tell of it. */
export interface LoopTurn {
  item: Value;
  /** `item` under its name, `ansible_loop_var`, and what loop_control asks for. */
  names: Dict;
}

/** The variables that an errand's task sees. */
export function scopeOf({ variables, play, task, turn }: Errand, own?: Dict): Scope {
  const names: Dict = turn === undefined ? own ?? NONE : new Map([...turn.names, ...own ?? NONE]);
  return variables.scope(play, { task, own: names });
}

const NONE: Dict = new Map();
