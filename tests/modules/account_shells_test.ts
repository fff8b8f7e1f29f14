// Accounts and keys through every shell that a host may have, and through a session that does not find the programs of the system's folders.
import assert from "node:assert/strict";
import type { JsonObject } from "../../src/model/json.ts";
import { modules } from "../../src/modules/registry.ts";
import { noRoom, openRoom } from "../rooms/room.ts";
import { lacking } from "./needs.ts";
import { Stage } from "./stage.ts";

const HASH = `$6$saltsalt$${"a".repeat(86)}`;
const KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA4xkI9yGYPDQcAmUvpGCoZY6kEhgx6YhHYMjLjnC/h/ home";

const TASKS: [module: string, params: JsonObject][] = [
  ["group", { name: "deploy", gid: 1600 }],
  ["user", {
    ...{
      name: "ann",
      uid: 1500,
      groups: ["deploy"],
      home: "/srv/team/ann",
      password: HASH,
      password_lock: true,
      expires: 1893456000,
    },
    ...{
      comment: 'it\'s "Ann" \\n %s',
      generate_ssh_key: true,
      ssh_key_type: "ed25519",
      ssh_key_passphrase: "sesame, $open",
    },
  }],
  ["user", {
    name: "ann",
    shell: "/bin/bash",
    groups: "",
    password: HASH,
    password_lock: false,
    password_expire_max: 90,
  }],
  ["ansible.posix.authorized_key", { user: "ann", key: KEY, key_options: 'from="a,b",no-pty' }],
  ["known_hosts", { name: "[a.b]:22", key: `[a.b]:22 ${KEY}`, path: "/etc/ssh/ssh_known_hosts", hash_host: true }],
];
const ENDS: [module: string, params: JsonObject][] = [
  ["ansible.posix.authorized_key", { user: "ann", key: KEY, state: "absent" }],
  ["known_hosts", { name: "[a.b]:22", path: "/etc/ssh/ssh_known_hosts", state: "absent" }],
  ["user", { name: "ann", state: "absent", remove: true }],
  ["group", { name: "deploy", state: "absent" }],
];

for (const words of [["sh"], ["bash"], ["busybox", "sh"], ["env", "PATH=/usr/bin:/bin", "sh"]]) {
  Deno.test({
    name: `user, group, authorized_key and known_hosts act and find nothing to do then (${words.join(" ")})`,
    ignore: noRoom() !== undefined || lacking("bash", "busybox", "ssh-keygen"),
    fn: async () => {
      await using room = await openRoom();
      await using stage = await Stage.inRoom(room, words);
      const registry = modules();
      const run = async ([name, params]: [string, JsonObject]) => {
        const module = registry.get(name);
        assert.ok(module !== undefined);
        const { result } = await stage.run(module, params);
        assert.deepEqual([result.changed, result.failed ?? false], [true, false], JSON.stringify(result));
        const again = await stage.run(module, params);
        assert.equal(again.plan.kind, "same", JSON.stringify(again));
      };
      for (const task of TASKS) await run(task);
      assert.equal(
        await room.sh(
          "getent passwd ann; id -Gn ann; grep ^ann: /etc/shadow | cut -d: -f2,4-; ls -A /srv/team/ann/.ssh",
        ),
        `ann:x:1500:1500:it's "Ann" \\n %s:/srv/team/ann:/bin/bash\nann\n${HASH}:0:90:7::21915:\n` +
          "authorized_keys\nid_ed25519\nid_ed25519.pub\n",
      );
      await room.sh("ssh-keygen -y -P 'sesame, $open' -f /srv/team/ann/.ssh/id_ed25519");
      assert.equal(await room.sh("cat /srv/team/ann/.ssh/authorized_keys"), `from="a,b",no-pty ${KEY}\n`);
      assert.match(await room.sh("ssh-keygen -F '[a.b]:22' -f /etc/ssh/ssh_known_hosts"), /found: line 1/);
      for (const task of ENDS) await run(task);
      assert.equal(
        await room.sh(
          "cat /etc/ssh/ssh_known_hosts; ls /srv/team; getent passwd ann || getent group deploy || echo none",
        ),
        "none\n",
      );
    },
  });
}
