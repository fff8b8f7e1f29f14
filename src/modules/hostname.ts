// Module hostname: the name of a host, now and after it boots.
import type { CommandResult } from "../model/command.ts";
import type { ModuleResult } from "../model/plan.ts";
import type { ModuleDoc } from "../ports/module.ts";
import { Fields } from "./scripts/fields.ts";
import { planHostname, told } from "./settings/hostname_plan.ts";
import { type HostnameFacts, probeHostname, REPORT } from "./settings/hostname_probe.ts";
import type { Params } from "./frame/parameters.ts";
import { failedResult, planned, type PlannedModule } from "./frame/planned.ts";

const doc: ModuleDoc = {
  name: "hostname",
  summary: "Sets the host's name",
  parameters: {
    name: { type: "str", description: "The name.", required: true },
    use: {
      type: "str",
      description:
        "Who keeps the name there; found out without it: systemd where that runs, else by the distribution. " +
        "debian means systemd, as in Ansible; generic sets the kernel's name only.",
      choices: [
        ...["alpine", "debian", "freebsd", "generic", "macos", "macosx", "darwin", "openbsd", "openrc", "redhat"],
        ...["sles", "solaris", "systemd"],
      ],
    },
  },
  returns: {
    name: "The name",
    ansible_facts: "ansible_hostname, ansible_nodename, ansible_fqdn, ansible_domain",
  },
  example: `- hostname:
    name: web01
`,
  notes: [
    "/etc/hosts stays as it is: write it with lineinfile or template.",
    "Where the name is kept in a file only (Debian without systemd), it is in force from the next boot on, as in Ansible.",
  ],
};

/** The module `hostname`. */
export function hostnameModule(): PlannedModule<HostnameFacts> {
  return planned<HostnameFacts>({
    doc,
    check,
    probe: probeHostname,
    plan: planHostname,
    report: () => ({ argv: ["sh", "-c", REPORT] }),
    conclude,
  });
}

function check(params: Params): string | undefined {
  const [name, use] = [params.text("name") ?? "", params.text("use") ?? ""];
  if (!/^[^-\s"'\\$`][^\s"'\\$`]*$/.test(name)) {
    return `'${name}' is no name of a host: write letters, digits, hyphens and dots`;
  }
  if (["macos", "macosx", "darwin"].includes(use)) {
    return "use: macOS is not supported: write a command with scutil --set";
  }
  return use === "solaris" ? "use: Solaris is not supported: write a command with svccfg" : undefined;
}

function conclude(predicted: ModuleResult, output: CommandResult): ModuleResult {
  if (output.rc !== 0) return failedResult(predicted, output);
  const fqdn = new Fields(output.stdout).line("fqdn");
  return { ...predicted, ...(fqdn === undefined ? {} : told(String(predicted.name), fqdn)) };
}
