// Which owners of leases have ended, as readers are told.
import assert from "node:assert/strict";
import { goneOwners, withoutGone } from "../../src/app/gone_owners.ts";
import type { Queue, WorkerRow } from "../../src/ports/queue.ts";
import { ownerName } from "../../src/worker/owner.ts";

/** A process of this machine, and its name as an owner. */
function sleeper(): { child: Deno.ChildProcess; owner: string } {
  const child = new Deno.Command("sleep", { args: ["60"] }).spawn();
  const stat = Deno.readTextFileSync(`/proc/${child.pid}/stat`);
  const [host, boot, , , namespace] = ownerName().split("/");
  const start = stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
  return { child, owner: [host, boot, child.pid, start, namespace].join("/") };
}

Deno.test("goneOwners() tells of a process that was killed, at the next look at the latest", async () => {
  const { child, owner } = sleeper();
  let now = 0;
  const isGone = goneOwners(() => now);
  assert.equal(isGone(owner), false);
  child.kill("SIGKILL");
  await child.status;
  now += 500;
  assert.equal(isGone(owner), true);
  assert.equal(isGone(ownerName()), false);
});

Deno.test("goneOwners() tells of nobody where this process may start no program, and asks for no permission", {
  permissions: { read: true, sys: true },
}, () => {
  const { Command } = Deno;
  let asked = 0;
  Deno.Command = class extends Command {
    constructor(command: string, options?: Deno.CommandOptions) {
      asked++;
      super(command, options);
    }
  };
  try {
    assert.equal(goneOwners(() => 0)(`${Deno.hostname()}/boot/1/1/1`), false);
  } finally {
    Deno.Command = Command;
  }
  assert.equal(asked, 0);
});

Deno.test("withoutGone() counts no worker that was killed", async () => {
  const rows = ["a", "b"].map((name) => ({ name }) as WorkerRow);
  const queue = { workers: () => Promise.resolve(rows) } as Partial<Queue> as Queue;
  assert.deepEqual(await withoutGone(queue, (name) => name === "a").workers(), [{ name: "b" }]);
});
