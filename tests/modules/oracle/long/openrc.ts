// Scenarios of service and service_facts on OpenRC: the real one of Debian's packages, in rooms.
import { fetchPackages } from "../../rpm_repository.ts";
import type { Scenario, Suite } from "../scenario.ts";

const DEBS = "/tmp/ftl2-openrc-debs";
const AGAIN = "it acts each time";
const FAILS = { guessed: ["changed", "name", "state", "enabled"], restless: "it fails every time" };
const scenarios: Scenario[] = [
  { name: "service of OpenRC starts", params: { name: "good", state: "started" } },
  {
    name: "service of OpenRC leaves what runs",
    before: "rc-service good start",
    params: { name: "good", state: "started" },
  },
  { name: "service of OpenRC stops", before: "rc-service good start", params: { name: "good", state: "stopped" } },
  { name: "service of OpenRC leaves what is stopped", params: { name: "good", state: "stopped" } },
  {
    name: "service of OpenRC restarts",
    before: "rc-service good start",
    params: { name: "good", state: "restarted" },
    restless: AGAIN,
  },
  {
    name: "service of OpenRC starts what was to be restarted",
    params: { name: "good", state: "restarted" },
    restless: AGAIN,
  },
  {
    name: "service of OpenRC reloads",
    before: "rc-service good start",
    params: { name: "good", state: "reloaded" },
    restless: AGAIN,
  },
  {
    name: "service of OpenRC starts what was to be reloaded",
    params: { name: "good", state: "reloaded" },
    restless: AGAIN,
  },
  { name: "service of OpenRC says that one fails", params: { name: "sick", state: "started" }, ...FAILS },
  {
    name: "service of OpenRC starts what has crashed",
    before: "rc-service daemon start; kill -9 $(cat /run/daemon.pid); sleep 0.2",
    params: { name: "daemon", state: "started" },
  },
  { name: "service of OpenRC does not know a service", params: { name: "ghost", state: "started" }, ...FAILS },
  { name: "service of OpenRC leaves what it does not know", params: { name: "ghost", state: "stopped" } },
  { name: "service of OpenRC enables", params: { name: "good", enabled: true } },
  {
    name: "service of OpenRC leaves what is enabled",
    before: "rc-update add good default",
    params: { name: "good", enabled: true },
  },
  {
    name: "service of OpenRC disables",
    before: "rc-update add good default",
    params: { name: "good", enabled: false },
  },
  { name: "service of OpenRC leaves what is disabled", params: { name: "good", enabled: false } },
  {
    name: "service of OpenRC enables in a runlevel",
    before: "rc-update add good default",
    params: { name: "good", enabled: true, runlevel: "boot" },
  },
  {
    name: "service of OpenRC disables in a runlevel that it is not in",
    before: "rc-update add good default",
    params: { name: "good", enabled: false, runlevel: "boot" },
  },
  { name: "service of OpenRC cannot enable what is not there", params: { name: "ghost", enabled: true }, ...FAILS },
  { name: "service of OpenRC starts and enables", params: { name: "good", state: "started", enabled: true } },
  {
    name: "service_facts of OpenRC",
    module: "service_facts",
    before: "rc-service good start; rc-update add good default",
    params: {},
    alike: ["ansible_facts"],
  },
];

/** The suite. */
export const suite: Suite = {
  atLeast: 20,
  alike: ["name", "state", "enabled", "msg"],
  room: {
    prepare:
      `for deb in ${DEBS}/*.deb; do dpkg-deb --fsys-tarfile "$deb" | tar -x --keep-directory-symlink -C /; done; ldconfig
rm -f /sbin/init /usr/bin/systemctl /etc/init.d/*; mkdir -p /etc/runlevels/default /etc/runlevels/boot
service() { { echo '#!/sbin/openrc-run'; cat; } >/etc/init.d/$1; chmod 755 /etc/init.d/$1; }
service good <<'S'
extra_started_commands=reload
start() { ebegin "Starting good"; eend 0; }
stop() { ebegin "Stopping good"; eend 0; }
reload() { ebegin "Reloading good"; eend 0; }
S
service sick <<'S'
start() { eerror "no"; return 1; }
S
service daemon <<'S'
command=/bin/sleep
command_args=1000
command_background=true
pidfile=/run/daemon.pid
S
`,
    describe: "for each in good sick daemon; do rc-service $each status; echo $?; done; rc-update show",
    ignore: ["^/run/", "^/var/lib/misc", "^/usr/lib/rc"],
  },
  scenarios: scenarios.map((scenario) => ({
    ...scenario,
    before: `mkdir -p /run/openrc; touch /run/openrc/softlevel; rc-status -a -s >/dev/null\n${scenario.before ?? ""}`,
  })),
  async open() {
    await fetchPackages(DEBS, ["openrc"]);
    return { words: {}, [Symbol.asyncDispose]: () => Deno.remove(DEBS, { recursive: true }) };
  },
};
