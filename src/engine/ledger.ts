// What the current run has on record of one task on one host for one item.
import type { Action, RecordedAction } from "../model/action.ts";
import type { Iteration } from "../model/iteration.ts";

/** The latest records of the same call: in the unfinished passes that this one completes, and in the whole run. */
export interface Past {
  chain: RecordedAction | undefined;
  run: RecordedAction | undefined;
  /** A human's answer about an interrupted action, by its row. */
  answer(action: number): string | undefined;
}

/** The records of a run, found by host, task, item and how often that came up in the pass. */
export class Ledger {
  readonly #chain: Map<string, RecordedAction>;
  readonly #run: Map<string, RecordedAction>;
  readonly #answers = new Map<string, string>();
  readonly #met = new Map<string, number>();

  readonly #changed = new Map<string, number[]>();

  constructor(run: readonly Iteration[], chain: readonly Iteration[]) {
    for (const { id, task, host, status, result } of chain.flatMap((iteration) => iteration.actions)) {
      if (status !== "completed" || result?.changed !== true) continue;
      const key = JSON.stringify([task, host]);
      this.#changed.set(key, [...this.#changed.get(key) ?? [], id]);
    }
    this.#chain = indexed(chain);
    this.#run = indexed(run);
    for (const { about, response } of run.flatMap((iteration) => iteration.prompts)) {
      if (about !== null && response !== null) this.#answers.set(about, response);
    }
  }

  /** Rows of a task's actions that changed something on a host in the chain. */
  changedBefore(task: string, host: string): number[] {
    return this.#changed.get(JSON.stringify([task, host])) ?? [];
  }

  /** Looks a call up. Each call of this counts: a loop that names an item twice has two records. */
  past(action: Action): Past {
    const key = keyOf(action);
    const turn = this.#met.get(key) ?? 0;
    this.#met.set(key, turn + 1);
    return {
      chain: this.#chain.get(`${key}#${turn}`),
      run: this.#run.get(`${key}#${turn}`),
      answer: (id) => this.#answers.get(aboutAction(id)),
    };
  }
}

/** What binds a question to the action it is about. */
export function aboutAction(id: number): string {
  return `action:${id}`;
}

/** Only deeds count: a skipped row never ran. The latest row of each call wins. */
function indexed(iterations: readonly Iteration[]): Map<string, RecordedAction> {
  const found = new Map<string, RecordedAction>();
  for (const iteration of iterations) {
    const met = new Map<string, number>();
    for (const action of iteration.actions) {
      if (!["completed", "failed", "interrupted"].includes(action.status)) continue;
      const key = keyOf(action);
      const turn = met.get(key) ?? 0;
      met.set(key, turn + 1);
      found.set(`${key}#${turn}`, action);
    }
  }
  return found;
}

function keyOf({ host, task, item, module }: Action | RecordedAction): string {
  return JSON.stringify([host, task ?? module, item === undefined ? [] : [item]]);
}
