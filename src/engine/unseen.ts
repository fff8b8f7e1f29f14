// What is not even looked at before a human has said yes: a look of it would already do what is asked about.
import type { Judged } from "../model/verdict.ts";
import { classOf } from "../policy/module_class.ts";
import { askedElsewhere } from "../policy/asked_addresses.ts";
import { lookAt, type Looked } from "./perform.ts";
import { policyTerms } from "./policy_terms.ts";
import type { World } from "./world.ts";

/**
 * Looks at an action that policy may ask about, in check mode. Of a decision's that are asked for, two are not looked at: one whose module is known to nobody
 * here (what its check mode starts on the host is as much its parameters' choice as what its deed does), and one that asks an address elsewhere.
 */
export async function lookBeforeYes({ action, verdict }: Judged, world: World, signal: AbortSignal): Promise<Looked> {
  const ownCode = classOf(action.module) === undefined;
  if (verdict !== "ask" || action.task !== null) return await lookAt(action, world, { checkMode: true }, signal);
  const address = askedElsewhere(action, { by: "model", as: "deed", ...policyTerms(world) });
  if (!ownCode && address === undefined) return await lookAt(action, world, { checkMode: true }, signal);
  const msg = ownCode
    ? "nothing before a yes: what it would do there is worked out by the module's own code"
    : `nothing before a yes: a look would already ask ${address}`;
  return { kind: "known", result: { changed: true, msg } };
}
