// What is done with a path that `tempfile` made is done once a run: a later pass finds neither the path nor what lay there.
import type { Action, RecordedAction } from "../model/action.ts";
import type { Iteration } from "../model/iteration.ts";
import type { JsonObject } from "../model/json.ts";
import type { ModuleResult } from "../model/plan.ts";
import type { Past } from "./ledger.ts";
import type { World } from "./world.ts";

/** What stands for an action without a look. */
export type Standing = { record: RecordedAction } | { result: ModuleResult };

/** The temporary paths of a run, as the passes before this one made them. */
export class Temporary {
  /** As they stand in JSON: each action of many hosts is compared with all of them. */
  readonly #paths: string[];
  readonly #results: World["temporary"];

  constructor(run: readonly Iteration[], results: World["temporary"]) {
    this.#paths = run.flatMap(({ actions }) => actions).flatMap(pathOf).map(inJson);
    this.#results = results;
  }

  /** A result of an earlier pass that stands for an action on such a path: its row, or what this process saw of it. */
  stands({ params }: Action, { chain, run, about }: Past): Standing | undefined {
    if (!this.#names(params)) return undefined;
    const record = chain ?? run;
    if (record?.status === "completed") return { record };
    const result = this.#results.get(about);
    return result === undefined ? undefined : { result };
  }

  /** Keeps what an action came to that named a temporary path, this pass's own included. */
  keep(
    { action, about, id, result }: { action: Action; about: string; id: number | null; result: ModuleResult },
  ): void {
    if (action.module === "tempfile" && typeof result["path"] === "string") {
      this.#paths.push(inJson(result["path"]));
    } else if (id === null && result["failed"] !== true && this.#names(action.params)) this.#results.set(about, result);
  }

  #names(params: JsonObject): boolean {
    if (this.#paths.length === 0) return false;
    const text = JSON.stringify(params);
    return this.#paths.some((path) => text.includes(path));
  }
}

function inJson(path: string): string {
  return JSON.stringify(path).slice(1, -1);
}

function pathOf({ module, status, result }: RecordedAction): string[] {
  const path = result?.["path"];
  return module === "tempfile" && status === "completed" && typeof path === "string" ? [path] : [];
}
