// The keys of plays and tasks: those that work, and for the others what to write instead.
import { INHERITED_KEYS } from "./inherited.ts";

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
  "connection",
];

export const BLOCK_KEYS: readonly string[] = ["name", "block", "rescue", "always", ...INHERITED_KEYS, "delegate_to"];

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
  "delegate_to",
  "connection",
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
export const IMPORT_KEYS: readonly string[] = ["name", "args", ...INHERITED_KEYS];

/** `meta` takes these besides its action. */
export const META_KEYS: readonly string[] = ["name", "args", "when", "tags", "vars"];

/** Handlers take these besides. */
export const HANDLER_KEYS: readonly string[] = ["listen"];

const NOT_YET = "is not supported yet";
const LOCAL_ONLY = `${NOT_YET}: leave it out, plays run on this machine only`;
const AS_USER = `${NOT_YET}: leave it out and start the program as the user who should act`;

/** Ansible's other keys of a play, and what to do about them. */
export const OTHER_PLAY_KEYS: Record<string, string> = {
  roles: 'is not supported: write the role\'s tasks under "tasks", or "import_tasks: roles/NAME/tasks/main.yml"',
  import_playbook: "is not supported: copy that playbook's plays into this file",
  "ansible.builtin.import_playbook": "is not supported: copy that playbook's plays into this file",
  strategy: 'is not supported: leave it out, plays run as with "linear"',
  collections: "is not supported: leave it out, and name modules by their short name or as ansible.builtin.NAME",
  vars_prompt: 'is not supported: write the variables under "vars", or give them with --extra-vars',
  become: AS_USER,
  become_user: AS_USER,
  become_method: AS_USER,
  become_flags: AS_USER,
  become_exe: AS_USER,
  serial: LOCAL_ONLY,
  order: LOCAL_ONLY,
  any_errors_fatal: LOCAL_ONLY,
  max_fail_percentage: LOCAL_ONLY,
  ignore_unreachable: LOCAL_ONLY,
  throttle: LOCAL_ONLY,
  remote_user: LOCAL_ONLY,
  port: LOCAL_ONLY,
  module_defaults: "is not supported: write the parameters in the tasks",
  timeout: 'is not supported: write "command: timeout SECONDS PROGRAM" in the task',
  debugger: "is not supported: leave it out",
  when: 'belongs to tasks and blocks: write "block" under "tasks" with this condition',
  notify: "belongs to tasks and blocks: write it there",
};

/** Ansible's other keys of a task or block, and what to do about them. */
export const OTHER_TASK_KEYS: Record<string, string> = {
  become: AS_USER,
  become_user: AS_USER,
  become_method: AS_USER,
  become_flags: AS_USER,
  become_exe: AS_USER,
  delegate_facts: LOCAL_ONLY,
  throttle: LOCAL_ONLY,
  any_errors_fatal: LOCAL_ONLY,
  ignore_unreachable: LOCAL_ONLY,
  remote_user: LOCAL_ONLY,
  port: LOCAL_ONLY,
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
};

/** Keys that ask for another user than the one who runs us; `false` and nothing else is what we do. */
export const NO_WHERE_FALSE: readonly string[] = ["become"];
