// What a module's look comes to.
import type { Command } from "./command.ts";
import type { JsonObject } from "./json.ts";

/** What a module returns, in the words of its documentation. `failed` is the world's "no": a value, never an exception. */
export interface ModuleResult extends JsonObject {
  changed: boolean;
}

/** Before and after of one thing, as Ansible's --diff has it. */
export interface Diff {
  /** What changed, usually a path. */
  header: string;
  before: string;
  after: string;
}

/**
 * A look's answer: already so, cannot be, or a difference and the commands that remove it (run in order, stopped at the
 * first that fails). `result` is the whole result in the first two, and what will be returned after the commands in the third.
 */
export type Plan =
  | { kind: "same"; result: ModuleResult }
  | { kind: "fail"; result: ModuleResult }
  | {
    kind: "change";
    diff: Diff[];
    commands: Command[];
    result: ModuleResult;
    /** The module cannot tell whether this is needed (a plain command, `state: touch`): it runs once a run and is never drift. */
    cannotTell?: boolean;
    /** Nothing but a mark says whether this is needed (`creates`, `removes`), and it may be a later task of the same pass that makes it. */
    byMark?: boolean;
    /** Milliseconds after which the commands are ended. */
    timeoutMs?: number;
    /** What a human is to be asked, once a run (pause); there are no commands then, and the answer is the result's `user_input`. */
    question?: string;
  };
