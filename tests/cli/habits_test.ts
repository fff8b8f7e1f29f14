// What hands used to Ansible's other programs type, and what they are told to type instead.
import assert from "node:assert/strict";
import { run } from "./scripted_app.ts";

Deno.test("main tells who types `ansible` what to type for one task", async () => {
  for (
    const argv of [
      ["web", "-m", "ping"],
      ["-i", "hosts", "web", "-m", "ping"],
      ["web", "-i", "hosts", "-a", "uptime"],
    ]
  ) {
    const { exit, err } = await run(argv);
    assert.equal(exit, 2);
    assert.match(err(), /\nFor one task write the task into a playbook .*`run -f FILE`\n$/, argv.join(" "));
  }
  const { exit, err, asked } = await run(["run", "-i", "hosts", "site.yml", "-m", "ping"]);
  assert.deepEqual({ exit, opened: asked.opened }, { exit: 2, opened: [] });
  assert.match(err(), /^error: --module-name is ansible's: write the task into a playbook/);
});

Deno.test("main tells who leaves out the command where it belongs", async () => {
  const bare = await run(["my site.yml", "-i", "hosts"]);
  assert.equal(bare.exit, 2);
  assert.match(bare.err(), /\nType ftl2-enterprise run 'my site\.yml' -i hosts\n$/);
  const flags = await run(["-i", "hosts", "site.yml"]);
  assert.equal(flags.exit, 2);
  assert.match(flags.err(), /\nIts place is behind a command: ftl2-enterprise run --help\n$/);
  const ours = await run(["--db", "x.db", "status", "-a", "--nope"]);
  assert.match(ours.err(), /\nType ftl2-enterprise --db x\.db status --help|\nType ftl2-enterprise status --help/);
  const slip = await run(["stauts"]);
  assert.match(slip.err(), /\nDid you mean status\?\n$/);
});

Deno.test("hosts answers ansible-inventory's own flags with what to type instead", async () => {
  for (const words of [["--list"], ["--host", "web1"], ["--graph", "--vars"]]) {
    const { exit, err, asked } = await run(["hosts", "-i", "inventory", ...words]);
    assert.deepEqual({ exit, opened: asked.opened }, { exit: 2, opened: [] });
    assert.match(err(), /^error: --(list|host|vars) is ansible-inventory's: .{20,}/);
  }
});
