// Module dnf: packages of Fedora, Red Hat and their kin.
import { DNF_DOC } from "./dnf_doc.ts";
import { concludeDnf, planDnf } from "./dnf_plan.ts";
import { type DnfFacts, probeDnf, specProblem } from "./dnf_probe.ts";
import { planned, type PlannedModule } from "./planned.ts";

/** The module `dnf`, which `yum` and `dnf5` also are. */
export function dnfModule(): PlannedModule<DnfFacts> {
  return planned<DnfFacts>({
    doc: DNF_DOC,
    check: (params) =>
      [...params.texts("name"), params.text("list") ?? ""].map(specProblem).find((each) => each !== undefined),
    probe: probeDnf,
    plan: planDnf,
    conclude: concludeDnf,
  });
}
