// Module apk: packages of Alpine Linux.
import type { ModuleDoc } from "../ports/module.ts";
import { concludeApk, planApk } from "./apk/apk_plan.ts";
import { type ApkFacts, probeApk } from "./apk/apk_probe.ts";
import { planned, type PlannedModule } from "./frame/planned.ts";

const doc: ModuleDoc = {
  name: "apk",
  summary: "Makes sure that packages of Alpine Linux are installed or not",
  parameters: {
    name: { type: "list", elements: "str", description: "The packages; with @repository, or =version and the like." },
    state: {
      type: "str",
      description: "present or installed, latest, absent or removed.",
      choices: ["absent", "installed", "latest", "present", "removed"],
      default: "present",
    },
    available: {
      type: "bool",
      description: "Upgrade also to older versions, where the repositories have no newer ones.",
      default: false,
    },
    no_cache: { type: "bool", description: "Keep no index of the repositories on the host.", default: false },
    repository: { type: "list", elements: "str", description: "Use these repositories instead of the host's." },
    update_cache: { type: "bool", description: "Fetch the repositories' index first.", default: false },
    upgrade: { type: "bool", description: "Upgrade all packages.", default: false },
    world: {
      type: "str",
      description: "The file of packages that were asked for by name.",
      default: "/etc/apk/world",
    },
  },
  requiredOneOf: [["name", "update_cache", "upgrade"]],
  mutuallyExclusive: [["name", "upgrade"]],
  returns: {
    packages: "What was installed, upgraded or removed, dependencies too",
    stdout: "What apk said",
    stderr: "What apk complained of",
    msg: "What was done",
  },
  example: `- apk:
    name: [nginx, curl]
    update_cache: true
`,
  notes: [
    "update_cache alone runs once a run: it cannot tell whether it is needed.",
    "What upgrade would change is asked of apk itself (--simulate), with the index that the host has.",
  ],
};

/** The module `apk`. */
export function apkModule(): PlannedModule<ApkFacts> {
  return planned<ApkFacts>({
    doc,
    check(params) {
      const bad = params.texts("name").find((name) => name === "" || name.startsWith("-") || /\s/.test(name));
      return bad === undefined
        ? undefined
        : `'${bad}' is no package of apk: a name has no blanks and begins with no hyphen`;
    },
    probe: probeApk,
    plan: planApk,
    conclude: concludeApk,
  });
}
