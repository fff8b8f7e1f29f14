// How a host is entered: over what, and as whom.
import type { Secret } from "./secret.ts";

/** The same for every action that shares a shell; on record with the action. Nothing in it is secret. Names follow Ansible's connection variables. */
export interface Way {
  /** The host whose variables say how: the action's own, or the one that it is delegated to. */
  host: string;
  connection: "local" | "ssh";
  /** `ansible_host`: what ssh is told, so a name of ~/.ssh/config will do. Absent: the host's name. */
  address?: string;
  /** `ansible_port`. Absent: as ssh has it. */
  port?: number;
  /** `ansible_user`, or `remote_user`. Absent: as ssh has it. */
  user?: string;
  /** `ansible_ssh_private_key_file`. */
  keyFile?: string;
  /** More words of ssh's command line: `ansible_ssh_common_args`, then `ansible_ssh_extra_args`, split as a shell splits. */
  arguments?: string[];
  /** `ansible_timeout`, in seconds: how long connecting may take. Absent: 10. */
  timeout?: number;
  /** `accept-new`: the key of a host that was never seen is taken. Absent: only known hosts are entered. */
  hostKeys?: "accept-new";
  become?: Become;
  /** `ansible_python_interpreter`: what runs Ansible's own modules there. Absent: found on the host. */
  python?: string;
}

/** As whom commands run, once the host is entered. */
export interface Become {
  /** `ansible_become_method`. */
  method: "sudo" | "su" | "doas";
  /** `ansible_become_user`. */
  user: string;
  /** `ansible_become_exe`: another program of that kind. */
  exe?: string;
  /** `ansible_become_flags`, split as a shell splits, instead of the method's own. */
  flags?: string[];
}

/** A way with what opens it. The secrets are this process's alone: they are read anew wherever they are needed. */
export interface Entrance {
  way: Way;
  /** `ansible_password`. */
  password?: Secret;
  /** `ansible_become_password`. */
  becomePassword?: Secret;
}

/** How hosts are entered where neither inventory nor playbook says so: flags of the command line. */
export interface Reach {
  /** `-u`. */
  user?: string;
  /** `-c`. */
  connection?: "local" | "ssh";
  /** `--private-key`, absolute. */
  keyFile?: string;
  /** `--ssh-common-args`. */
  commonArgs?: string;
  /** `--ssh-extra-args`. */
  extraArgs?: string;
  /** `-T`, seconds. */
  timeout?: number;
  /** `--host-key`. */
  hostKeys?: "accept-new";
  /** `-b`. */
  become?: boolean;
  /** `--become-method`. */
  becomeMethod?: "sudo" | "su" | "doas";
  /** `--become-user`. */
  becomeUser?: string;
  /** `--connection-password-file`, absolute: its first line is the password. */
  passwordFile?: string;
  /** `--become-password-file`, absolute. */
  becomePasswordFile?: string;
}

/** Passwords that a human typed for this process (`-k`, `-K`); nowhere on record. */
export interface Passwords {
  connection?: Secret;
  become?: Secret;
}
