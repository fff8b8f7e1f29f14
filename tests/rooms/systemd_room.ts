// A room whose first process is systemd itself, with the units that its ground holds and none of this machine's: it boots in a quarter of a
// second. It has its own branch of the machine's cgroups, cannot write to the kernel's settings, and starts `room.target` only.
//
//   await using ground = await prepareRooms(SYSTEMD_GROUND + "more units");
//   await using room = await openRoom({ ground, ...SYSTEMD_ROOM });
//   await room.sh(BOOTED);

const BRANCH = "ftl2-room-";

/** Shell: what the ground of such rooms begins with. */
export const SYSTEMD_GROUND = `cd /etc/systemd/system
rm -rf ./* /etc/rc?.d/*
cat >room.target <<'U'
[Unit]
DefaultDependencies=no
Wants=room-ready.service
U
cat >room-ready.service <<'U'
[Unit]
DefaultDependencies=no
Before=room.target
[Service]
Type=oneshot
ExecStart=/bin/sh -c 'echo ready >/run/ready'
U
cat >/etc/boot <<'B'
mount --bind /proc/sys /proc/sys; mount -o remount,ro,bind /proc/sys
umount /run/machine
mount -t tmpfs tmpfs /sys/fs/cgroup; mkdir /sys/fs/cgroup/systemd
mount -t cgroup -o none,name=systemd cgroup /sys/fs/cgroup/systemd
mount -t tmpfs tmpfs /usr/lib/systemd/system-generators
exec env -i container=room PATH=/usr/sbin:/usr/bin:/sbin:/bin /lib/systemd/systemd --log-target=null --unit=room.target --show-status=0
B
`;

/** How such a room is opened. */
export const SYSTEMD_ROOM = {
  unshare: ["--net"],
  init: `mkdir /run/machine; mount -t cgroup -o none,name=systemd cgroup /run/machine
read -r id </proc/sys/kernel/random/uuid
branch=/run/machine/${BRANCH}$id
mkdir "$branch"; echo 0 >"$branch/cgroup.procs"
mkfifo /run/ready
echo ready
exec unshare --cgroup sh /etc/boot`,
};

/** Shell: waits until it has booted; fails where it does not. */
export const BOOTED = "timeout 60 cat /run/ready >/dev/null || exit 1\n";

/** Removes the branches of rooms that are gone: those older than a minute in which no process is. */
export async function tidyBranches(): Promise<void> {
  const script = `for branch in $(find /sys/fs/cgroup/systemd -maxdepth 1 -name '${BRANCH}*' -mmin +1); do
  [ -n "$(find "$branch" -name cgroup.procs -exec cat {} +)" ] || find "$branch" -depth -type d -exec rmdir {} +
done`;
  await new Deno.Command("sh", { args: ["-c", script], stdin: "null", stderr: "null" }).output();
}
