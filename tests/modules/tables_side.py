# Ansible's side of the edits of fstab and of files of settings: lines of JSON with a text and a call come in, the text afterwards goes out.
import json, os, sys, tempfile

sys.path.insert(0, "/usr/lib/python3/dist-packages")
from ansible_collections.ansible.posix.plugins.modules import mount, sysctl


class Module:
    """As much of an AnsibleModule as is asked for."""

    check_mode = False

    def __init__(self, **params):
        self.params = dict(params, backup=False)

    def get_bin_path(self, name, required):
        return name

    def run_command(self, command, **terms):
        return (0, "", "")

    def atomic_move(self, source, target):
        os.rename(source, target)


path = os.path.join(tempfile.mkdtemp(), "table")
for line in sys.stdin:
    call = json.loads(line)
    with open(path, "wb") as file:
        file.write(call["text"].encode())
    if "system" in call:
        edit = mount.set_mount if call["present"] else mount.unset_mount
        edit(Module(), dict(call["system"], fstab=path))
    else:
        state = "present" if call["present"] else "absent"
        sysctl.SysctlModule(Module(
            name=call["name"], value=call["value"], state=state, sysctl_file=path, reload=False, sysctl_set=False, ignoreerrors=False))
    with open(path, "rb") as file:
        print(json.dumps({"text": file.read().decode()}))
os.remove(path)
os.rmdir(os.path.dirname(path))
