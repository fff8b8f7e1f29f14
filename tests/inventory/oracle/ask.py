# Ansible's own answers about inventories: the text of `ansible-inventory --list`, and what that leaves out.
import contextlib
import io
import json
import os
import sys

from ansible.cli.inventory import INTERNAL_VARS, InventoryCLI


def describe(case):
    os.chdir(case["cwd"])
    args = ["ansible-inventory", "--list"]
    for source in case["sources"]:
        args += ["-i", source]
    if case.get("folder"):
        args += ["--playbook-dir", case["folder"]]
    cli = InventoryCLI(args)
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed), contextlib.suppress(SystemExit):
        cli.run()
    inventory = cli.inventory
    here = inventory.get_host("localhost")
    return {
        "listed": printed.getvalue(),
        "hosts": [host.name for host in inventory.get_hosts("all")],
        "groups": list(inventory.get_groups_dict().items()),
        "names": {host.name: host.get_magic_vars()["group_names"] for host in inventory.hosts.values()},
        "files": {host.name: host.vars.get("inventory_file") for host in inventory.hosts.values()},
        "here": json.dumps(
            {
                name: value
                for name, value in cli.vm.get_vars(host=here, include_hostvars=False, stage="all").items()
                if name not in INTERNAL_VARS and not (here.implicit and name == "ansible_python_interpreter")
            },
            default=str,
        ),
    }


def forked(case):
    # What Ansible keeps in globals dies with the child.
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        with os.fdopen(writer, "w") as pipe:
            try:
                answer = describe(case)
            except BaseException as error:
                answer = {"error": str(error)}
            json.dump(answer, pipe)
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as pipe:
        answer = json.load(pipe)
    os.waitpid(child, 0)
    return answer


json.dump([forked(case) for case in json.load(sys.stdin)], sys.stdout)
