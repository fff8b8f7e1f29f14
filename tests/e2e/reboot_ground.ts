// A host that can be rebooted: a room with an sshd, and a stand-in for `shutdown` that ends every login, takes another boot id and brings sshd back.
import { openRoom, type Room } from "../rooms/room.ts";
import { type RoomSshd, roomSshd } from "../rooms/room_sshd.ts";
import { Ground } from "./program.ts";

/**
 * Notes each call in /root/shutdowns. /root/how says how it goes: `abrupt` (the session that called it dies with the rest), `later` (only when /root/now is
 * there), `never` (sshd does not come back), `refuses`. While /root/hold is there, the host stays down.
 */
const SHUTDOWN = `#!/bin/sh
echo "$*" >>/root/shutdowns
how=$(cat /root/how)
[ "$how" != refuses ] || { echo "not now" >&2; exit 1; }
setsid sh /root/goes_down "$how" $$ </dev/null >/dev/null 2>&1 &
[ "$how" != abrupt ] || while :; do sleep 1; done
`;
const GOES_DOWN = `read -r pid </run/ftl2-sshd/pid
while [ "$1" = later ] && [ ! -e /root/now ]; do sleep 0.05; done
[ "$1" = abrupt ] || while kill -0 "$2" 2>/dev/null; do sleep 0.05; done
for child in $(cat /proc/$pid/task/$pid/children); do kill -KILL $(cat /proc/$child/task/$child/children) $child; done
kill -KILL "$pid"; rm -f /run/ftl2-sshd/pid
cat /proc/sys/kernel/random/uuid >/run/boot_id
mount --bind /run/boot_id /proc/sys/kernel/random/boot_id
[ "$1" != never ] || exit 0
while [ -e /root/hold ]; do sleep 0.05; done
/usr/sbin/sshd -f /run/ftl2-sshd/config -E /run/ftl2-sshd/log
`;

/** One such host, called web, and the program beside it. */
export interface Rebootable extends AsyncDisposable {
  room: Room;
  door: RoomSshd;
  ground: Ground;
  /** Words for the program. */
  inventory: string[];
  /** Lines of a file in the room's /root. */
  lines(name: string): Promise<string[]>;
}

/** Opens it. */
export async function rebootable(how = ""): Promise<Rebootable> {
  const room = await openRoom();
  const door = await roomSshd(room);
  const ground = new Ground();
  await room.sh(`mkdir -p /opt/sbin; cat >/opt/sbin/shutdown <<'STAND_IN'
${SHUTDOWN}STAND_IN
cat >/root/goes_down <<'STAND_IN'
${GOES_DOWN}STAND_IN
chmod 755 /opt/sbin/shutdown; echo ${how} >/root/how`);
  const inventory = ground.write("hosts", `web ${door.variables} ansible_timeout=30\n`);
  return {
    ...{ room, door, ground },
    inventory: ["-i", inventory],
    lines: async (name) => (await room.sh(`cat /root/${name} 2>/dev/null || :`)).split("\n").filter((line) => line),
    [Symbol.asyncDispose]: async () => {
      ground[Symbol.dispose]();
      await door[Symbol.asyncDispose]();
      await room[Symbol.asyncDispose]();
    },
  };
}

/** Whether nobody listens at a port of this machine. */
export async function isDown(port: number): Promise<boolean> {
  try {
    using open = await Deno.connect({ hostname: "127.0.0.1", port });
    return open === undefined;
  } catch {
    return true;
  }
}
