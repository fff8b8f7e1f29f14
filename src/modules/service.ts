// Module service: services of whatever init system the host has.
import type { CommandResult } from "../model/command.ts";
import type { ModuleResult, Plan } from "../model/plan.ts";
import type { ModuleDoc } from "../ports/module.ts";
import type { Params } from "./frame/parameters.ts";
import { type PlanContext, planned, type PlannedModule } from "./frame/planned.ts";
import { concludeInit, planInit } from "./services/service_plan.ts";
import { serviceProblem } from "./services/service_problem.ts";
import { probeService, type ServiceFacts, systemdParams } from "./services/service_probe.ts";
import { concludeUnit, planUnit } from "./services/systemd_plan.ts";
import { concludeScript, planScript } from "./services/sysvinit_plan.ts";

const doc: ModuleDoc = {
  name: "service",
  summary: "Makes sure that a service runs or does not, and whether it starts at boot",
  parameters: {
    name: { type: "str", description: "The service, as the host's init system calls it.", required: true },
    state: {
      type: "str",
      description: "Whether it should run; restarted and reloaded act once a run.",
      choices: ["reloaded", "restarted", "started", "stopped"],
    },
    enabled: { type: "bool", description: "Whether it starts at boot." },
    sleep: { type: "int", description: "Seconds between stop and start of a restart; not for systemd and OpenRC." },
    pattern: { type: "str", description: "It runs where this is in a line of ps; not for systemd." },
    runlevel: { type: "str", description: "The runlevel of OpenRC that enabled means.", default: "default" },
    arguments: { type: "str", description: "More words for the script; not for systemd.", aliases: ["args"] },
    use: {
      type: "str",
      description:
        "Who manages services: auto, systemd, sysvinit; anything else looks for OpenRC, upstart and init scripts.",
      default: "auto",
    },
  },
  requiredOneOf: [["state", "enabled"]],
  returns: {
    name: "The service",
    enabled: "Whether it starts at boot now, where that was asked for",
    state: "started or stopped, where that was asked for",
    status: "What was seen and done, for systemd and init scripts: see the modules systemd and sysvinit",
  },
  example: `- name: The web server
  service:
    name: nginx
    state: started
    enabled: true
`,
};

/** The module `service`. */
export function serviceModule(): PlannedModule<ServiceFacts> {
  return planned<ServiceFacts>({ doc, check: serviceProblem, probe: probeService, plan, conclude });
}

function plan(facts: ServiceFacts, params: Params, context: PlanContext): Plan {
  switch (facts.manager) {
    case "systemd":
      return planUnit(facts.unit, systemdParams(params), context);
    case "sysvinit":
      return planScript(facts.init, params);
    default:
      return planInit(facts.init, params);
  }
}

/** Which of the three it was shows in the result: properties are texts, deeds are mappings. */
function conclude(predicted: ModuleResult, output: CommandResult): ModuleResult {
  const { status } = predicted;
  if (status === undefined || status === null || typeof status !== "object") return concludeInit(predicted, output);
  const script = Object.values(status).some((each) => typeof each === "object");
  return script ? concludeScript(predicted, output) : concludeUnit(predicted, output);
}
