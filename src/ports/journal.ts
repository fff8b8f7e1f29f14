// What the engine writes. Every method is one transaction that is on disk when it resolves, and every one checks the
// lease's fencing token: a journal whose lease was taken over throws LeaseLost and writes nothing.
import type { Action, ActionStatus, RecordedAction } from "../model/action.ts";
import type { DecidedBy, Decision, Probe, Question, StateOp } from "../model/decision.ts";
import type { Increment, IncrementStatus, NewIncrement } from "../model/increment.ts";
import type { Json } from "../model/json.ts";
import type { Iteration, Observations, Phase, RecordedPrompt } from "../model/iteration.ts";
import type { CallPurpose, CallStatus, Reply } from "../model/model_call.ts";
import type { Diff, ModuleResult } from "../model/plan.ts";
import type { State } from "../model/resource.ts";
import type { Finding } from "../model/rule.ts";
import type { Verdict } from "../model/verdict.ts";
import type { Way } from "../model/way.ts";

/** An action to write down, with what a look already knows of it. */
export interface Note {
  action: Action;
  verdict: Verdict;
  /** How often the same call came up before it in its pass. Default 0. */
  occurrence?: number;
  /** Diff and predicted result, where a look was taken. */
  diff?: Diff[];
  result?: ModuleResult;
  /** `running` notes and starts in one commit; `completed`, `failed`, `skipped` and `denied` are ends that needed no deed. Default `pending`. */
  status?: ActionStatus;
  /** Where its commands run, and as whom. Default: on this machine, as whoever started us. */
  way?: Way;
  /** The module cannot tell whether the deed is needed: it is done once a run, and never drift. Default false. */
  cannotTell?: boolean;
}

/** A difference that a dry run only looked at. */
export interface Difference {
  host: string;
  task: string | null;
  name: string;
  module: string;
  item?: Json;
  /** Absent for what no_log hides. */
  diff?: Diff[];
}

/** The end of an action. */
export interface Finish {
  id: number;
  status: ActionStatus;
  result: ModuleResult;
  /** The end was read from a receipt. Default false. */
  adopted?: boolean;
}

/** How an unfinished iteration is closed. */
export interface Abandonment {
  /** Why, for readers. */
  error: string;
  /** What still runs or pends: pending actions listed in `carry` stay pending for the next iteration, all others become `skipped`; running ones must be finished before. */
  carry: number[];
  /** Running actions whose hosts are away: they stay running, whatever comes next. Default none. */
  away?: number[];
  /** Running actions that are known never to have started: their rows become `skipped`, and a pending copy of each is carried. */
  renew?: number[];
  /** Its own worker closes it: the time since its opening was worked. Default false: whoever came next closes it. */
  own?: boolean;
  /** It waits for a host: where nothing of it was done, what it carries goes back to the iteration before it, and it leaves no row. */
  waits?: boolean;
}

/** The record of one leased loop, as its engine writes it. */
export interface Journal {
  /** Iterations of the loop's current run with actions and prompts, oldest first. */
  history(): Promise<Iteration[]>;
  /** The current run's increments, in order. */
  increments(): Promise<Increment[]>;
  /** Adds increments behind those that the run has, all pending. Returns their rows. */
  writeIncrements(added: NewIncrement[]): Promise<Increment[]>;
  setIncrement(id: number, status: IncrementStatus): Promise<void>;
  /** A new iteration with the next number. Pending actions in `take` move to it; a pending increment is running from here on. */
  openIteration(
    opening: {
      fresh: boolean;
      decidedBy: DecidedBy | null;
      decision?: Decision;
      take?: number[];
      increment?: number | null;
    },
  ): Promise<Iteration>;
  /** What was seen, and what the rules say of it. */
  noteObservations(iteration: number, observations: Observations, findings?: readonly Finding[]): Promise<void>;
  /** A question to the model, before it is sent. Returns its row; one that an earlier process sent for the loop and that has no end is `lost` from here on. */
  beginCall(
    iteration: number,
    call: { purpose: CallPurpose; attempt: number; model: string; brief: string },
  ): Promise<number>;
  /** What came of it: `answered` with the whole reply, before anything is made of it; `problem` is added to one that made no sense. */
  endCall(
    id: number,
    end: { status: CallStatus & ("answered" | "failed"); reply?: Reply; problem?: string; ms?: number },
  ): Promise<void>;
  /** Questions of an iteration that is open, beside its decision. */
  notePrompts(iteration: number, questions: readonly Question[]): Promise<void>;
  /** Approvals of this loop that were declined, in whatever run, oldest first. */
  declined(): Promise<RecordedPrompt[]>;
  /** Looks that decisions of this loop have asked for, in all its runs; the newest of a host and name. */
  looks(): Promise<Probe[]>;
  /** Resources, and hosts that decisions have added. */
  state(): Promise<State>;
  /** Changes of state that come from elsewhere than a decision: a state file. */
  noteState(ops: readonly StateOp[]): Promise<void>;
  /**
   * The decision, its actions, its questions (prompts), its changes of state and the looks that it asks for, all at once. Returns the actions' rows in
   * order.
   */
  noteDecision(iteration: number, decidedBy: DecidedBy, decision: Decision, notes: Note[]): Promise<RecordedAction[]>;
  /** Actions of an iteration; `ends` of earlier ones are written in the same transaction, before them. */
  noteActions(iteration: number, notes: Note[], ends?: Finish[]): Promise<RecordedAction[]>;
  /** pending → running, with the diff and the predicted result of the look that was just taken. */
  startAction(starts: { id: number; diff: Diff[]; result: ModuleResult }[]): Promise<void>;
  /** pending or running → its end. A row that has ended already throws. */
  finishAction(finishes: Finish[]): Promise<void>;
  /**
   * Ends an iteration; lets go of the loop's host leases. One that only `waits` (for a host) and has left no action and no prompt leaves no
   * row either: nothing happened.
   */
  closeIteration(
    iteration: number,
    closing: {
      phase: Phase & ("completed" | "unfinished");
      converged: boolean;
      observations?: Observations;
      decision?: Decision;
      reasoning?: string;
      error?: string;
      waits?: boolean;
      /** As in an abandonment. */
      away?: number[];
      /**
       * A dry run of a continuous loop: what its pass found different, all of it. One that finds nothing is what later ones are compared with
       * (`convergedSince`); what is met after it is drift, and drift that is met no more is put right.
       */
      differences?: Difference[];
      /** Which hosts answered in it; the others with the sentence that says why not. `entered`: it answered, and refused to let a user be become. */
      reached?: { [host: string]: { error: string | null; entered?: true } };
    },
  ): Promise<void>;
  /** Closes one that was cut short; lets go of the loop's host leases. */
  abandonIteration(iteration: number, abandonment: Abandonment): Promise<void>;
}
