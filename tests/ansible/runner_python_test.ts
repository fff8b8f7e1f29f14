// Hosts without a Python, sessions that are killed, and a host that has no room.
import assert from "node:assert/strict";
import { Stage } from "../modules/stage.ts";
import { noOracle } from "../modules/oracle/suites.ts";
import { noRoom, openRoom } from "../rooms/room.ts";
import { localTransport } from "../../src/transports/local.ts";
import { lives, until } from "../contracts/shell_stage.ts";
import { enter } from "../fakes/entrances.ts";
import { callOn, done, oddModule, seen } from "./odd.ts";
import { pythons } from "./runner_contract.ts";

const ignore = await noOracle() !== undefined;

Deno.test({
  name: "ansibleModule() on a host without Python fails with what to do",
  ignore: ignore || noRoom() !== undefined,
}, async () => {
  await using room = await openRoom();
  await room.sh("rm -f /usr/bin/python* /usr/local/bin/python* /usr/libexec/platform-python");
  await using stage = await Stage.inRoom(room, ["env", "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "sh"]);
  const sentence =
    "The host has no Python 3.6 or newer, which Ansible's modules need: install python3 there, or set ansible_python_interpreter";
  const plan = await (await oddModule()).look(callOn(stage.shell, { deed: "tell" }));
  assert.deepEqual([plan.kind, plan.result["msg"]], ["fail", sentence]);
  const receipt = { loop: "none", action: 1, token: 1 };
  assert.equal((await done(stage.shell, { deed: "tell" }, { receipt }))["msg"], sentence);
  await room.sh("printf '#!/bin/sh\\nexit 3\\n' >/usr/bin/python3; chmod 755 /usr/bin/python3");
  assert.equal((await seen(stage.shell, { deed: "tell" }))["msg"], sentence);
});

Deno.test({ name: "ansibleModule() calls a difference without a name after the module", ignore }, async () => {
  const receipts = await Deno.makeTempDir();
  const shell = await localTransport({ receipts }).open(enter("localhost"));
  const module = await oddModule();
  for (const [path, header] of [[undefined, "odd_module"], ["/srv/x", "/srv/x"]] as const) {
    const params = { deed: "differ", text: "b", ...(path === undefined ? {} : { path }) };
    const plan = await module.look(callOn(shell, params));
    assert(plan.kind === "change");
    assert.deepEqual(plan.diff.map((each) => each.header), [header]);
  }
  await shell[Symbol.asyncDispose]();
  await Deno.remove(receipts, { recursive: true });
});

Deno.test(
  { name: "ansibleModule(): a Python whose session is killed goes, and takes what was sent with it", ignore },
  async () => {
    const receipts = await Deno.makeTempDir();
    const shell = await localTransport({ receipts }).open(enter("localhost"));
    await seen(shell, { deed: "tell" });
    const [pid = 0] = await pythons(shell);
    const session = (await Deno.readTextFile(`${shell.folder}/ansible/session`)).trim();
    await new Deno.Command("kill", { args: ["-KILL", session] }).output();
    await until("the Python's end", async () => !await lives(pid));
    await assert.rejects(Deno.stat(`${shell.folder}/ansible`), Deno.errors.NotFound);
    await shell[Symbol.asyncDispose]();
    await Deno.remove(receipts, { recursive: true });
  },
);
