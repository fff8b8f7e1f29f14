// The document of module user: what it takes and returns.
import type { ModuleDoc } from "../../ports/module.ts";

/** Parameters that have a meaning on other systems than Linux only. */
export const ELSEWHERE = ["login_class", "profile", "authorization", "role", "hidden"];

/** Parameters and returns of user. */
export const userDoc: ModuleDoc = {
  name: "user",
  summary: "Makes, changes and removes accounts, with home, groups, password hash and SSH key",
  parameters: {
    name: { type: "str", description: "The account.", required: true, aliases: ["user"] },
    state: {
      type: "str",
      description: "Whether it should be there.",
      choices: ["absent", "present"],
      default: "present",
    },
    uid: { type: "int", description: "Its number; the host chooses one without it." },
    non_unique: { type: "bool", description: "uid may be another account's too.", default: false },
    group: { type: "str", description: "Its primary group, by name or number; it must be there." },
    groups: {
      type: "list",
      elements: "str",
      description: "The groups it is in; in no others, unless append is true. An empty text: in none.",
    },
    append: { type: "bool", description: "Leave it in its other groups.", default: false },
    comment: { type: "str", description: "Who it is (GECOS)." },
    home: { type: "path", description: "Its home directory." },
    create_home: {
      type: "bool",
      description: "Make the home directory where there is none.",
      default: true,
      aliases: ["createhome"],
    },
    move_home: { type: "bool", description: "Move the old home directory to home.", default: false },
    skeleton: { type: "str", description: "The folder that a new home directory is a copy of; /etc/skel without it." },
    umask: { type: "str", description: "The umask that a new home directory is made with." },
    shell: { type: "str", description: "Its login shell." },
    system: { type: "bool", description: "A new account gets a number of the system's.", default: false },
    password: {
      type: "str",
      description:
        "The hash of its password (password_hash makes one); '*' or '!' for none. Goes through standard input.",
      secret: true,
    },
    update_password: {
      type: "str",
      description: "always: also where the account is there and has another one; on_create: only for a new account.",
      choices: ["always", "on_create"],
      default: "always",
    },
    password_lock: { type: "bool", description: "Lock the password, or unlock it; as it is without this." },
    expires: {
      type: "float",
      description: "When the account ends, in seconds since 1970; only the day counts. A negative number: never.",
    },
    password_expire_min: { type: "int", description: "Days before a password may be changed again." },
    password_expire_max: { type: "int", description: "Days after which a password must be changed." },
    password_expire_warn: { type: "int", description: "Days before that at which people are warned." },
    password_expire_account_disable: {
      type: "int",
      description: "Days after which an account whose password has ended is disabled.",
    },
    uid_min: { type: "int", description: "The least number that the host may choose for a new account." },
    uid_max: { type: "int", description: "The greatest number that the host may choose for a new account." },
    remove: { type: "bool", description: "With state absent: its home directory and mail too.", default: false },
    force: {
      type: "bool",
      description: "With state absent: even if it is logged in. With generate_ssh_key: in place of the key there is.",
      default: false,
    },
    seuser: { type: "str", description: "SELinux user of a new account." },
    local: {
      type: "bool",
      description: "Look in /etc/passwd only, and use libuser's luseradd, lusermod and luserdel.",
      default: false,
    },
    generate_ssh_key: { type: "bool", description: "Make an SSH key where there is none.", default: false },
    ssh_key_type: { type: "str", description: "Kind of that key, as ssh-keygen calls it.", default: "rsa" },
    ssh_key_bits: { type: "int", description: "Its size; 0 leaves it to ssh-keygen.", default: 0 },
    ssh_key_file: { type: "path", description: "Its file, seen from the home directory; .ssh/id_<type> without it." },
    ssh_key_comment: { type: "str", description: "Its comment; `ansible-generated on <host>` without it." },
    ssh_key_passphrase: {
      type: "str",
      description: "Its passphrase; none without it. Goes through standard input.",
      secret: true,
    },
    login_class: { type: "str", description: "Only on BSD; without effect on Linux." },
    profile: { type: "str", description: "Only on Solaris; without effect on Linux." },
    authorization: { type: "str", description: "Only on Solaris; without effect on Linux." },
    role: { type: "str", description: "Only on Solaris; without effect on Linux." },
    hidden: { type: "bool", description: "Only on macOS; without effect on Linux." },
  },
  returns: {
    name: "The account",
    state: "The state that was asked for",
    uid: "Its number",
    group: "The number of its primary group",
    groups: "The groups that were asked for, with commas",
    comment: "Who it is",
    home: "Its home directory",
    shell: "Its login shell",
    append: "What was asked for, for an account that was there",
    move_home: "What was asked for, for an account that was there",
    create_home: "What was asked for, for a new account",
    system: "What was asked for, for a new account",
    force: "What was asked for, with state absent",
    remove: "What was asked for, with state absent",
    password: "NOT_LOGGING_PASSWORD, where one was given",
    ssh_key_file: "The file of the SSH key, with generate_ssh_key",
    ssh_public_key: "Its public part",
    ssh_fingerprint: "Its fingerprint, as ssh-keygen prints it",
    stdout: "What the host's programs printed, where they did",
    stderr: "What they complained of, where they did",
  },
  example: `- name: Who deploys
  user:
    name: deploy
    groups: [docker, adm]
    append: true
    shell: /bin/bash
    password: "{{ deploy_password_hash }}"
`,
  notes: [
    "Accounts are root's to change: write become: true.",
    "Hosts without useradd (Alpine) are served with busybox's adduser, deluser and delgroup; what these cannot change is refused.",
    "A new account gets its hash in a second step: with update_password on_create it stays without one where the host dies in between.",
    "force with generate_ssh_key and a key that is there makes a new one once a run: it cannot tell whether it is needed.",
  ],
};
