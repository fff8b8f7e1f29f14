// The unit that `unit` prints, under a real systemd: it works closed off, comes back after kill -9, and ends in time.
import assert from "node:assert/strict";
import { bundled } from "../packaging/bundled.ts";
import { noRoom, openRoom, prepareRooms, type Room } from "../rooms/room.ts";
import { BOOTED, SYSTEMD_GROUND, SYSTEMD_ROOM, tidyBranches } from "../rooms/systemd_room.ts";

const HOME = "/var/lib/ftl2-enterprise";
const PROGRAM = "/usr/local/bin/ftl2-enterprise";
const AS =
  `cd / && HOME=${HOME} DENO_DIR=/tmp/deno setpriv --reuid ftl2 --regid ftl2 --clear-groups ${PROGRAM} --db ${HOME}/loops.db`;

/** Waits in the room until a shell text holds; a minute at most. */
function until(holds: string): string {
  return `end=$(($(date +%s) + 60)); until { ${holds}; }; do [ "$(date +%s)" -lt $end ] || { systemctl status ftl2-enterprise >&2; exit 1; }; done\n`;
}

/** A room with the program on PATH, and its unit as the program prints it there. */
async function ready(flags: string): Promise<Room & { ground: AsyncDisposable }> {
  const bundle = await bundled();
  const script = `cp ${bundle} ${PROGRAM}; chmod 755 ${PROGRAM}
useradd --system --home-dir ${HOME} --shell /usr/sbin/nologin ftl2
mkdir -p /etc/ftl2 /etc/ftl2-enterprise
HOME=/root DENO_DIR=/tmp/unit ${PROGRAM} unit ${flags} >/etc/systemd/system/ftl2-enterprise.service
echo 'GREETING=from the environment file' >/etc/ftl2-enterprise/environment; chmod 600 /etc/ftl2-enterprise/environment
mkdir -p /etc/systemd/system/ftl2-enterprise.service.d
printf '[Unit]\\nDefaultDependencies=no\\n' >/etc/systemd/system/ftl2-enterprise.service.d/room.conf
ln -sf /dev/null /etc/systemd/system/network-online.target
`;
  const ground = await prepareRooms(`${SYSTEMD_GROUND}${script}`);
  const room = await openRoom({ ground, ...SYSTEMD_ROOM, init: `ip link set lo up\n${SYSTEMD_ROOM.init}` });
  await room.sh(BOOTED);
  return Object.assign(room, { ground });
}

const play = (task: string) => `- hosts: localhost\n  gather_facts: false\n  tasks:\n    - shell: ${task}\n`;

Deno.test({
  name: "unit: a worker as a service claims loops, comes back after kill -9 to what it had begun, and stops in time",
  ignore: noRoom() !== undefined,
  fn: async () => {
    await tidyBranches();
    const room = await ready("");
    await using _ground = room.ground;
    await using _room = room;
    const write = (name: string, text: string) => room.sh(`cat >/etc/ftl2/${name} <<'EOF'\n${text}EOF\n`);
    await write(
      "one.yml",
      play(`'echo "$GREETING as $(id -un)" >> ${HOME}/one; touch /etc/ftl2/not || echo closed >> ${HOME}/one'`),
    );
    await room.sh("systemctl daemon-reload; systemctl start ftl2-enterprise");
    await room.sh(until(`[ -e ${HOME}/loops.db ]`));
    const worked = async (name: string) =>
      await room.sh(`${AS} submit -f /etc/ftl2/${name}.yml --name ${name} >/dev/null && ${AS} logs ${name} -f`);
    assert.match(await worked("one"), /converged/);
    assert.equal(await room.sh(`cat ${HOME}/one`), "from the environment file as ftl2\nclosed\n");
    assert.equal(await room.sh("curl -s --retry 20 --retry-connrefused http://127.0.0.1:8640/livez"), "ok\n");
    assert.equal(await room.sh(`stat -c '%U %a' ${HOME} ${HOME}/loops.db`), "ftl2 700\nftl2 600\n");

    // A command that runs while the worker dies goes on, is found again by the next one, and has run once.
    const waiting = (name: string) =>
      play(
        `'echo begun >> ${HOME}/${name}; until [ -e ${HOME}/go ]; do sleep 0.1; done; echo ended >> ${HOME}/${name}'`,
      );
    const begun = async (name: string) => {
      await write(`${name}.yml`, waiting(name));
      await room.sh(
        `${AS} submit -f /etc/ftl2/${name}.yml --name ${name} >/dev/null\n${until(`[ -s ${HOME}/${name} ]`)}`,
      );
    };
    await begun("two");
    const pid = (await room.sh("systemctl show -P MainPID ftl2-enterprise")).trim();
    await room.sh(`kill -9 ${pid}`);
    await room.sh(until(`now=$(systemctl show -P MainPID ftl2-enterprise); [ "$now" != 0 ] && [ "$now" != ${pid} ]`));
    await room.sh(`touch ${HOME}/go`);
    assert.match(await room.sh(`${AS} logs two -f`), /converged/);
    assert.equal(await room.sh(`cat ${HOME}/two`), "begun\nended\n");

    // One that does not end is ended with the worker, long before systemd would kill that.
    await room.sh(`rm ${HOME}/go`);
    await begun("three");
    await room.sh("systemctl stop ftl2-enterprise");
    const stopped = await room.sh("systemctl show -p Result -p ActiveState -p MainPID ftl2-enterprise");
    assert.deepEqual(stopped.trim().split("\n").sort(), ["ActiveState=inactive", "MainPID=0", "Result=success"]);
    assert.equal(await room.sh(`pgrep -u ftl2 || echo nobody`), "nobody\n");
  },
});

Deno.test({
  name: "unit --local: a worker as a service becomes root on its own machine and writes where a playbook says",
  ignore: noRoom() !== undefined,
  fn: async () => {
    const room = await ready("--local");
    await using _ground = room.ground;
    await using _room = room;
    await room.sh(`echo 'ftl2 ALL=(ALL) NOPASSWD: ALL' >/etc/sudoers.d/ftl2-enterprise
cat >/etc/ftl2/site.yml <<'EOF'
- hosts: localhost
  gather_facts: false
  become: true
  tasks:
    - copy: {dest: /etc/ftl2/made, content: "by root", owner: root, mode: "0644"}
EOF
systemctl daemon-reload; systemctl start ftl2-enterprise
${until(`[ -e ${HOME}/loops.db ]`)}`);
    const log = await room.sh(`${AS} submit -f /etc/ftl2/site.yml --name site >/dev/null && ${AS} logs site -f`);
    assert.match(log, /converged/);
    assert.equal(await room.sh("stat -c '%U %a' /etc/ftl2/made; cat /etc/ftl2/made"), "root 644\nby root");
  },
});
