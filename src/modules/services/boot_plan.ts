// Whether a service starts at boot where there is no systemd: OpenRC's runlevels, and the links of init scripts.
import type { Command } from "../../model/command.ts";
import type { InitFacts, Manager } from "./init_probe.ts";
import { step } from "../scripts/told_runs.ts";

/** What is wanted of a service. */
export interface Boot {
  name: string;
  enable: boolean;
  /** OpenRC's. */
  runlevel: string;
  manager: Manager;
}

/** Pure: the steps that make it so, none where it is; or a sentence that says why it cannot be. */
export function bootPlan(facts: InitFacts, boot: Boot): Command[] | string {
  const { name, enable, manager } = boot;
  if (manager === "upstart") {
    return `upstart's jobs cannot be enabled here: write /etc/init/${name}.override with the line 'manual', or remove it, with the module copy`;
  }
  if (manager === "openrc") return runlevelSteps(facts, boot);
  if (facts.tools.includes("update-rc.d")) {
    const started = facts.links.some((link) => link.endsWith(" S"));
    if (started === enable) return [];
    const stopped = facts.links.some((link) => link.endsWith(" K"));
    const verbs = enable ? [...(stopped ? [] : ["defaults"]), "enable"] : ["disable"];
    return verbs.map((verb) => step(verb, ["update-rc.d", name, verb]));
  }
  if (facts.tools.includes("insserv")) {
    const word = enable ? "enable service" : "remove service";
    if (!(facts.boot?.err ?? "").includes(word)) return [];
    return [step("insserv", ["insserv", ...(enable ? [] : ["-r"]), name])];
  }
  return chkconfigSteps(facts, boot);
}

function runlevelSteps({ boot }: InitFacts, { name, enable, runlevel }: Boot): Command[] {
  const line = (boot?.out ?? "").split("\n").map((each) => each.split("|")).find(([service = ""]) =>
    service.trim() === name
  );
  const levels = (line?.[1] ?? "").split(/\s+/).filter((level) => level !== "");
  if (levels.includes(runlevel) === enable) return [];
  const verb = enable ? "add" : "delete";
  return [step(`${verb} boot`, ["rc-update", verb, name, runlevel])];
}

function chkconfigSteps({ boot }: InitFacts, { name, enable }: Boot): Command[] | string {
  const { out, err } = boot ?? { out: "", err: "" };
  const unknown = err.includes(`chkconfig --add ${name}`);
  if (!out.includes(name) && !unknown) return `service ${name} does not support chkconfig`;
  const verb = enable ? "on" : "off";
  if (out.includes(`3:${verb}`) && out.includes(`5:${verb}`)) return [];
  const add = unknown ? [step("add boot", ["chkconfig", "--add", name])] : [];
  return [...add, step(`${verb} boot`, ["chkconfig", name, verb])];
}
