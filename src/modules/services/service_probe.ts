// Who manages a host's services, and what they say of one: in one round trip.
import type { ModuleCall } from "../../ports/module.ts";
import { Fields } from "../scripts/fields.ts";
import { type InitFacts, initFacts, initLook } from "./init_probe.ts";
import { Params } from "../frame/parameters.ts";
import { SBIN } from "../scripts/sbin_path.ts";
import { quote } from "../scripts/shell_words.ts";
import { type UnitFacts, unitFacts, unitLook } from "./systemd_probe.ts";
import { RUNS } from "../scripts/told_runs.ts";
import { wholeOutput } from "../scripts/whole_output.ts";

/** What was found, by who manages it. */
export type ServiceFacts = { manager: "systemd"; unit: UnitFacts } | { manager: "sysvinit" | "other"; init: InitFacts };

/** Sets `m`: the first process tells by its name, where it has one of its own; else the files do. */
const MANAGER = `m=; one=; read -r one 2>/dev/null </proc/1/comm
case $one in ''|init|*sh)
  if command -v systemctl >/dev/null && { [ -d /run/systemd/system ] || [ -d /dev/.run/systemd ] || [ -d /dev/.systemd ]; }; then m=systemd
  elif command -v initctl >/dev/null && [ -d /etc/init ]; then m=upstart
  elif [ -e /sbin/openrc ]; then m=openrc
  elif command -v systemctl >/dev/null && l=$(readlink /sbin/init) && [ "\${l##*/}" = systemd ]; then m=systemd
  elif [ -d /etc/init.d ]; then m=sysvinit; fi;;
systemd) m=systemd;;
*) if command -v systemctl >/dev/null && [ -d /run/systemd/system ]; then m=systemd; fi;; esac
`;

/** One round trip. Throws ProbeFailed where systemd is to be used and is not there. */
export async function probeService(params: Params, call: ModuleCall): Promise<ServiceFacts> {
  const use = (params.text("use") ?? "auto").toLowerCase();
  const manager = use === "auto" ? MANAGER : `m=${quote(use)}\n`;
  const script = `${RUNS}${SBIN}${manager}case $m in systemd) e manager systemd\n${unitLook(systemdParams(params))};;
*) e manager "$m"\n${initLook(params)};; esac`;
  const fields = new Fields((await wholeOutput(await call.shell(), script, call.signal)).stdout);
  const found = fields.raw("manager");
  if (found === "systemd") return { manager: found, unit: unitFacts(fields) };
  return { manager: found === "sysvinit" ? found : "other", init: initFacts(fields) };
}

/** systemd knows nothing of the others. */
export function systemdParams(params: Params): Params {
  const names = ["name", "state", "enabled"];
  return new Params(new Map([...params.entries().filter(([name]) => names.includes(name)), ["scope", "system"]]));
}
