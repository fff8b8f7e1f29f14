// Lookups that Ansible has and this program does not, with what to write instead.

/** Sentences by the lookup's name. */
export const REFUSED: ReadonlyMap<string, string> = new Map(Object.entries({
  pipe: "a template runs no program: use a command task with register",
  lines: "a template runs no program: use a command task with register, and its stdout_lines",
  url: "a template asks no server: use a uri task with return_content and register",
  password: "a template writes no file and throws no dice: give the password as a variable",
  random_choice: "each pass would see another value: write list | random(seed=inventory_hostname)",
  config: "there is no Ansible configuration here: give the value as a variable",
  inventory_hostnames: "write groups['name'], with the filters union, intersect and difference",
}));
