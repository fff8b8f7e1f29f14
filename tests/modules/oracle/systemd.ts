// Scenarios of systemd: each in a room of its own that a real systemd has booted.
import { BOOTED, SYSTEMD_GROUND, SYSTEMD_ROOM, tidyBranches } from "../../rooms/systemd_room.ts";
import type { Scenario, Suite } from "./scenario.ts";

/** Units of every kind, below nothing of the machine's. */
export const UNITS =
  `unit() { { printf '[Unit]\\nDefaultDependencies=no\\nDescription=of %s\\n' "$1"; cat; } >/etc/systemd/system/"$1"; }
run='ExecStart=/bin/sleep infinity'
want='[Install]
WantedBy=room.target'
printf '[Service]\\n%s\\nExecReload=/bin/kill -CONT $MAINPID\\n%s\\n' "$run" "$want" | unit plain.service
printf '[Service]\\n%s\\n%s\\nAlias=other.service\\n' "$run" "$want" | unit aliased.service
printf '[Service]\\n%s\\n' "$run" | unit static.service
printf '[Service]\\nType=oneshot\\nExecStart=/bin/false\\n%s\\n' "$want" | unit failing.service
printf '[Service]\\nType=oneshot\\nRemainAfterExit=yes\\nExecStart=/bin/sh -c "exit 0"\\n%s\\n' "$want" | unit once.service
printf '[Service]\\n%s\\n' "$want" | unit broken.service
printf '[Service]\\n%s\\n%s\\nDefaultInstance=main\\n' "$run" "$want" | unit each@.service
printf '[Socket]\\nListenStream=/run/plug\\nAccept=no\\n[Install]\\nWantedBy=room.target\\n' | unit plug.socket
printf '[Service]\\n%s\\n' "$run" | unit plug.service
printf '[Timer]\\nOnActiveSec=1h\\nUnit=once.service\\n[Install]\\nWantedBy=room.target\\n' | unit hourly.timer
printf '[Service]\\n%s\\n[Install]\\nAlso=plug.socket\\n' "$run" | unit indirect.service
cat >/etc/init.d/oldie <<'S'
#!/bin/sh
### BEGIN INIT INFO
# Provides: oldie
# Required-Start:
# Required-Stop:
# Default-Start: 3
# Default-Stop: 0
### END INIT INFO
exit 0
S
printf '#!/bin/sh\\nexit 0\\n' >/etc/init.d/bare; chmod 755 /etc/init.d/oldie /etc/init.d/bare
`;

const REASON = "a task that reloads or restarts has done so before";
const scenarios: Scenario[] = [
  { name: "systemd starts", params: { name: "plain", state: "started" } },
  {
    name: "systemd leaves what runs",
    before: "systemctl start plain",
    params: { name: "plain.service", state: "started" },
  },
  { name: "systemd stops", before: "systemctl start plain", params: { name: "plain", state: "stopped" } },
  { name: "systemd leaves what is stopped", params: { name: "plain", state: "stopped" } },
  {
    name: "systemd restarts",
    before: "systemctl start plain",
    params: { name: "plain", state: "restarted" },
    restless: REASON,
  },
  { name: "systemd starts what was to be restarted", params: { name: "plain", state: "restarted" }, restless: REASON },
  {
    name: "systemd reloads",
    before: "systemctl start plain",
    params: { name: "plain", state: "reloaded" },
    restless: REASON,
  },
  { name: "systemd starts what was to be reloaded", params: { name: "plain", state: "reloaded" }, restless: REASON },
  {
    name: "systemd cannot reload what knows no reload",
    before: "systemctl start static",
    params: { name: "static", state: "reloaded" },
    guessed: ["changed", "state", "status", "name"],
    restless: REASON,
  },
  { name: "systemd enables", params: { name: "plain", enabled: true } },
  { name: "systemd disables", before: "systemctl enable plain", params: { name: "plain", enabled: false } },
  {
    name: "systemd leaves what is enabled",
    before: "systemctl enable plain",
    params: { name: "plain", enabled: true },
  },
  { name: "systemd leaves what is disabled", params: { name: "plain", enabled: false } },
  { name: "systemd starts and enables", params: { name: "plain", state: "started", enabled: true } },
  {
    name: "systemd stops and disables",
    before: "systemctl enable --now plain",
    params: { name: "plain", state: "stopped", enabled: false },
  },
  {
    name: "systemd enables for this boot only what stays so",
    before: "systemctl enable --runtime plain",
    params: { name: "plain", enabled: true },
  },
  {
    name: "systemd cannot mask a unit whose file is in the way",
    params: { name: "plain.service", masked: true },
    alike: ["enabled"],
    guessed: ["changed", "status", "name"],
    restless: "it fails every time",
    differs: {
      why: "Ansible says that it has changed what it could not change",
      run: { changed: false, failed: true },
      again: { changed: false, failed: true },
    },
  },
  { name: "systemd masks a unit of the distribution", params: { name: "systemd-logind", masked: true } },
  {
    name: "systemd leaves what is masked",
    before: "systemctl mask systemd-logind",
    params: { name: "systemd-logind", masked: true },
  },
  {
    name: "systemd unmasks",
    before: "systemctl mask systemd-logind",
    params: { name: "systemd-logind", masked: false },
  },
  {
    name: "systemd unmasks and enables",
    before: "mv /etc/systemd/system/plain.service /lib/systemd/system; systemctl daemon-reload; systemctl mask plain",
    params: { name: "plain", masked: false, enabled: true, state: "started" },
  },
  {
    name: "systemd unmasks and disables what is enabled below the mask",
    before:
      "mv /etc/systemd/system/plain.service /lib/systemd/system; systemctl daemon-reload; systemctl enable plain; systemctl mask plain",
    params: { name: "plain", masked: false, enabled: false },
  },
  {
    name: "systemd cannot start what is masked",
    before: "systemctl mask systemd-logind",
    params: { name: "systemd-logind", state: "started" },
    guessed: ["changed", "state", "status", "name"],
    restless: "it fails every time",
  },
  {
    name: "systemd cannot enable what is masked",
    before: "systemctl mask systemd-logind",
    params: { name: "systemd-logind", enabled: true },
    guessed: ["changed", "enabled", "status", "name"],
    restless: "it fails every time",
  },
  { name: "systemd masks what there is not", params: { name: "ghost.service", masked: true } },
  { name: "systemd does not know a unit to start", params: { name: "ghost", state: "started" } },
  { name: "systemd does not know a unit to stop", params: { name: "ghost", state: "stopped" } },
  { name: "systemd does not know a unit to enable", params: { name: "ghost", enabled: true } },
  { name: "systemd leaves a static unit that is to be enabled", params: { name: "static", enabled: true } },
  {
    name: "systemd cannot disable a static unit",
    params: { name: "static", enabled: false },
    restless: "systemctl disables it in vain",
  },
  {
    name: "systemd enables an indirect unit",
    params: { name: "indirect", enabled: true },
    restless: "it stays indirect",
  },
  {
    name: "systemd says why a unit cannot start",
    params: { name: "failing", state: "started" },
    guessed: ["changed", "state", "status", "name"],
    restless: "it fails every time",
  },
  { name: "systemd starts what stays after its end", params: { name: "once", state: "started" } },
  {
    name: "systemd cannot start a unit with a bad file",
    params: { name: "broken", state: "started" },
    guessed: ["changed", "state", "status", "name"],
    restless: "it fails every time",
  },
  { name: "systemd starts an instance", params: { name: "each@one", state: "started", enabled: true } },
  {
    name: "systemd enables a template's own instance",
    params: { name: "each@", enabled: true },
    alike: ["name", "enabled", "msg"],
  },
  { name: "systemd opens a socket", params: { name: "plug.socket", state: "started", enabled: true } },
  { name: "systemd starts a timer", params: { name: "hourly.timer", state: "started", enabled: true } },
  { name: "systemd enables under another name too", params: { name: "aliased", enabled: true, state: "started" } },
  {
    name: "systemd acts under another name",
    before: "systemctl enable aliased",
    params: { name: "other", state: "started" },
  },
  {
    name: "systemd leaves another name that is to be enabled",
    before: "systemctl enable aliased",
    params: { name: "other.service", enabled: true },
    restless: "a link is never enabled",
  },
  {
    name: "systemd enables an init script",
    params: { name: "oldie", enabled: true },
    restless: "systemd asks in vain for what its generator has not made",
    alike: ["name", "enabled", "msg", "warnings"],
  },
  {
    name: "systemd cannot enable an init script that names no runlevel",
    params: { name: "bare", enabled: true },
    alike: ["name", "enabled", "msg", "warnings"],
    guessed: ["changed", "enabled", "status", "name", "warnings"],
    restless: "it fails every time",
  },
  { name: "systemd reads its files anew", params: { daemon_reload: true }, restless: REASON },
  { name: "systemd starts itself anew", params: { daemon_reexec: true, daemon_reload: true }, restless: REASON },
  {
    name: "systemd reads a file that has changed",
    before: "systemctl start plain; echo '# more' >>/etc/systemd/system/plain.service",
    params: { name: "plain", state: "restarted", daemon_reload: true },
    restless: REASON,
  },
  {
    name: "systemd finds a file that was just written",
    before: "cp /etc/systemd/system/plain.service /etc/systemd/system/fresh.service",
    params: { name: "fresh", state: "started", enabled: true, daemon_reload: true },
  },
  {
    name: "systemd does not wait",
    params: { name: "once", state: "started", no_block: true },
    alike: ["name", "state", "msg"],
  },
  {
    name: "systemd replaces a link that is in the way",
    before: "ln -s /dev/zero /etc/systemd/system/other.service",
    params: { name: "aliased", enabled: true, force: true },
  },
  {
    name: "systemd does not replace it unasked",
    before: "ln -s /dev/zero /etc/systemd/system/other.service",
    params: { name: "aliased", enabled: true },
    guessed: ["changed", "enabled", "status", "name"],
    restless: "it fails every time",
  },
  {
    name: "systemd enables for every user",
    before: "cp /etc/systemd/system/plain.service /etc/systemd/user/",
    params: { name: "plain", scope: "global", enabled: true },
    alike: ["name", "enabled", "msg"],
  },
  { name: "systemd takes no pattern", params: { name: "pl*", state: "started" }, alike: ["msg"] },
  { name: "systemd is told a strange name", params: { name: "no such; thing", state: "started" } },
];

const STATUS = [
  "Id",
  "Names",
  "LoadState",
  "LoadError",
  "ActiveState",
  "SubState",
  "UnitFileState",
  "FragmentPath",
  "Description",
  "Type",
  "WantedBy",
];

/** The suite. */
export const suite: Suite = {
  inGate: 14,
  atLeast: 50,
  alike: ["name", "enabled", "state", "msg", "warnings", ...STATUS.map((key) => `status.${key}`)],
  room: {
    ...SYSTEMD_ROOM,
    // Each systemd takes some of the 128 inotify instances that a user may have.
    atOnce: 6,
    prepare: SYSTEMD_GROUND + UNITS,
    describe:
      "systemctl list-units --no-legend --plain --no-pager --type service,socket,timer --state active,failed | sed 's/  */ /g'; " +
      "systemctl is-enabled plain other aliased each@one indirect plug.socket hourly.timer oldie bare systemd-logind",
    ignore: ["^/etc/machine-id", "^/(lib|usr/lib)/systemd/system directory"],
  },
  scenarios: scenarios.map((scenario) => ({
    ...scenario,
    before: BOOTED + (scenario.before ?? ""),
    // What it takes of memory and time is in it.
    guessed: ["status", ...scenario.guessed ?? []],
  })),
  open: () => Promise.resolve({ words: {}, [Symbol.asyncDispose]: tidyBranches }),
};
