# The file tasks of fleet_bench.ts as a script of FTL2: touched, looked at, removed.
import asyncio
import os

from ftl2 import automation


async def main():
    made = os.environ["BENCH_MADE"]
    count = int(os.environ["BENCH_TASKS"]) // 3
    async with automation(inventory=os.environ["BENCH_INVENTORY"], fail_fast=True) as ftl:
        for state in ["touch", "stat", "absent"]:
            for n in range(count):
                tasks = []
                for name in os.environ["BENCH_NAMES"].split(","):
                    host, path = getattr(ftl, name), f"{made}/{name}-{n}"
                    tasks.append(host.stat(path=path) if state == "stat" else host.file(path=path, state=state))
                await asyncio.gather(*tasks)


asyncio.run(main())
