// Counts a pass as Ansible's recap does: a task counts once a host, however many items it has.
import type { Action } from "../model/action.ts";
import type { Outcome } from "../model/event.ts";
import type { Failure, Tally } from "../model/iteration.ts";
import type { ModuleResult } from "../model/plan.ts";

/** What happened to the items of one task on one host. */
interface Seen {
  host: string;
  outcomes: Set<Outcome>;
  ignored: boolean;
  rescued: boolean;
  foreseen: boolean;
  /** Changed in this pass, not taken from the record. */
  changed: boolean;
  /** Files that were included: Ansible counts each. */
  included: number;
}

/** Collects outcomes and counts them. */
export class Tallies {
  readonly #tasks = new Map<string, Seen>();
  readonly #failures: Failure[] = [];
  #turn = 0;

  /** A task is met: a handler that is notified twice is met twice, and counts twice. */
  begin(): void {
    this.#turn++;
  }

  /** `foreseen`: only looked at, in a run that acts. */
  note(
    action: Action,
    outcome: Outcome,
    { result, recorded, foreseen = false }: { result: ModuleResult; recorded: boolean; foreseen?: boolean },
  ): void {
    // An action of a goal in words is of no task: it counts by itself.
    if (action.task === null) this.begin();
    const key = JSON.stringify([this.#turn, action.host, action.task]);
    const seen = this.#tasks.get(key) ??
      {
        host: action.host,
        outcomes: new Set<Outcome>(),
        ignored: false,
        rescued: false,
        foreseen: false,
        changed: false,
        included: 0,
      };
    seen.outcomes.add(outcome);
    if (action.module === "include_tasks" && outcome === "ok") seen.included++;
    const away = outcome === "unreachable" && action.terms?.ignoreUnreachable === true;
    const ignored = away || (outcome === "failed" && action.terms?.ignoreErrors === true);
    // Ansible counts the change of a failure that is ignored, too.
    seen.changed ||= (outcome === "changed" || (ignored && result.changed)) && !recorded;
    seen.ignored ||= ignored;
    const rescued = isRescued(action, outcome);
    seen.rescued ||= rescued;
    seen.foreseen ||= foreseen && outcome === "changed";
    this.#tasks.set(key, seen);
    if ((outcome !== "failed" && outcome !== "unreachable" && outcome !== "denied") || ignored || rescued) return;
    this.#failures.push({
      host: action.host,
      task: action.task,
      name: action.name,
      ...(action.item === undefined || action.terms?.noLog === true ? {} : { item: action.item }),
      msg: action.terms?.noLog === true ? "hidden by no_log" : reasonOf(result, outcome),
      ...(outcome === "denied" ? { denied: true as const } : {}),
    });
  }

  failures(): Failure[] {
    return this.#failures;
  }

  byHost(): { [host: string]: Tally } {
    // A host may be called like what every object has (`constructor`).
    const tallies = new Map<string, Tally>();
    for (const { host, outcomes, ignored, rescued, foreseen, changed, included } of this.#tasks.values()) {
      const tally = tallies.get(host) ?? {
        ok: 0,
        changed: 0,
        failed: 0,
        unreachable: 0,
        skipped: 0,
        ignored: 0,
        rescued: 0,
        foreseen: 0,
        wouldRun: 0,
      };
      tallies.set(host, tally);
      const lost = tally.failed + tally.unreachable;
      if (outcomes.has("unreachable") && !ignored) tally.unreachable++;
      else if (outcomes.has("interrupted")) tally.failed++;
      else if (outcomes.has("failed") && rescued) tally.rescued++;
      else if ((outcomes.has("failed") || outcomes.has("denied")) && !ignored) tally.failed++;
      else if (included > 0) tally.ok += included;
      else if (outcomes.has("failed") || outcomes.has("unreachable") || outcomes.has("ok") || outcomes.has("changed")) {
        tally.ok++;
      } else if (outcomes.has("would run")) tally.wouldRun++;
      else tally.skipped++;
      if (ignored) tally.ignored++;
      // Of a task that failed, Ansible counts the failure only, whatever its other items changed.
      if (tally.failed + tally.unreachable > lost) continue;
      if (changed) tally.changed++;
      if (changed && foreseen) tally.foreseen++;
    }
    return Object.fromEntries(tallies);
  }
}

/** How a settled result reads. */
export function outcomeOf(result: ModuleResult): Outcome {
  if (result["unreachable"] === true) return "unreachable";
  if (result["failed"] === true) return "failed";
  if (result["skipped"] === true) return "skipped";
  return result.changed ? "changed" : "ok";
}

/** Whether a failure is one that a block's rescue answers: the pass goes on and has not failed. */
export function isRescued({ terms }: Action, outcome: Outcome): boolean {
  return outcome === "failed" && terms?.rescued === true && terms.ignoreErrors !== true;
}

/** Whether a pass changed nothing. Rows of an older program know of nothing foreseen. */
export function changedNothing(tally: { [host: string]: Tally }): boolean {
  return Object.values(tally).every(({ changed, foreseen = 0 }) => changed === foreseen);
}

/** Why it failed: the module's word, or else which of the task's conditions made a failure of it. */
function reasonOf({ msg, failed_when_result, attempts }: ModuleResult, outcome: Outcome): string {
  if (msg !== undefined && msg !== null && msg !== "") return String(msg);
  if (failed_when_result === true) return "failed_when holds";
  return typeof attempts === "number" ? `until does not hold, retries: ${attempts}` : outcome;
}
