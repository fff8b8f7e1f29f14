// The words of a parsed playbook: what parse returns and walk follows.
import type { Place } from "../model/errors.ts";
import type { Dict, Value } from "../model/value.ts";

export interface Playbook {
  /** Absolute. */
  file: string;
  /** The folder it lies in; relative `src` paths and `playbook_dir` start here. */
  folder: string;
  plays: Play[];
}

export interface Play {
  name: string;
  /** Names of the hosts it is for, resolved. */
  hosts: string[];
  vars: Dict;
  /** Whether facts are gathered before the first task: written so, or something in the play may read them. */
  gatherFacts: boolean;
  tasks: Task[];
  handlers: Handler[];
  place: Place;
}

export interface Task {
  /** Its path in the playbook (`0.tasks.3`): play, list, position. */
  path: string;
  /** As written; may hold a template. */
  name: string;
  module: string;
  params: Dict;
  /** All must hold. */
  when: Condition[];
  /** A list or a template that gives one. */
  loop?: Value;
  register?: string;
  vars: Dict;
  /** Names of handlers or topics they listen to; may hold templates. */
  notify: string[];
  changedWhen?: Condition[];
  failedWhen?: Condition[];
  ignoreErrors: Value;
  noLog: Value;
  place: Place;
}

export interface Handler extends Task {
  listen: string[];
}

/** An expression without braces, or a constant. */
export type Condition = string | boolean;
