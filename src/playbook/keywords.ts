// The keys of plays and tasks: those that work, and for the others what to write instead.
import { DELEGATION_KEYS, INHERITED_KEYS } from "./inherited.ts";

/** Keys that plays, blocks and tasks share; `when` and `notify` not on plays. */
const SHARED = INHERITED_KEYS.filter((key) => key !== "when" && key !== "notify");

export const PLAY_KEYS: readonly string[] = [
  "name",
  "hosts",
  "tasks",
  ...SHARED,
  "vars_files",
  "gather_facts",
  "gather_subset",
  "gather_timeout",
  "fact_path",
  "pre_tasks",
  "post_tasks",
  "handlers",
  "force_handlers",
  "serial",
  "order",
  "max_fail_percentage",
];

export const BLOCK_KEYS: readonly string[] = [
  ...["name", "block", "rescue", "always"],
  ...INHERITED_KEYS,
  ...DELEGATION_KEYS,
];

export const TASK_KEYS: readonly string[] = [
  "name",
  "args",
  ...INHERITED_KEYS,
  "loop",
  "loop_control",
  "register",
  "until",
  "retries",
  "delay",
  "changed_when",
  "failed_when",
  ...DELEGATION_KEYS,
];

/** `include_tasks` takes these besides its file. */
export const INCLUDE_KEYS: readonly string[] = [
  "name",
  "args",
  "vars",
  "when",
  "tags",
  "ignore_errors",
  "no_log",
  "run_once",
  "loop",
  "loop_control",
  "register",
];

/** `import_tasks` takes these besides its file. */
export const IMPORT_KEYS: readonly string[] = ["name", "args", ...INHERITED_KEYS, ...DELEGATION_KEYS];

/** `meta` takes these besides its action. */
export const META_KEYS: readonly string[] = ["name", "args", "when", "tags", "vars"];

/** Handlers take these besides. */
export const HANDLER_KEYS: readonly string[] = ["listen"];

/** Ansible's other keys of a play, and what to do about them. */
export const OTHER_PLAY_KEYS: Record<string, string> = {
  roles: 'is not supported: write the role\'s tasks under "tasks", or "import_tasks: roles/NAME/tasks/main.yml"',
  import_playbook: "is not supported: copy that playbook's plays into this file",
  "ansible.builtin.import_playbook": "is not supported: copy that playbook's plays into this file",
  strategy: 'is not supported: leave it out, plays run as with "linear"',
  delegate_to: "belongs to tasks and blocks: write it there",
  delegate_facts: "belongs to tasks and blocks: write it there",
  collections: "is not supported: leave it out, and name modules by their short name or as ansible.builtin.NAME",
  vars_prompt: 'is not supported: write the variables under "vars", or give them with --extra-vars',
  module_defaults: "is not supported: write the parameters in the tasks",
  timeout: 'is not supported: write "command: timeout SECONDS PROGRAM" in the task',
  debugger: "is not supported: leave it out",
  when: 'belongs to tasks and blocks: write "block" under "tasks" with this condition',
  notify: "belongs to tasks and blocks: write it there",
};

/** Ansible's other keys of a task or block, and what to do about them. */
export const OTHER_TASK_KEYS: Record<string, string> = {
  async: 'is not supported: write "shell: nohup PROGRAM >FILE 2>&1 &"',
  poll: 'is not supported: leave "async" and "poll" out, the task is waited for',
  module_defaults: OTHER_PLAY_KEYS["module_defaults"]!,
  collections: OTHER_PLAY_KEYS["collections"]!,
  timeout: 'is not supported: write "command: timeout SECONDS PROGRAM"',
  debugger: OTHER_PLAY_KEYS["debugger"]!,
  include: 'is not supported: write "include_tasks", or "import_tasks" where the file is always the same',
  include_role: 'is not supported: write "include_tasks: roles/NAME/tasks/main.yml"',
  import_role: 'is not supported: write "import_tasks: roles/NAME/tasks/main.yml"',
  listen: 'belongs to a handler, not to a task: move this task to "handlers"',
  rescue: 'belongs beside "block"',
  always: 'belongs beside "block"',
  serial: 'belongs to a play: write it beside "hosts"',
  order: 'belongs to a play: write it beside "hosts"',
  max_fail_percentage: 'belongs to a play: write it beside "hosts"',
};
