// Module systemd: units of systemd, whether they run, start at boot, or may not be started at all.
import type { ModuleDoc } from "../ports/module.ts";
import { planned, type PlannedModule } from "./frame/planned.ts";
import { concludeUnit, planUnit } from "./services/systemd_plan.ts";
import { probeUnit, type UnitFacts } from "./services/systemd_probe.ts";

const doc: ModuleDoc = {
  name: "systemd",
  summary: "Makes sure that a unit of systemd runs or does not, and whether it starts at boot",
  parameters: {
    name: {
      type: "str",
      description: "The unit: nginx, nginx.service, backup.timer, getty@tty2. One a task, no pattern.",
      aliases: ["service", "unit"],
    },
    state: {
      type: "str",
      description: "Whether it should run; restarted and reloaded act once a run, and start what does not run.",
      choices: ["reloaded", "restarted", "started", "stopped"],
    },
    enabled: { type: "bool", description: "Whether it starts at boot." },
    masked: { type: "bool", description: "Whether it cannot be started by anything." },
    force: { type: "bool", description: "Replace links that are in the way." },
    daemon_reload: {
      type: "bool",
      description: "Let systemd read its files anew first, once a run.",
      default: false,
      aliases: ["daemon-reload"],
    },
    daemon_reexec: {
      type: "bool",
      description: "Let systemd start itself anew first, once a run.",
      default: false,
      aliases: ["daemon-reexec"],
    },
    scope: {
      type: "str",
      description: "Whose systemd: the machine's, the user's own, or what every user's has.",
      choices: ["global", "system", "user"],
      default: "system",
    },
    no_block: { type: "bool", description: "Do not wait until it has started or stopped.", default: false },
  },
  requiredOneOf: [["state", "enabled", "masked", "daemon_reload", "daemon_reexec"]],
  requiredBy: { state: ["name"], enabled: ["name"], masked: ["name"] },
  returns: {
    name: "The unit",
    status: "What systemctl show said of it before",
    enabled: "Whether it starts at boot now, where that was asked for",
    state: "started or stopped, where that was asked for",
  },
  example: `- name: The application's own service
  systemd:
    name: app
    state: started
    enabled: true
    daemon_reload: true
`,
  notes: [
    "In a chroot, or where systemd does not run, units can be enabled and masked, but not started: a warning says so.",
  ],
};

/** The module `systemd`. */
export function systemdModule(): PlannedModule<UnitFacts> {
  return planned<UnitFacts>({
    doc,
    check(params) {
      const name = params.text("name") ?? "";
      const sign = ["*", "?", "["].find((one) => name.includes(one));
      return sign === undefined
        ? undefined
        : `This module does not currently support using glob patterns, found '${sign}' in service name: ${name}`;
    },
    probe: probeUnit,
    plan: planUnit,
    conclude: concludeUnit,
  });
}
