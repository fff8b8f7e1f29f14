// What kind of thing each module does, for who may use it unasked.
import { shortName } from "./module_names.ts";

/**
 * `reads`: changes nothing anywhere. `plain`: puts one named thing into a stated condition. `free`: runs what it is told. `record`: changes what is
 * known of hosts and variables, nothing on a host. `controller`: writes on the machine that we run on. `stops`: takes the host away from its users.
 */
export type ModuleClass = "reads" | "plain" | "free" | "record" | "controller" | "stops";

const CLASSES: Record<ModuleClass, string> = {
  reads:
    "stat find slurp getent setup ping debug assert fail wait_for wait_for_connection package_facts service_facts " +
    "mount_facts async_status uri validate_argument_spec",
  plain: "copy template file lineinfile blockinfile replace assemble tempfile archive unarchive get_url " +
    "apt apk apt_repository dnf package service systemd sysvinit user group hostname cron git known_hosts authorized_key sysctl mount ini_file",
  free: "shell command raw script expect",
  record: "set_fact include_vars pause add_host add_resource remove group_by set_stats meta",
  controller: "fetch",
  stops: "reboot shutdown",
};

const BY_NAME = new Map(
  Object.entries(CLASSES).flatMap(([kind, names]) => names.split(" ").map((name) => [name, kind as ModuleClass])),
);

/** Ansible's modules that only tell what there is are called so, whosever they are. */
const TELLS = /_(info|facts)$/;
/** What they would tell is nobody's to read. */
const GUARDED = /key|secret|passw|credential|token|vault/;

/** A module's class; undefined for one that is not known here. */
export function classOf(module: string): ModuleClass | undefined {
  const name = shortName(module);
  return BY_NAME.get(name) ?? (TELLS.test(name) && !GUARDED.test(name) ? "reads" : undefined);
}
