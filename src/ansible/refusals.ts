// Why a module of Ansible's cannot be used, and what to write instead.
import type { Refused } from "../ports/ansible.ts";

/** What the controller's Ansible says of a name that is no module which hosts can run. */
export interface NotUsable {
  /** There is none: others of that name in collections, near ones, and the collection that is not installed. */
  unknown?: true;
  same?: string[];
  near?: string[];
  collection?: string | null;
  /** Ansible's own words: it was removed. */
  removed?: string;
  name?: string;
  path?: string;
  style?: "python" | "powershell" | "binary" | "old";
  /** The plugin that does it on the controller. */
  action?: string | null;
}

/** What to write instead of modules whose work Ansible does on the controller. */
const INSTEAD: Record<string, string> = {
  "ansible.posix.synchronize": "copy or unarchive, or a command with rsync that is delegated to localhost",
  "ansible.posix.patch": "copy the patch, then a command with patch -p1 -i",
  "community.general.shutdown": '"command: shutdown -h +1"',
  "community.general.iptables_state": '"shell" with iptables-restore or iptables-save',
  "ansible.builtin.async_status": "the task without async: it may take as long as it takes",
  "ansible.builtin.set_stats": "set_fact",
  "ansible.builtin.validate_argument_spec": "assert",
};

/** Modules whose action plugin only chooses or checks: the module itself runs on a host as it is. */
const RUNS_ANYWAY = new Set([
  // Chooses between dnf4 and dnf5, which the module does again on the host.
  "ansible.builtin.dnf",
  "ansible.builtin.yum",
  // Chooses systemd's module where it can; this one knows systemctl, too.
  "ansible.builtin.service",
]);

/** Whether an action plugin of a module can be left out. */
export function runsAnyway(name: string): boolean {
  return RUNS_ANYWAY.has(name);
}

/** The sentence for a name; undefined for what hosts can run. */
export function refusalOf(asked: string, found: NotUsable, version: string): Refused | undefined {
  if (found.unknown) return { refusal: unknownWords(found, version), unknown: true };
  if (found.removed !== undefined) {
    return { refusal: `Ansible ${version} has no module '${asked}' any more: ${found.removed}` };
  }
  const { name = asked, style, action, path } = found;
  if (style === "powershell") {
    return { refusal: `The module '${name}' is for Windows, and hosts are entered by ssh with a POSIX shell only` };
  }
  if (typeof action === "string" && !runsAnyway(name)) {
    const instead = INSTEAD[name] ?? "modules that do the same on the host, or a command";
    return { refusal: `The module '${name}' is done by a plugin of Ansible's on the controller: write ${instead}` };
  }
  if (style === "python") return undefined;
  const kind = style === "binary" ? "a program" : "not written with AnsibleModule";
  return {
    refusal: `The module '${name}' is ${kind} (${path}), and only modules in Python that use AnsibleModule are run: ` +
      "send it with script instead",
  };
}

function unknownWords(
  { same = [], near = [], collection = null }: NotUsable,
  version: string,
): string {
  if (collection !== null) {
    // A name with a slip of the pen may be anybody's on Galaxy: it is not proposed for installing.
    const then = near.length > 0 ? `did you mean ${list(near)}?` : `ansible-galaxy collection install ${collection}`;
    return `The collection ${collection} is not installed on this machine: ${then}`;
  }
  if (same.length > 0) {
    return `Ansible ${version} has it under ${same.length === 1 ? "its full name" : "full names"} only: write ${
      list(same)
    }`;
  }
  if (near.length > 0) return `Ansible ${version} has none of that name, either: did you mean ${list(near)}?`;
  return `Ansible ${version} has none of that name, either: \`modules --all\` lists those there are`;

  function list(names: readonly string[]): string {
    return names.map((name) => `'${name}'`).join(" or ");
  }
}
