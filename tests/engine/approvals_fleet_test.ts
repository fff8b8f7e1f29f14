// Approvals of a playbook on many hosts, which answer in no certain order.
import assert from "node:assert/strict";
import type { PolicyRule } from "../../src/policy/policy.ts";
import type { Shell } from "../../src/ports/shell.ts";
import { bound } from "./breaking_shells.ts";
import { Machines, plays } from "./machines.ts";

const HOSTS = ["a@a", "b@b", "c@c"];
const ASKED: PolicyRule = {
  decision: "ask",
  match: { module: ["copy"], params: {} },
  reason: "it is looked at",
  place: "p:1",
};

Deno.test("runLoop() takes a yes to a playbook's actions on many hosts, whichever of them answers first when they are looked at again", async () => {
  await using ground = new Machines();
  let last = "a@a";
  let looks = 0;
  /** Nothing of the last host is looked at before the others have been. */
  const held = (shell: Shell, host: string): Shell => ({
    ...bound(shell),
    run: async (argv, options, signal) => {
      if (host !== last) looks++;
      for (let seen = -1; host === last && seen !== looks;) {
        seen = looks;
        for (let turns = 0; turns < 5; turns++) await shell.run(["true"]);
      }
      return await shell.run(argv, options, signal);
    },
  });
  await using loop = await ground.loop("one", {
    playbook: plays([`{name: file, copy: {content: x, dest: "DIR/{{ inventory_hostname }}"}}`]),
    hosts: [HOSTS],
    world: () => ({ policy: { file: "p", rules: [ASKED] } }),
    shell: held,
  });
  assert.equal((await loop.visit()).kind, "paused");
  const [prompt] = await loop.store.archive.prompts({ loop: loop.id, open: true });
  assert.deepEqual(prompt?.shown?.map(({ host }) => host), HOSTS);
  await loop.store.queue.answer(prompt!.id, "yes", "test");
  last = "c@c";
  assert.equal(await loop.visits(), "completed");
  assert.deepEqual(HOSTS.map((host) => ground.lines(host)), [["x"], ["x"], ["x"]]);
  assert.deepEqual(ground.rows("select count(*) from prompts"), ["1"]);
});
