# Ansible's side of the edits of cron's tables: lines of JSON with a table and the call's parameters come in, what its class makes of them goes out.
import json, os, sys, tempfile

sys.path.insert(0, "/usr/lib/python3/dist-packages")
from ansible.modules import cron


class Module:
    """As much of an AnsibleModule as a table asks for."""

    def get_bin_path(self, name, required):
        return name

    def fail_json(self, msg):
        raise LookupError(msg)


def edit(table, call):
    """What the module does with a table once its parameters are checked; whether that changed something."""
    name, job, present = call["name"], call["job"], call["present"]
    if call["env"]:
        line, old = '%s="%s"' % (name, job), table.find_env(name)
        if not present:
            table.remove_env(name)
            return len(old) > 0
        if len(old) == 0:
            table.add_env(line, call.get("after"), call.get("before"))
        elif old[1] != line:
            table.update_env(name, line)
        return len(old) == 0 or old[1] != line
    if not present:
        old = table.find_job(name)
        if len(old) > 0:
            table.remove_job(name)
        return len(old) > 0
    line = table.get_cron_job("*", "*", "*", "*", "*", job, None, False)
    old = table.find_job(name, line)
    if len(old) == 0:
        table.add_job(name, line)
    elif old[1] != line or len(old) > 2:
        table.update_job(name, line)
    return len(old) != 2 or old[1] != line


path = os.path.join(tempfile.mkdtemp(), "table")
for line in sys.stdin:
    call = json.loads(line)
    with open(path, "wb") as file:
        file.write(call["text"].encode())
    table = cron.CronTab(Module(), "u", path)
    try:
        told = {"changed": edit(table, call), "text": table.render(), "jobs": table.get_jobnames(), "envs": table.get_envnames()}
    except LookupError:
        told = {"missing": True}
    print(json.dumps(told))
os.remove(path)
os.rmdir(os.path.dirname(path))
