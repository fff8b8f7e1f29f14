// What `init` writes: a first playbook, an inventory and a policy, which explain themselves.
import type { FirstHost } from "./first_host.ts";

/** Under `ansible-playbook` too it changes nothing the second time, and it asks nobody for rights. */
const PLAYBOOK = `# What is wanted, as an Ansible playbook. Every pass looks first, and does only what is missing.
- name: A page in a folder
  hosts: all # those of inventory.yml
  gather_facts: false

  vars:
    folder: ~/first-site
    fullest: 98 # percent of the disk

  tasks:
    - name: The folder is there
      file:
        path: "{{ folder }}"
        state: directory
        mode: "0755"

    - name: The page says what it should
      copy:
        dest: "{{ folder }}/index.html"
        content: |
          <h1>Hello from {{ inventory_hostname }}</h1>
        mode: "0644"

    # A command: changed_when says that it only looks, check_mode that a dry run may look, too.
    - name: How full the disk is
      command: df -P /
      register: disk
      changed_when: false
      check_mode: false

    - name: The disk is not full
      assert:
        that: disk.stdout_lines[-1].split()[4] | replace('%', '') | int <= fullest
        fail_msg: "Make room: {{ disk.stdout_lines[-1] }}"

    # Next: a package, as root. Take the # away, and add -K to the command line where sudo wants a password.
    # - name: nginx is installed
    #   package:
    #     name: nginx
    #     state: present
    #   become: true
`;

const POLICY =
  `# What may not be done, and what a human is asked before: whoever wants it, this playbook, a rule, or a model.
# What denies counts before what asks, and that before what allows. Every action is judged before it reaches a host.
rules:
  # A program is found wherever it stands: behind && or sudo, in $(…), in sh -c '…'.
  - decision: deny
    match: { program: [mkfs*, shutdown, reboot] }
    reason: nobody formats or stops a host from here

  - decision: ask
    match: { module: file, param.state: absent }
    reason: something is removed

# \`policy test policy.yml\` judges these.
tests:
  - { expect: deny, module: shell, params: { cmd: "sync && sudo reboot" }, by: playbook }
  - { expect: ask, module: file, params: { path: /srv/old, state: absent }, by: playbook }
  - { expect: allow, module: copy, params: { dest: /srv/page, content: hello }, by: playbook }
`;

const IGNORED = `# The record, its companions while it is open, and copies of it.
loops.db*
`;

/** The files by their names, in the order in which one reads them. */
export function firstFiles(hosts: readonly FirstHost[]): Map<string, string> {
  return new Map([
    ["site.yml", PLAYBOOK],
    ["inventory.yml", inventory(hosts)],
    ["policy.yml", POLICY],
    [".gitignore", IGNORED],
  ]);
}

function inventory(hosts: readonly FirstHost[]): string {
  const head = [
    "# Where it is wanted: an Ansible inventory. Hosts are entered by this machine's ssh, with its keys, ~/.ssh/config and",
    "# known_hosts; nothing is installed there. `hosts -i inventory.yml` shows what is read here.",
    "all:",
    "  hosts:",
  ];
  const example = [
    "    # A host of yours, which `ssh deploy@web1.example.com` enters: take the # away and put its name here.",
    "    # web1.example.com:",
    "    #   ansible_user: deploy",
  ];
  const tail = hosts.length === 0 ? [...entry({ name: "localhost" }), ...example] : hosts.flatMap(entry);
  return `${[...head, ...tail].join("\n")}\n`;
}

function entry({ name, user, port }: FirstHost): string[] {
  const local = name === "localhost" && user === undefined && port === undefined;
  return [
    `    ${/^[\d.]+$/.test(name) ? JSON.stringify(name) : name}:`,
    ...local ? ["      ansible_connection: local # this machine, without ssh"] : [],
    ...user === undefined ? [] : [`      ansible_user: ${JSON.stringify(user)}`],
    ...port === undefined ? [] : [`      ansible_port: ${port}`],
  ];
}
