// Variables that whoever adds a host while a loop runs may set: where it is and as whom it is entered, nothing that runs a program here.

/** Ansible's names. All others come from the inventory, from the files of variables of the groups that the host joins, or from flags. */
export const CONNECTION_BASICS: readonly string[] = [
  "ansible_host",
  "ansible_port",
  "ansible_user",
  "ansible_connection",
  "ansible_become",
  "ansible_become_user",
];
