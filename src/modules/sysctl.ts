// Module sysctl: settings of the kernel, in their file and at once.
import type { CommandResult } from "../model/command.ts";
import type { ModuleResult } from "../model/plan.ts";
import type { ModuleDoc } from "../ports/module.ts";
import { strip } from "../templates/characters.ts";
import { ATTRIBUTE_PARAMETERS } from "./files/attributes.ts";
import { Fields } from "./scripts/fields.ts";
import type { Params } from "./frame/parameters.ts";
import { failedResult, planned, type PlannedModule } from "./frame/planned.ts";
import { SBIN } from "./scripts/sbin_path.ts";
import { quote } from "./scripts/shell_words.ts";
import { planSysctl, type SysctlFacts } from "./settings/sysctl_plan.ts";
import { probeText } from "./text/text_probe.ts";

const doc: ModuleDoc = {
  name: "sysctl",
  summary: "Makes sure that a setting of the kernel is in a file of settings, or is not, and is in force",
  parameters: {
    name: { type: "str", description: "The setting, as net.ipv4.ip_forward.", required: true, aliases: ["key"] },
    value: { type: "str", description: "Its value; true and false mean 1 and 0.", aliases: ["val"] },
    state: {
      type: "str",
      description: "Whether it should be in the file.",
      choices: ["present", "absent"],
      default: "present",
    },
    reload: {
      type: "bool",
      description: "Read the file into the kernel (sysctl -p) where it changed, or the kernel has another value.",
      default: true,
    },
    sysctl_set: {
      type: "bool",
      description: "Set the value in the kernel (sysctl -w) where it has another, before the file is written.",
      default: false,
    },
    sysctl_file: { type: "path", description: "The file.", default: "/etc/sysctl.conf" },
    ignoreerrors: { type: "bool", description: "Let unknown settings be.", default: false },
    ...ATTRIBUTE_PARAMETERS,
  },
  requiredIf: [["state", "present", ["value"]]],
  returns: { changed: "Whether the file or the kernel's value changed" },
  example: `- name: Let packets through
  sysctl:
    name: net.ipv4.ip_forward
    value: "1"
    sysctl_file: /etc/sysctl.d/60-forward.conf
    sysctl_set: true
`,
  notes: [
    "For Linux. A link is replaced by the edited file, and blanks around = go from all lines, as in Ansible.",
    "A setting that the kernel does not know is tried again in every pass, with ignoreerrors too.",
  ],
};

/** The module `sysctl`. */
export function sysctlModule(): PlannedModule<SysctlFacts> {
  return planned<SysctlFacts>({
    doc,
    check,
    probe: async (params, call) => {
      const name = quote(strip(params.text("name") ?? ""));
      const tell =
        `${SBIN}command -v sysctl >/dev/null || { echo "The host has no sysctl: install procps" >&2; exit 1; }
v=$(LC_ALL=C sysctl -e -n ${name} 2>/dev/null) && e value "$v"\n`;
      const { told, ...facts } = await probeText(params, call, { path: params.text("sysctl_file") ?? "", tell });
      const value = told.raw("value");
      return { ...facts, ...(value === undefined ? {} : { value }) };
    },
    plan: planSysctl,
    conclude,
  });
}

function check(params: Params): string | undefined {
  const name = strip(params.text("name") ?? "");
  if (name === "") return "name cannot be blank";
  if (/^-|[\s=]/.test(name)) return `'${name}' is no name of a setting: write it as net.ipv4.ip_forward`;
  if (params.text("state") !== "absent" && params.text("value") === "") return "value cannot be blank";
  return /[\r\n]/.test(strip(params.text("value") ?? ""))
    ? "value is one line of the file: it has a line break"
    : undefined;
}

function conclude(predicted: ModuleResult, output: CommandResult): ModuleResult {
  if (output.rc === 0) return predicted;
  const fields = new Fields(output.stdout);
  const what = fields.raw("failed");
  if (what === undefined) return failedResult(predicted, output);
  const said = fields.raw("err") ?? "";
  const msg = `${what}: ${fields.raw("out") ?? ""}${said === "" ? "" : `${said}\n`}`;
  return { changed: false, failed: true, msg };
}
