# Ansible's own answers: an inventory's path in argv, a pattern (text or list) and a limit (or null) a line in; first the names, then an answer a line out.
import json
import sys

from ansible.inventory.manager import InventoryManager
from ansible.parsing.dataloader import DataLoader
from ansible.utils.display import Display

warned = []
Display.warning = lambda self, message, formatted=False: warned.append(message)
manager = InventoryManager(loader=DataLoader(), sources=[sys.argv[1]])
asked = manager._inventory.hosts
groups = {name: [host.name for host in group.get_hosts()] for name, group in manager.groups.items()}
print(json.dumps({"hosts": list(asked), "groups": groups}), flush=True)
localhost = manager._inventory.localhost

for line in sys.stdin:
    pattern, limit = json.loads(line)
    warned.clear()
    manager.clear_caches()
    # The implicit localhost is called as it was first asked for: each question begins without one.
    manager._inventory.localhost = localhost
    try:
        manager.subset(limit)
        answer = {"hosts": [host.name for host in manager.get_hosts(pattern)]}
    except Exception as error:
        answer = {"error": f"{type(error).__name__}: {error}"}
    prefix = "Could not match supplied host pattern, ignoring: "
    answer["unmatched"] = [text[len(prefix):] for text in warned if text.startswith(prefix)]
    print(json.dumps(answer), flush=True)
