// Module mount: file systems that are mounted, and the table of those that should be.
import type { CommandResult } from "../model/command.ts";
import type { ModuleResult } from "../model/plan.ts";
import type { ModuleDoc } from "../ports/module.ts";
import { Fields } from "./scripts/fields.ts";
import { planMount } from "./mounts/mount_plan.ts";
import { type MountFacts, probeMount } from "./mounts/mount_probe.ts";
import type { Params } from "./frame/parameters.ts";
import { failedResult, planned, type PlannedModule } from "./frame/planned.ts";

const doc: ModuleDoc = {
  name: "mount",
  summary: "Makes sure that a file system is mounted, or is not, and that fstab says so",
  parameters: {
    path: { type: "path", description: "The mount point.", required: true, aliases: ["name"] },
    src: { type: "path", description: "What is mounted: a device, UUID=…, host:/folder, a folder to bind …" },
    fstype: { type: "str", description: "Kind of file system." },
    opts: { type: "str", description: "Options, with commas between; defaults without it." },
    opts_no_log: { type: "bool", description: "Refused: write no_log for the task.", default: false },
    dump: { type: "str", description: "Fifth field of fstab.", default: "0" },
    passno: { type: "str", description: "Sixth field of fstab.", default: "0" },
    state: {
      type: "str",
      description:
        "mounted (and in fstab; the mount point is made), present (in fstab), unmounted, absent (also out of fstab, " +
        "and the mount point is removed), absent_mount (the mount point stays), absent_from_fstab, remounted, ephemeral (mounted, not in fstab).",
      required: true,
      choices: [
        "absent",
        "absent_from_fstab",
        "absent_mount",
        "mounted",
        "present",
        "unmounted",
        "remounted",
        "ephemeral",
      ],
    },
    fstab: { type: "str", description: "Another table than /etc/fstab." },
    boot: {
      type: "bool",
      description: "Mount it when the host boots; without it noauto is added to opts.",
      default: true,
    },
    backup: { type: "bool", description: "Keep the old table beside it.", default: false },
  },
  requiredIf: [
    ["state", "mounted", ["src", "fstype"]],
    ["state", "present", ["src", "fstype"]],
    ["state", "ephemeral", ["src", "fstype"]],
  ],
  returns: {
    name: "The mount point",
    src: "The parameter, where it was given",
    fstype: "The parameter, where it was given",
    opts: "Options, with noauto where boot says so",
    dump: "Fifth field of fstab",
    passno: "Sixth field of fstab",
    boot: "yes or no",
    fstab: "The table",
    backup_file: "The old table, where one was kept; else empty",
  },
  example: `- name: Data on a disk of its own
  mount:
    path: /srv/data
    src: LABEL=data
    fstype: ext4
    opts: noatime
    state: mounted
`,
  notes: [
    "For Linux. A mount is tried with the new table before that is put in place, so a table with a wrong line is never left behind.",
    "remounted, and ephemeral where it is mounted already, cannot tell whether they are needed: they run once a run.",
    "Options with a password belong into a file (credentials=…): fstab and the host's list of processes can be read by all.",
  ],
};

/** The module `mount`. */
export function mountModule(): PlannedModule<MountFacts> {
  return planned<MountFacts>({ program: true, doc, check, probe: probeMount, plan: planMount, conclude });
}

function check(params: Params): string | undefined {
  if (params.flag("opts_no_log")) return "opts_no_log is not supported: write no_log: true for the task";
  const broken = ["path", "src", "fstype", "opts", "dump", "passno"].find((name) =>
    /[\r\n]/.test(params.text(name) ?? "")
  );
  return broken === undefined ? undefined : `${broken} is one field of a line: it has a line break`;
}

function conclude(predicted: ModuleResult, output: CommandResult): ModuleResult {
  if (output.rc !== 0) {
    const { msg = "" } = failedResult(predicted, output);
    return { changed: false, failed: true, msg: output.stderr.startsWith("Error ") ? output.stderr : msg };
  }
  const backup = new Fields(output.stdout).raw("backup_file");
  return { ...predicted, ...(backup === undefined ? {} : { backup_file: backup }) };
}
