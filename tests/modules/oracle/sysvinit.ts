// Scenarios of sysvinit and of service: init scripts that really start daemons, in rooms that nothing but them manages.
import type { Scenario, Suite } from "./scenario.ts";

/** An init script with a daemon of its own; `plain` has none of the standard's headers, `mute` knows no status, `leaky` keeps its outputs open. */
export const SCRIPTS = `rm -f /sbin/init /usr/bin/systemctl /bin/systemctl; rm -rf /etc/rc?.d/* /etc/init.d/*
script() { cat >/etc/init.d/$1 <<S
#!/bin/sh
### BEGIN INIT INFO
# Provides:          $1
# Required-Start:
# Required-Stop:
# Default-Start:     2 3 4 5
# Default-Stop:      0 1 6
### END INIT INFO
pid=/run/$1.pid
case "\\$1" in
  start) shift; $2; echo "Starting $1 \\$*." ;;
  stop) if [ -f \\$pid ]; then kill -9 \\$(cat \\$pid); rm \\$pid; echo "Stopping $1."; fi ;;
  reload) kill -CONT \\$(cat \\$pid) && echo "Reloading $1." ;;
  status) $3 ;;
  *) echo "Usage: $1 {start|stop}" >&2; exit 2 ;;
esac
S
chmod 755 /etc/init.d/$1; }
start='start-stop-daemon --start --quiet --oknodo --background --make-pidfile --pidfile $pid --startas /bin/sleep -- 1000'
alive='[ -f $pid ]'
lsb="if $alive; then echo it is running; else echo it is stopped; exit 3; fi"
script good "$start" "$lsb"
script mute "$start" "$alive"
script sick "echo no >&2; exit 1" "echo is dead; exit 1"
script leaky "/bin/sleep 1000 & echo \\$! >\\$pid" "$lsb"
`;

const START = "/etc/init.d/good start >/dev/null 2>&1 </dev/null";
const AGAIN = "it acts each time";
const FAILS = { guessed: ["changed", "status", "name", "state", "enabled"], restless: "it fails every time" };
const scenarios: Scenario[] = [
  { name: "sysvinit starts", params: { name: "good", state: "started" } },
  { name: "sysvinit leaves what runs", before: START, params: { name: "good", state: "started" } },
  { name: "sysvinit stops", before: START, params: { name: "good", state: "stopped" } },
  { name: "sysvinit leaves what is stopped", params: { name: "good", state: "stopped" } },
  { name: "sysvinit restarts", before: START, params: { name: "good", state: "restarted", sleep: 0 }, restless: AGAIN },
  { name: "sysvinit reloads", before: START, params: { name: "good", state: "reloaded" }, restless: AGAIN },
  { name: "sysvinit starts a script without words", params: { name: "mute", state: "started" } },
  {
    name: "sysvinit stops a script without words",
    before: "/etc/init.d/mute start",
    params: { name: "mute", state: "stopped" },
  },
  { name: "sysvinit enables", params: { name: "good", enabled: true } },
  {
    name: "sysvinit leaves what is enabled",
    before: "update-rc.d good defaults",
    params: { name: "good", enabled: true },
  },
  { name: "sysvinit disables", before: "update-rc.d good defaults", params: { name: "good", enabled: false } },
  { name: "sysvinit leaves what is disabled", params: { name: "good", enabled: false } },
  {
    name: "sysvinit enables what was disabled",
    before: "update-rc.d good defaults; update-rc.d good disable",
    params: { name: "good", enabled: true },
    alike: ["name"],
    differs: {
      why: "update-rc.d defaults leaves links that stop a service alone, so that Ansible never enables it",
      again: { changed: false },
      tree: true,
    },
  },
  {
    name: "sysvinit disables in some runlevels",
    before: "update-rc.d good defaults",
    params: { name: "good", enabled: false, runlevels: ["3", "5"] },
  },
  { name: "sysvinit starts and enables", params: { name: "good", state: "started", enabled: true } },
  { name: "sysvinit gives arguments", params: { name: "good", state: "started", arguments: "one 'two words'" } },
  { name: "sysvinit says that a script fails", params: { name: "sick", state: "started" }, ...FAILS },
  { name: "sysvinit does not know a service", params: { name: "ghost", state: "started" } },
  {
    name: "sysvinit does not wait for a daemon that keeps its outputs open",
    params: { name: "leaky", state: "started" },
  },
  {
    name: "sysvinit believes a pattern",
    before: START,
    params: { name: "good", state: "started", pattern: "sleep 1000" },
  },
  {
    name: "sysvinit believes a pattern that is not there",
    params: { name: "good", state: "stopped", pattern: "no such process" },
    alike: ["name", "warnings"],
  },
  { name: "service starts", module: "service", params: { name: "good", state: "started" } },
  {
    name: "service restarts",
    module: "service",
    before: START,
    params: { name: "good", state: "restarted", sleep: 0 },
    restless: AGAIN,
  },
  { name: "service enables", module: "service", params: { name: "good", enabled: true } },
  {
    name: "service_facts of init scripts",
    module: "service_facts",
    before: START,
    params: {},
    alike: ["ansible_facts"],
  },
  { name: "service does not know a service", module: "service", params: { name: "ghost", state: "started" } },
];

const generic: Scenario[] = [
  { name: "starts", params: { name: "good", state: "started" } },
  { name: "leaves what runs", before: START, params: { name: "good", state: "started" } },
  { name: "stops", before: START, params: { name: "good", state: "stopped" } },
  { name: "leaves what is stopped", params: { name: "good", state: "stopped" } },
  { name: "restarts", before: START, params: { name: "good", state: "restarted" }, restless: AGAIN },
  { name: "starts what was to be restarted", params: { name: "good", state: "restarted" }, restless: AGAIN },
  { name: "reloads", before: START, params: { name: "good", state: "reloaded" }, restless: AGAIN },
  { name: "starts what was to be reloaded", params: { name: "good", state: "reloaded" }, restless: AGAIN },
  { name: "enables", params: { name: "good", enabled: true } },
  { name: "disables", before: "update-rc.d good defaults", params: { name: "good", enabled: false } },
  {
    name: "enables what was disabled",
    before: "update-rc.d good defaults; update-rc.d good disable",
    params: { name: "good", enabled: true },
  },
  { name: "starts and enables", params: { name: "good", state: "started", enabled: true } },
  { name: "says that a script fails", params: { name: "sick", state: "started" }, ...FAILS },
  { name: "does not know a service", params: { name: "ghost", enabled: true } },
  { name: "does not wait for a daemon that keeps its outputs open", params: { name: "leaky", state: "started" } },
  { name: "believes a pattern", before: START, params: { name: "good", state: "started", pattern: "sleep 1000" } },
  { name: "gives arguments", params: { name: "good", state: "started", arguments: "one two" } },
].map((scenario) => ({
  ...scenario,
  name: `service without a manager ${scenario.name}`,
  module: "service",
  params: { ...scenario.params, use: "service" },
}));

const DEED = ["changed", "rc", "stdout", "stderr"];

/** The suite. */
export const suite: Suite = {
  atLeast: 40,
  alike: [
    "name",
    "msg",
    "rc",
    "state",
    "enabled",
    ...DEED.flatMap((key) => ["enabled", "started", "stopped", "reloaded"].map((of) => `status.${of}.${key}`)),
  ],
  room: {
    prepare: SCRIPTS,
    describe: "for each in good mute sick leaky; do service $each status; echo $?; done",
  },
  scenarios: scenarios.concat(generic).map((scenario) => ({
    ...scenario,
    guessed: ["status", ...scenario.guessed ?? []],
  })),
};
