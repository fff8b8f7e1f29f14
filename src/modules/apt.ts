// Module apt: packages of Debian and what comes of it.
import { debProblem } from "./apt/apt_debs.ts";
import { APT_DOC } from "./apt/apt_doc.ts";
import type { AptFacts } from "./apt/apt_facts.ts";
import { planApt } from "./apt/apt_plan.ts";
import { probeApt } from "./apt/apt_probe.ts";
import { concludeApt } from "./apt/apt_result.ts";
import { specProblem } from "./apt/apt_specs.ts";
import type { Params } from "./frame/parameters.ts";
import { planned, type PlannedModule } from "./frame/planned.ts";

/** The module `apt`. */
export function aptModule(): PlannedModule<AptFacts> {
  return planned<AptFacts>({
    doc: APT_DOC,
    program: true,
    check,
    probe: probeApt,
    plan: planApt,
    conclude: concludeApt,
  });
}

function check(params: Params): string | undefined {
  const names = params.texts("name");
  const state = params.text("state");
  if (params.has("deb") && state !== "present") return "deb only supports state=present";
  if (state === "latest" && names.includes("*") && names.some((name) => name !== "*")) {
    return "unable to install additional packages when upgrading all installed packages";
  }
  const debs = (params.text("deb") ?? "").split(",");
  return [...names.map(specProblem), ...debs.map(debProblem)].find((problem) => problem !== undefined);
}
