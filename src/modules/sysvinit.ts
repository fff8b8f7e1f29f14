// Module sysvinit: services that are scripts in /etc/init.d.
import type { ModuleCall, ModuleDoc } from "../ports/module.ts";
import { Fields } from "./scripts/fields.ts";
import { type InitFacts, initFacts, initLook } from "./services/init_probe.ts";
import type { Params } from "./frame/parameters.ts";
import { planned, type PlannedModule } from "./frame/planned.ts";
import { SBIN } from "./scripts/sbin_path.ts";
import { serviceProblem } from "./services/service_problem.ts";
import { concludeScript, planScript } from "./services/sysvinit_plan.ts";
import { RUNS } from "./scripts/told_runs.ts";
import { wholeOutput } from "./scripts/whole_output.ts";

const doc: ModuleDoc = {
  name: "sysvinit",
  summary: "Makes sure that the service of an init script runs or does not, and whether it starts at boot",
  parameters: {
    name: { type: "str", description: "The script's name in /etc/init.d.", required: true, aliases: ["service"] },
    state: {
      type: "str",
      description: "Whether it should run; restarted and reloaded act once a run.",
      choices: ["reloaded", "restarted", "started", "stopped"],
    },
    enabled: { type: "bool", description: "Whether it starts at boot." },
    sleep: { type: "int", description: "Seconds between stop and start of a restart.", default: 1 },
    pattern: { type: "str", description: "It runs where this is in a line of ps, whatever its status says." },
    runlevels: { type: "list", elements: "str", description: "Only these runlevels are meant by enabled." },
    arguments: { type: "str", description: "More words for the script.", aliases: ["args"] },
    daemonize: {
      type: "bool",
      description: "Has no effect: a script is always started away from the session.",
      default: false,
    },
  },
  requiredOneOf: [["state", "enabled"]],
  returns: { name: "The service", status: "What was done about enabled and state, with rc, stdout and stderr" },
  example: `- sysvinit:
    name: rsync
    state: started
    enabled: true
`,
};

/** The module `sysvinit`. */
export function sysvinitModule(): PlannedModule<InitFacts> {
  return planned<InitFacts>({ doc, check: serviceProblem, probe, plan: planScript, conclude: concludeScript });
}

async function probe(params: Params, call: ModuleCall): Promise<InitFacts> {
  const output = await wholeOutput(await call.shell(), `${RUNS}${SBIN}${initLook(params)}`, call.signal);
  return initFacts(new Fields(output.stdout));
}
