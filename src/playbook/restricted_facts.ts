// Facts that would say how a host is entered: what a host answers never does.
import { BECOME_METHODS } from "./entry_words.ts";

const PLUGINS = ["become", "local", "paramiko_ssh", "psrp", "ssh", "winrm", ...BECOME_METHODS];
const OF_PLUGINS = new RegExp(`^ansible_(?:${PLUGINS.join("|")})_`);
const NAMES = new Set(
  ("ansible_become ansible_connection ansible_connection_user ansible_docker_extra_args ansible_host ansible_host_key_checking " +
    "ansible_module_compression ansible_network_os ansible_password ansible_pipelining ansible_playbook_python ansible_port " +
    "ansible_private_key_file ansible_rsync_path ansible_scp_extra_args ansible_sftp_extra_args ansible_shell_executable " +
    "ansible_shell_type ansible_timeout ansible_user ansible_facts add_host add_group").split(" "),
);

/** Whether a fact of this name is none of a variable's: it stays under `ansible_facts` alone, as Ansible has it. A bridge may be called like a plugin. */
export function isRestrictedFact(name: string): boolean {
  if (NAMES.has(name) || /^ansible_.*_interpreter$/.test(name)) return true;
  return OF_PLUGINS.test(name) && !/^ansible_ssh_host_key_|_(?:gw)?bridge$/.test(name);
}
