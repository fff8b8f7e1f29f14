// The keys of plays and tasks: those that work, and for the others what to write instead.

export const PLAY_KEYS = ["name", "hosts", "vars", "gather_facts", "tasks", "handlers", "connection"] as const;

export const TASK_KEYS = [
  "name",
  "args",
  "vars",
  "when",
  "loop",
  "register",
  "notify",
  "changed_when",
  "failed_when",
  "ignore_errors",
  "no_log",
] as const;

/** Handlers take these besides. */
export const HANDLER_KEYS = ["listen"] as const;

const NOT_YET = "is not supported yet";
const WITH_LOOP = `${NOT_YET}: write "loop" with a list`;

/** Ansible's other keys of a play, and what to do about them. */
export const OTHER_PLAY_KEYS: Record<string, string> = {
  roles: 'is not supported: write the role\'s tasks under "tasks"',
  import_playbook: "is not supported: copy that playbook's plays into this file",
  "ansible.builtin.import_playbook": "is not supported: copy that playbook's plays into this file",
  strategy: 'is not supported: leave it out, plays run as with "linear"',
  collections: "is not supported: leave it out, and name modules by their short name or as ansible.builtin.NAME",
  vars_files: `${NOT_YET}: write the variables under "vars"`,
  vars_prompt: 'is not supported: write the variables under "vars"',
  pre_tasks: `${NOT_YET}: write them first under "tasks"`,
  post_tasks: `${NOT_YET}: write them last under "tasks"`,
  become: `${NOT_YET}: leave it out and start the program as the user who should act`,
  become_user: `${NOT_YET}: leave it out and start the program as the user who should act`,
  become_method: `${NOT_YET}: leave it out and start the program as the user who should act`,
  serial: `${NOT_YET}: leave it out, plays run on this machine only`,
  any_errors_fatal: `${NOT_YET}: leave it out, plays run on this machine only`,
  max_fail_percentage: `${NOT_YET}: leave it out, plays run on this machine only`,
  remote_user: `${NOT_YET}: leave it out, plays run on this machine only`,
  port: `${NOT_YET}: leave it out, plays run on this machine only`,
  environment: `${NOT_YET}: set the variables in the command, as in "shell: NAME=value program"`,
  tags: `${NOT_YET}: leave it out, or keep such tasks in a playbook of their own`,
  check_mode: `${NOT_YET}: leave it out, and use --dry-run for the whole playbook`,
  diff: `${NOT_YET}: leave it out, and use --diff for the whole playbook`,
  ignore_errors: `${NOT_YET} on a play: write it on the tasks`,
  no_log: `${NOT_YET} on a play: write it on the tasks`,
  force_handlers: "is not needed: a notification is kept until its handler ran",
  gather_subset: `${NOT_YET} on a play: write "gather_facts: false" and a task "setup: {gather_subset: ...}"`,
  module_defaults: "is not supported: write the parameters in the tasks",
  run_once: `${NOT_YET}: leave it out, plays run on this machine only`,
};

/** Ansible's other keys of a task, and what to do about them. */
export const OTHER_TASK_KEYS: Record<string, string> = {
  block: `${NOT_YET}: write its tasks one after another, with the block's "when" on each`,
  rescue: `${NOT_YET}: write "ignore_errors: true" with "register", and a next task with "when: NAME is failed"`,
  always: `${NOT_YET}: write its tasks one after another`,
  until: `${NOT_YET}: write the waiting into the command`,
  retries: `${NOT_YET}: write the waiting into the command`,
  delay: `${NOT_YET}: write the waiting into the command`,
  loop_control: `${NOT_YET}: use the variable "item"`,
  tags: OTHER_PLAY_KEYS["tags"]!,
  become: OTHER_PLAY_KEYS["become"]!,
  become_user: OTHER_PLAY_KEYS["become"]!,
  become_method: OTHER_PLAY_KEYS["become"]!,
  environment: OTHER_PLAY_KEYS["environment"]!,
  check_mode: OTHER_PLAY_KEYS["check_mode"]!,
  diff: OTHER_PLAY_KEYS["diff"]!,
  delegate_to: OTHER_PLAY_KEYS["serial"]!,
  delegate_facts: OTHER_PLAY_KEYS["serial"]!,
  local_action: 'is not supported: write "MODULE: {parameters}"; everything runs on this machine',
  action: 'is not supported: write "MODULE: {parameters}"',
  run_once: OTHER_PLAY_KEYS["run_once"]!,
  throttle: OTHER_PLAY_KEYS["serial"]!,
  any_errors_fatal: OTHER_PLAY_KEYS["serial"]!,
  async: 'is not supported: write "shell: nohup PROGRAM >FILE 2>&1 &"',
  poll: 'is not supported: leave "async" and "poll" out, the task is waited for',
  connection: `${NOT_YET} on a task: leave it out, everything runs on this machine`,
  ignore_unreachable: OTHER_PLAY_KEYS["serial"]!,
  module_defaults: OTHER_PLAY_KEYS["module_defaults"]!,
  collections: OTHER_PLAY_KEYS["collections"]!,
  timeout: `${NOT_YET}: write "command: timeout SECONDS PROGRAM"`,
  remote_user: OTHER_PLAY_KEYS["remote_user"]!,
  debugger: "is not supported: leave it out",
  include_tasks: `${NOT_YET}: write that file's tasks here`,
  import_tasks: `${NOT_YET}: write that file's tasks here`,
  include: "is not supported: write that file's tasks here",
  include_vars: `${NOT_YET}: write the variables under the play's "vars"`,
  include_role: OTHER_PLAY_KEYS["roles"]!,
  import_role: OTHER_PLAY_KEYS["roles"]!,
  meta: `${NOT_YET}: handlers run at the end of the play`,
  listen: 'belongs to a handler, not to a task: move this task to "handlers"',
};

/** What to say of a key that starts a lookup loop (`with_items` and its family); undefined for any other. */
export function lookupLoop(key: string): string | undefined {
  return key.startsWith("with_") ? WITH_LOOP : undefined;
}
