// What is not even looked at before a human has said yes: a module of which nothing is known looks by running its own code on the host.
import type { Judged } from "../model/verdict.ts";
import { classOf } from "../policy/module_class.ts";
import { lookAt, type Looked } from "./perform.ts";
import type { World } from "./world.ts";

/**
 * Looks at an action that policy may ask about, in check mode. One of a decision that is asked for, and whose module is known to nobody here, is not looked at:
 * what its check mode starts on the host (make starts make) is as much its parameters' choice as what its deed does.
 */
export async function lookBeforeYes({ action, verdict }: Judged, world: World, signal: AbortSignal): Promise<Looked> {
  if (verdict !== "ask" || action.task !== null || classOf(action.module) !== undefined) {
    return await lookAt(action, world, { checkMode: true }, signal);
  }
  const msg = "nothing before a yes: what it would do there is worked out by the module's own code";
  return { kind: "known", result: { changed: true, msg } };
}
