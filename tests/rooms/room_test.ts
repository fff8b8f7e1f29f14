// A room keeps to itself what is done in it, and tells what that was.
import assert from "node:assert/strict";
import { roomSshd } from "./room_sshd.ts";
import { noRoom, openRoom, prepareRooms } from "./room.ts";

Deno.test(
  "openRoom() opens a copy of this machine that keeps its writes",
  { ignore: noRoom() !== undefined },
  async () => {
    await using ground = await prepareRooms("echo start >/srv/start; echo two >/srv/two");
    const room = await openRoom({ ground });
    try {
      assert.equal(await room.sh("cat /srv/start; hostname"), "start\nroom\n");
      await room.sh("useradd -M ftl2inroom && mkdir /srv/made && rm /srv/start && hostname other && touch /srv/two");
      assert.match(await room.sh("id ftl2inroom"), /ftl2inroom/);
      assert.doesNotMatch(await Deno.readTextFile("/etc/passwd"), /ftl2inroom/);
      assert.notEqual(Deno.hostname(), "other");
      const changed = room.changed();
      assert.ok(changed.some((line) => line.startsWith("/srv/made directory 755 0:0")), changed.join("\n"));
      assert.ok(changed.some((line) => line.startsWith("/srv/start other")), changed.join("\n"));
      for (const same of ["/etc/machine-id", "/srv/two", "/srv directory", "/etc directory"]) {
        assert.ok(!changed.some((line) => line.startsWith(same)), changed.join("\n"));
      }
    } finally {
      await room[Symbol.asyncDispose]();
    }
    assert.throws(() => Deno.statSync(room.written), Deno.errors.NotFound);
    assert.throws(() => Deno.statSync(`/proc/${room.pid}`), Deno.errors.NotFound);
  },
);

Deno.test(
  "roomSshd() lets ssh into the room, again after it was ended",
  { ignore: noRoom() !== undefined },
  async () => {
    await using room = await openRoom({ hostname: "inner" });
    await using door = await roomSshd(room);
    const asked = async () => {
      const args = [...door.arguments, "root@127.0.0.1", "hostname; echo $HOME"];
      const { stdout, stderr } = await new Deno.Command("ssh", { args, stdin: "null" }).output();
      return new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
    };
    assert.equal(await asked(), "inner\n/root\n");
    await door.stop();
    assert.match(await asked(), /refused/);
    await door.start();
    assert.equal(await asked(), "inner\n/root\n");
    assert.deepEqual(room.changed().filter((line) => !/^\/(root|var\/log)/.test(line)), []);
  },
);

Deno.test("openRoom() keeps the machine's clock from who is in it", { ignore: noRoom() !== undefined }, async () => {
  await using room = await openRoom();
  assert.match(await room.sh("date -s '2001-01-01 00:00:00' 2>&1; date +%Y"), /not permitted[\s\S]*\n(?!2001)\d+\n$/);
});
