// Module git: a checkout of a repository at a version. The look asks the repository, the deed fetches and checks out.
import { gitDoc } from "./git/git_doc.ts";
import { concludeGit, gitPlan, gitProblem } from "./git/git_plan.ts";
import type { GitFacts } from "./git/git_facts.ts";
import { probeGit } from "./git/git_probe.ts";
import { planned, type PlannedModule } from "./frame/planned.ts";

/** The module `git`. */
export function gitModule(): PlannedModule<GitFacts> {
  return planned<GitFacts>({
    program: true,
    doc: gitDoc,
    check: gitProblem,
    probe: probeGit,
    plan: gitPlan,
    conclude: concludeGit,
  });
}
