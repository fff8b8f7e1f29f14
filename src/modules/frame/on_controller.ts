// A module whose deed is done on the controller, whichever host its action is for.
import type { PlannedModule } from "./planned.ts";

/** The same module with its deeds, and their receipts, on the controller. */
export function onController<Facts>(module: PlannedModule<Facts>): PlannedModule<Facts> {
  const doc = { ...module.doc, deedOnController: true };
  return { ...module, doc, apply: (plan, call) => module.apply(plan, { ...call, shell: call.controller }) };
}
