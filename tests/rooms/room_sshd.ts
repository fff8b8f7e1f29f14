// An sshd in a room: a host with a root of its own, for us and for Ansible.
//
//   await using room = await openRoom();
//   await using door = await roomSshd(room);
//   `web ansible_host=127.0.0.1 ${door.variables}`                   // a line of an inventory
import assert from "node:assert/strict";
import { done, eventually } from "../sshd/processes.ts";
import { freePort } from "../sshd/sshd.ts";
import type { Room } from "./room.ts";

/** It ends with its room, or when it is disposed of. */
export interface RoomSshd extends AsyncDisposable {
  readonly port: number;
  /** A folder outside: `id` (the private key that lets anybody in, as any user), `known_hosts`. */
  readonly folder: string;
  /** Words for ssh, before the destination: nothing of the user's own configuration is read. */
  readonly arguments: string[];
  /** Connection variables of an inventory's line, for both programs: as root, by the key. */
  readonly variables: string;
  /** Starts it again on the same port with the same keys, where it was ended or its room's processes were. */
  start(): Promise<void>;
  /** Ends the listener and all who are logged in. */
  stop(): Promise<void>;
}

// Below /run, which is the room's own and no part of what was changed in it. A link leads to the pid that the room knows.
const FILES = "/run/ftl2-sshd";

/** Starts it, and resolves when it accepts. */
export async function roomSshd(room: Room, { config = [] }: { config?: string[] } = {}): Promise<RoomSshd> {
  const folder = await Deno.makeTempDir({ prefix: "ftl2-roomsshd-" });
  const port = freePort();
  for (const name of ["id", "host"]) {
    await done("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", name, "-f", `${folder}/${name}`]);
  }
  const [type, blob] = (await Deno.readTextFile(`${folder}/host.pub`)).split(" ");
  await Deno.writeTextFile(`${folder}/known_hosts`, `[127.0.0.1]:${port} ${type} ${blob}\n`);
  const lines = [
    ...config,
    ...["ListenAddress 127.0.0.1", `Port ${port}`, `HostKey ${FILES}/host`, `AuthorizedKeysFile ${FILES}/keys`],
    ...[
      `PidFile ${FILES}/pid`,
      "StrictModes no",
      "UsePAM no",
      "PermitRootLogin yes",
      "MaxStartups 500",
      "PrintMotd no",
    ],
    "Subsystem sftp internal-sftp",
  ];
  const files = { keys: await Deno.readTextFile(`${folder}/id.pub`), host: await Deno.readTextFile(`${folder}/host`) };
  await room.sh(`umask 077; mkdir -p /run/sshd; mkdir ${FILES}; chmod 755 ${FILES} /run/sshd
cat >${FILES}/keys <<'EOF'
${files.keys}EOF
chmod 644 ${FILES}/keys
cat >${FILES}/host <<'EOF'
${files.host}EOF
cat >${FILES}/config <<'EOF'
${lines.join("\n")}
EOF`);
  const start = async () => {
    await room.sh(`rm -f ${FILES}/pid; /usr/sbin/sshd -f ${FILES}/config -E ${FILES}/log`);
    await eventually("sshd to listen", () => accepts(port));
  };
  const stop = async () => {
    // Those who are logged in are its children.
    await room.sh(`[ -s ${FILES}/pid ] || exit 0; read -r pid <${FILES}/pid
for child in $(cat /proc/$pid/task/$pid/children); do kill -KILL $(cat /proc/$child/task/$child/children) $child; done
kill -KILL "$pid"; rm -f ${FILES}/pid`).catch(() => undefined);
    await eventually("sshd to end", async () => !await accepts(port));
  };
  await start();
  const words = ["-F", "none", "-o", `IdentityFile=${folder}/id`, "-o", "IdentitiesOnly=yes"]
    .concat(["-o", `UserKnownHostsFile=${folder}/known_hosts`, "-o", "GlobalKnownHostsFile=none"]);
  return {
    port,
    folder,
    arguments: ["-p", String(port), ...words],
    variables: `ansible_host=127.0.0.1 ansible_port=${port} ansible_user=root ansible_ssh_common_args='${
      words.join(" ")
    }'`,
    start,
    stop,
    [Symbol.asyncDispose]: async () => {
      await stop();
      await Deno.remove(folder, { recursive: true });
    },
  };
}

async function accepts(port: number): Promise<boolean> {
  try {
    using connection = await Deno.connect({ hostname: "127.0.0.1", port });
    assert.ok(connection);
    return true;
  } catch {
    return false;
  }
}
