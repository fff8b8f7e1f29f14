// What is said where the controller has no Ansible, and a module is asked for that is none of ours.

/** Why nothing of Ansible's can be used here, and what to do. */
export const NO_ANSIBLE =
  "Ansible is not installed on this machine: install ansible-core (pip, pipx or the distribution's package), and every module that it has can be used";
