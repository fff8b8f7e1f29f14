// Module dnf: packages of Fedora, Red Hat and their kin.
import { DNF_DOC } from "./dnf/dnf_doc.ts";
import { concludeDnf, planDnf } from "./dnf/dnf_plan.ts";
import { type DnfFacts, probeDnf } from "./dnf/dnf_probe.ts";
import { optionProblem } from "./frame/package_names.ts";
import { planned, type PlannedModule } from "./frame/planned.ts";

/** The module `dnf`, which `yum` and `dnf5` also are. */
export function dnfModule(): PlannedModule<DnfFacts> {
  return planned<DnfFacts>({
    doc: DNF_DOC,
    check: (params) =>
      [...params.texts("name"), params.text("list") ?? ""].map(optionProblem).find((each) => each !== undefined),
    probe: probeDnf,
    plan: planDnf,
    conclude: concludeDnf,
  });
}
