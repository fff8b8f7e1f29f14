// A fleet that grows while it is at work, with a real sshd as the new host.
import assert from "node:assert/strict";
import { growingFleet } from "../../src/app/growing_fleet.ts";
import { noPlaybook } from "../../src/app/no_playbook.ts";
import { watchedState } from "../../src/app/watched_state.ts";
import { readInventory } from "../../src/inventory/read_inventory.ts";
import type { StateOp } from "../../src/model/decision.ts";
import type { AddedHost, State } from "../../src/model/resource.ts";
import { entrancesOf } from "../../src/playbook/entrances.ts";
import type { Journal } from "../../src/ports/journal.ts";
import { sshTransport } from "../../src/transports/ssh.ts";
import { memoryFiles } from "../fakes/memory_files.ts";
import { noFarm, sshFarm } from "../sshd/farm.ts";

const files = memoryFiles({ "/i/hosts": "web1\n", "/i/group_vars/web.yml": "ansible_user: root\n" });

function fleet(commonArgs = "") {
  const read = (added: readonly AddedHost[]) => readInventory(["/i/hosts"], { files, added });
  return growingFleet(read([]), {
    added: [],
    read,
    entrances: (inventory) => entrancesOf(noPlaybook("/i"), { inventory, files, reach: { commonArgs } }),
  });
}

Deno.test("growingFleet() knows a host from the moment that it is met, and forgets one that was removed", () => {
  const { inventory, entrances, meet } = fleet();
  const before = entrances.to("web1");
  meet([{ name: "web2", vars: { ansible_host: "192.0.2.7", ansible_port: 2222 }, groups: ["web"] }]);
  assert.deepEqual(inventory.hosts, ["web1", "web2"]);
  assert.deepEqual(inventory.groups.get("web"), ["web2"]);
  const way = { host: "web2", connection: "ssh", address: "192.0.2.7", port: 2222, user: "root" };
  assert.deepEqual(entrances.to("web2"), { way });
  assert.deepEqual(entrances.again({ host: "web2", connection: "ssh" }), { way: { host: "web2", connection: "ssh" } });
  assert.deepEqual(entrances.to("web1"), before);
  meet([]);
  assert.deepEqual(inventory.hosts, ["web1"]);
  assert.deepEqual(inventory.select("web").unmatched, ["web"]);
});

Deno.test({
  name: "growingFleet() enters a host over ssh that was added after it began",
  ignore: noFarm() !== undefined,
  fn: async () => {
    await using farm = await sshFarm();
    const sshd = await farm.sshd({ names: ["fresh"] });
    await using transport = sshTransport();
    const { entrances, meet } = fleet(farm.commonArgs);
    meet([{ name: "fresh", vars: { ansible_host: "fresh", ansible_port: sshd.port }, groups: ["web"] }]);
    await using shell = await transport.open(entrances.to("fresh"), new AbortController().signal);
    const said = await shell.run(["sh", "-c", 'echo "$USER ${SSH_CONNECTION##* }"'], {}, new AbortController().signal);
    assert.equal(said.stdout.trim(), `root ${sshd.port}`);
  },
});

Deno.test("watchedState() tells of the state after each decision that changes it, and whenever somebody asks", async () => {
  let state: State = { resources: [], hosts: [] };
  const heard: State[] = [];
  const inner = {
    state: () => Promise.resolve(state),
    noteDecision: () => {
      state = { ...state, hosts: [{ name: "web2", vars: {}, groups: [] }] };
      return Promise.resolve([]);
    },
  } as Partial<Journal> as Journal;
  const journal = watchedState(inner, (now) => void heard.push(now));
  await journal.noteDecision(1, "model", { kind: "converged", reasoning: "" }, []);
  assert.deepEqual(heard, []);
  const stateOps: StateOp[] = [{ op: "add_host", name: "web2", vars: {}, groups: [] }];
  await journal.noteDecision(1, "model", { kind: "look", reasoning: "", probes: [], stateOps }, []);
  assert.deepEqual(heard, [state]);
  assert.deepEqual(await journal.state(), state);
  assert.equal(heard.length, 2);
});
