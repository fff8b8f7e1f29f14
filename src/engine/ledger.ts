// What the current run has on record of one task on one host for one item.
import type { Action, RecordedAction } from "../model/action.ts";
import type { Iteration } from "../model/iteration.ts";
import type { Json } from "../model/json.ts";
import type { World } from "./world.ts";

/** The latest records of the same call: in the unfinished passes that this one completes, and in the whole run. */
export interface Past {
  chain: RecordedAction | undefined;
  run: RecordedAction | undefined;
  /** For what is done once for all hosts: it was begun on a host that has gone away under it. */
  begun?: RecordedAction | undefined;
  /** How often it was interrupted in the passes that this one completes. */
  interruptions: number;
  /** A human's answer about an interrupted action, by its row. */
  answer(action: number): string | undefined;
  /** What binds a question of this call itself to its answer. */
  about: string;
  /** A human's answer to that question. */
  words: string | undefined;
}

type Shown = (item: Json) => Json;

/** The records of a run, found by host, task, item and how often that came up in the pass. */
export class Ledger {
  readonly #chain: Map<string, RecordedAction>;
  readonly #run: Map<string, RecordedAction>;
  readonly #answers = new Map<string, string>();
  readonly #met = new Map<string, number>();
  readonly #changed = new Map<string, RecordedAction[]>();
  readonly #interruptions = new Map<string, number>();
  /** Whatever still runs, by its task without the host. */
  readonly #begun: Map<string, RecordedAction>;
  /** When the last pass was closed. */
  readonly #closed: string;
  /** Items as they are on record. */
  readonly #shown: Shown;

  /** `unrecorded` has what no_log keeps off the record; where secrets are hidden, a call is the same whose item reads the same. */
  constructor(
    run: readonly Iteration[],
    { chain, unrecorded, secrets }: {
      chain: readonly Iteration[];
      unrecorded: World["unrecorded"];
      secrets?: World["secrets"];
    },
  ) {
    this.#shown = (item) => secrets?.hide(item) ?? item;
    for (const action of chain.flatMap((iteration) => iteration.actions)) {
      if (action.status === "interrupted") {
        for (const key of keysOf(action, this.#shown)) {
          this.#interruptions.set(key, 1 + (this.#interruptions.get(key) ?? 0));
        }
      }
      if (action.status !== "completed" || action.result?.changed !== true) continue;
      const key = JSON.stringify([action.task, action.host]);
      this.#changed.set(key, [...this.#changed.get(key) ?? [], action]);
    }
    this.#closed = run.findLast(({ completedAt }) => completedAt !== null)?.completedAt ?? "";
    this.#chain = indexed(chain, unrecorded, this.#shown);
    this.#run = indexed(run, unrecorded, this.#shown);
    const running = run.flatMap(({ actions }) => actions).filter(({ status }) => status === "running");
    this.#begun = new Map(
      running.map((action) => [keyOf(callOf(action, this.#shown, true), action.occurrence), action]),
    );
    for (const { about, response } of run.flatMap((iteration) => iteration.prompts)) {
      if (about !== null && response !== null) this.#answers.set(about, response);
    }
  }

  /** A task's actions that changed something on a host in the chain. */
  changedBefore(task: string, host: string): RecordedAction[] {
    return this.#changed.get(JSON.stringify([task, host])) ?? [];
  }

  /** Whether an action came to its end after all passes so far: none of them has counted it. */
  isNews({ adopted, completedAt }: RecordedAction): boolean {
    // Who takes over writes the ends that he finds when he closes the pass that was cut.
    return adopted && completedAt !== null && completedAt >= this.#closed;
  }

  /** Looks a call up. Each call of this counts: `occurrence` tells how often the same one came up before. */
  past(action: Action): Past & { occurrence: number } {
    const once = action.terms?.runOnce === true;
    const call = callOf(action, this.#shown, once);
    const occurrence = this.#met.get(call) ?? 0;
    this.#met.set(call, occurrence + 1);
    const key = keyOf(call, occurrence);
    return {
      occurrence,
      chain: this.#chain.get(key),
      run: this.#run.get(key),
      begun: once ? this.#begun.get(key) : undefined,
      interruptions: this.#interruptions.get(key) ?? 0,
      answer: (id) => this.#answers.get(aboutAction(id)),
      about: `call:${key}`,
      words: this.#answers.get(`call:${key}`),
    };
  }
}

/** What binds a question to the action it is about. */
export function aboutAction(id: number): string {
  return `action:${id}`;
}

/** Only deeds count: a skipped row never ran. The latest row of each call wins. */
function indexed(
  iterations: readonly Iteration[],
  unrecorded: World["unrecorded"],
  shown: Shown,
): Map<string, RecordedAction> {
  const deeds = iterations.flatMap((iteration) => iteration.actions)
    .filter(({ status }) => ["completed", "failed", "interrupted"].includes(status));
  return new Map(deeds.flatMap((action) => {
    const record = { ...action, result: unrecorded.get(action.id) ?? action.result };
    return keysOf(action, shown).map((key) => [key, record] as const);
  }));
}

/** A row, as its own host's, and as what may have been done once for all. */
function keysOf(action: RecordedAction, shown: Shown): string[] {
  return [false, true].map((once) => keyOf(callOf(action, shown, once), action.occurrence));
}

/**
 * What makes two calls the same; for what is done once for all hosts, whichever does it. What no_log hides is not on record: there the occurrence
 * alone tells items apart.
 */
function callOf(action: Action | RecordedAction, shown: Shown, once = false): string {
  const hidden = "terms" in action && action.terms?.noLog === true;
  const item = action.item === undefined || hidden ? [] : [shown(action.item)];
  return JSON.stringify([once ? null : action.host, action.task ?? action.module, item]);
}

function keyOf(call: string, occurrence: number): string {
  return `${call}#${occurrence}`;
}
