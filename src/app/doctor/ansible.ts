// Python and the Ansible of this machine: wanted only for modules that are not our own.
import { findPython } from "../../ansible/find_python.ts";
import type { Finding } from "../../ports/checkup.ts";
import { ask, shown, variable } from "./here.ts";
import { finding, type Look } from "./look.ts";

const SCRIPT = `import sys, json, os
sys.path[:] = filter(None, sys.path)
said = {"python": "%d.%d.%d" % sys.version_info[:3]}
try:
    from ansible.release import __version__
    import ansible
    said["ansible"] = __version__
    said["at"] = os.path.dirname(ansible.__file__)
except ImportError:
    pass
roots = os.environ.get("ANSIBLE_COLLECTIONS_PATH") or "~/.ansible/collections:/usr/share/ansible/collections"
found = set()
for root in [os.path.expanduser(r) for r in roots.split(":")] + sys.path:
    top = os.path.join(root, "ansible_collections")
    for space in (os.listdir(top) if os.path.isdir(top) else []):
        if os.path.isdir(os.path.join(top, space)) and "." not in space and "_" != space[0]:
            for name in os.listdir(os.path.join(top, space)):
                if os.path.isdir(os.path.join(top, space, name)) and name[0] not in "._":
                    found.add(space + "." + name)
said["collections"] = sorted(found)
print(json.dumps(said))
`;

interface Answer {
  python: string;
  ansible?: string;
  at?: string;
  collections: string[];
}

/** One Python is started. */
export async function ansibleFindings({ install }: Look, signal: AbortSignal): Promise<Finding[]> {
  const candidates = await findPython(variable("PATH") ?? "");
  const get = [
    ...install({ debian: "ansible-core", alpine: "ansible-core", darwin: "ansible" }),
    "pipx install ansible-core",
  ];
  let plain: Answer | undefined;
  for (const { python, program } of candidates) {
    const said = await ask(python, ["-"], { stdin: SCRIPT }, signal);
    const answer = said?.rc === 0 ? JSON.parse(said.stdout) as Answer : undefined;
    if (answer?.ansible !== undefined) return [finding("ansible", "ok", words(answer))];
    if (program !== undefined) {
      const why = answer === undefined
        ? `${python}, which starts it, does not run`
        : `${python} has no package ansible`;
      return [finding("ansible", "warning", `${shown(program)} is here, and ${why}`, get)];
    }
    plain ??= answer;
  }
  const python = plain === undefined ? "no Python" : `Python ${plain.python}, no Ansible`;
  return [
    finding(
      "ansible",
      "note",
      `${python}: all of our own modules work without; only Ansible's need it`,
      get.slice(0, 2),
    ),
  ];
}

function words({ ansible, python, at, collections }: Answer): string {
  const count = collections.length;
  const names = count > 4 ? `${collections.slice(0, 3).join(", ")} and ${count - 3} more` : collections.join(", ");
  const also = count === 0 ? "no collections beside its own" : `${count === 1 ? "collection" : "collections"} ${names}`;
  return `ansible-core ${ansible} (${shown(at ?? "")}), Python ${python}, ${also}`;
}
