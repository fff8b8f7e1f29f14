# Ansible's side of the edits of INI files: lines of JSON with a text and the call's parameters come in, what its function makes of them goes out.
import inspect, json, os, sys, tempfile

sys.path.insert(0, "/usr/lib/python3/dist-packages")
from ansible_collections.community.general.plugins.modules import ini_file


class Module:
    """As much of an AnsibleModule as is asked for where nothing is written."""

    _diff = True
    check_mode = True
    params = {"section_has": None}


known = inspect.signature(ini_file.do_ini).parameters
path = os.path.join(tempfile.mkdtemp(), "f.ini")
for line in sys.stdin:
    call = json.loads(line)
    with open(path, "wb") as file:
        file.write(call["text"].encode())
    params = {name: value for name, value in call["params"].items() if name in known}
    changed, _, diff, msg = ini_file.do_ini(Module(), path, **params)
    print(json.dumps({"changed": changed, "msg": msg, "text": diff["after"] if changed else call["text"]}))
os.remove(path)
os.rmdir(os.path.dirname(path))
