# The file tasks of fleet_bench.ts as a deploy of pyinfra 3: touched, looked at, removed.
import os

from pyinfra import host
from pyinfra.operations import files, server

made = os.environ["BENCH_MADE"]
paths = [f"{made}/{host.name}-{n}" for n in range(int(os.environ["BENCH_TASKS"]) // 3)]

for path in paths:
    files.file(name=f"touch {path}", path=path, touch=True)
for path in paths:
    server.shell(name=f"stat {path}", commands=[f"stat {path}"])
for path in paths:
    files.file(name=f"remove {path}", path=path, present=False)
