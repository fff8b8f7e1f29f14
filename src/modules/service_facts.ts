// Module service_facts: all services of a host, whoever manages them.
import type { ModuleCall, ModuleDoc } from "../ports/module.ts";
import { Fields } from "./scripts/fields.ts";
import { planned, type PlannedModule } from "./frame/planned.ts";
import { serviceList } from "./services/service_list.ts";
import { SBIN } from "./scripts/sbin_path.ts";
import { RUNS } from "./scripts/told_runs.ts";
import { wholeOutput } from "./scripts/whole_output.ts";

const doc: ModuleDoc = {
  name: "service_facts",
  summary: "Lists all services of a host: whether they run, and whether they start at boot",
  parameters: {},
  returns: {
    ansible_facts:
      "services: by name, each with name, source (systemd, sysv, upstart, openrc), state, and status or runlevels",
  },
  example: `- service_facts:
- debug:
    msg: "{{ ansible_facts.services['ssh.service'].state }}"
`,
};

/** systemd is asked by one program for all units that it has not loaded; Ansible starts one for each. */
const LOOK = `has() { command -v "$1" >/dev/null; }
if has service && ! has chkconfig && ! has rc-status; then r sysv service --status-all; fi
if has initctl && ! has chkconfig; then r upstart initctl list
elif has chkconfig; then r rh chkconfig
  case $rc in 0) [ -n "$err" ] || chkconfig | grep -q ':o' || r rh chkconfig -l --allservices;; *) case $err in *--list*) r rh chkconfig --list;; esac;; esac
  for s in $(chkconfig 2>/dev/null | sed -n 's/^\\([^ ]*\\)[[:space:]].*:o.*/\\1/p'); do r "rh $s" service "$s" status; done
elif has rc-status && has rc-update; then r openrc rc-status -a -s -m; r levels rc-update show -v; fi
one=; read -r one 2>/dev/null </proc/1/comm
case $one in *systemd*) if has systemctl; then
  r units systemctl list-units --no-pager --type service --all
  r files systemctl list-unit-files --no-pager --type service --all
  n states; systemctl list-unit-files --no-legend --no-pager --type service --all 2>/dev/null </dev/null | { set --
    while read -r u x; do case $u in *@.service) ;; *) set -- "$@" "$u";; esac; done
    systemctl show --property=Id,Names,ActiveState -- "$@" 2>/dev/null </dev/null; }; z
fi;; esac
`;

/** The module `service_facts`. */
export function serviceFactsModule(): PlannedModule<Fields> {
  return planned<Fields>({
    doc,
    probe: async (_params, call: ModuleCall) =>
      new Fields((await wholeOutput(await call.shell(), `${RUNS}${SBIN}${LOOK}`, call.signal)).stdout),
    plan(fields) {
      const { services, warnings } = serviceList(fields);
      const warned = warnings.length > 0 ? { warnings } : {};
      if (Object.keys(services).length === 0) {
        const msg = "Failed to find any services. This can be due to privileges or some other configuration issue.";
        return { kind: "same", result: { changed: false, skipped: true, msg, ...warned } };
      }
      return { kind: "same", result: { changed: false, ansible_facts: { services }, ...warned } };
    },
  });
}
