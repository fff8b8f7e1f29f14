// Entries that are written anew on hosts without usermod and groupmod, beside others who write them, and after a deed that was killed.
import assert from "node:assert/strict";
import { editGid } from "../../src/modules/accounts/group_line.ts";
import { busyboxCommands } from "../../src/modules/accounts/user_busybox.ts";
import { noRoom, openRoom } from "../rooms/room.ts";
import { Stage } from "./stage.ts";

const ignore = noRoom() !== undefined;
const ACCOUNTS = "groupadd -g 1600 deploy; useradd -m -u 1900 -g deploy -c Ann ann";
const LOOK = "getent group deploy; getent passwd ann; ls /etc/group+ /etc/passwd+ 2>/dev/null || :";
const MODES = "stat -c '%a %U' /etc/group /etc/passwd";

function edits(gid: number, shell: string) {
  const changes = { shell, comment: "it's & \\n %s" };
  return [
    editGid("deploy", 1600, gid),
    ...busyboxCommands({}, { name: "ann", changes, member: [], move: false }),
  ];
}

for (const words of [["sh"], ["bash"], ["busybox", "sh"]]) {
  Deno.test(
    `editEntry() writes one entry, also after a deed that was killed (${words.join(" ")})`,
    { ignore },
    async () => {
      await using room = await openRoom();
      await room.sh(
        `${ACCOUNTS}; mv /bin/mv /bin/mv.real; printf '#!/bin/sh\\nkill -KILL $PPID\\n' >/bin/mv; chmod 755 /bin/mv`,
      );
      await using stage = await Stage.inRoom(room, words);
      const before = await room.sh(LOOK);
      for (const { argv } of edits(1601, "/bin/bash")) assert.notEqual((await stage.shell.run(argv)).rc, 0);
      assert.equal(await room.sh(LOOK), `${before}/etc/group+\n/etc/passwd+\n`, "nobody was killed");
      await room.sh("mv.real -f /bin/mv.real /bin/mv");
      for (const { argv } of edits(1601, "/bin/bash")) {
        const { rc, stderr } = await stage.shell.run(argv);
        assert.deepEqual([rc, stderr], [0, ""]);
      }
      assert.equal(await room.sh(LOOK), "deploy:x:1601:\nann:x:1900:1600:it's & \\n %s:/home/ann:/bin/bash\n");
      assert.equal(await room.sh(MODES), "644 root\n644 root\n");
    },
  );
}

Deno.test("editEntry() leaves the file to whoever writes it meanwhile", { ignore }, async () => {
  await using room = await openRoom();
  await room.sh(`${ACCOUNTS}; : >/etc/group+; ln -s ftl2-1 /etc/passwd+`);
  await using stage = await Stage.inRoom(room);
  const before = await room.sh(LOOK);
  for (const { argv } of edits(1601, "/bin/bash")) {
    const { rc, stderr } = await stage.shell.run(argv);
    assert.equal(rc, 1);
    assert.match(
      stderr,
      /^\/etc\/(group|passwd)\+ is there: another program changes accounts; if none does, remove that file\n$/,
    );
  }
  assert.equal(await room.sh(LOOK), before);
});
