// The names by which this machine is known without any inventory.

/** Ansible's names of the implicit localhost. */
export const THIS_MACHINE: readonly string[] = ["localhost", "127.0.0.1", "::1"];
