// The one script that asks a host who it is. One program tells all files; a question that nobody asks starts none.
import { Fields, TELL } from "../scripts/fields.ts";
import { pathWord } from "../scripts/shell_words.ts";

const DMI_FOLDER = "/sys/class/dmi/id/";
const DMI_FILES = [
  ..."bios board chassis product".split(" ").map((part) => `${DMI_FOLDER}${part}_*`),
  `${DMI_FOLDER}sys_vendor`,
];

/** Files by the collectors that read them. */
const FILES: Record<string, string[]> = {
  apparmor: ["/sys/module/apparmor/parameters/enabled"],
  cmdline: ["/proc/cmdline"],
  distribution: ["/etc/os-release", "/etc/debian_version", "/etc/alpine-release"],
  dns: ["/etc/resolv.conf"],
  fips: ["/proc/sys/crypto/fips_enabled"],
  hardware: ["/proc/cpuinfo", "/proc/meminfo", "/proc/uptime", "/proc/self/mountinfo", ...DMI_FILES],
  iscsi: ["/etc/iscsi/initiatorname.iscsi"],
  loadavg: ["/proc/loadavg"],
  lsb: ["/etc/lsb-release", "/etc/os-release"],
  nvme: ["/etc/nvme/hostnqn"],
  platform: ["/etc/machine-id", "/var/lib/dbus/machine-id"],
  selinux: ["/sys/fs/selinux/enforce"],
  service_mgr: ["/proc/1/comm"],
  ssh_pub_keys: ["/etc/ssh", "/etc/openssh", "/etc"].map((folder) => `${folder}/ssh_host_*_key.pub`),
  virtual: ["/proc/1/cgroup", "/proc/cpuinfo", "/proc/modules", "/proc/xen/capabilities", "/run/systemd/container"]
    .concat(DMI_FILES),
};

/** Paths whose being there says something, by collectors. */
const MARKS: Record<string, string[]> = {
  service_mgr: ["/run/systemd/system", "/etc/init.d", "/sbin/openrc"],
  pkg_mgr: [
    ...["/usr/bin/apt-get", "/usr/bin/dnf", "/usr/bin/dnf5", "/usr/bin/microdnf", "/usr/bin/yum", "/usr/bin/zypper"],
    ...["/usr/bin/pacman", "/sbin/apk", "/usr/bin/emerge", "/usr/bin/xbps-install", "/usr/bin/swupd"],
    ...["/usr/sbin/pkg", "/usr/local/bin/brew", "/opt/homebrew/bin/brew", "/bin/opkg"],
  ],
  virtual: ["/.dockerenv", "/.dockerinit", "/dev/kvm", "/proc/vz", "/proc/lve", "/proc/bc", "/proc/xen"],
};

/** Date, in Ansible's order of use: local parts, seconds since 1970, nanoseconds where the host has them, zone. */
const DATE_FORMAT = "%Y|%m|%d|%H|%M|%S|%A|%w|%W|%s|%N|%Z|%z";

/** Shell by collectors; `r FILE` sets `l` to a file's first line. */
const QUESTIONS: Record<string, string> = {
  platform: `n version; uname -v; z
n fqdn; hostname -f 2>/dev/null || uname -n; z
n bits; getconf LONG_BIT 2>/dev/null; z`,
  date_time: `n date; date '+${DATE_FORMAT}'; z
[ -n "\${TZ-}" ] || [ ! -r /etc/localtime ] || { n zone; tail -n 1 /etc/localtime; z; }`,
  user: `i=$(id); e id "$i"; u=\${i#*(}; u=\${u%%)*}
while IFS= read -r l; do case $l in "$u":*) e passwd "$l"; break;; esac; done </etc/passwd`,
  // Debian's program tells what os-release has, and is slow.
  lsb: `if [ ! -r /etc/lsb-release ] && h lsb_release; then d=
{ while IFS= read -r l; do [ "$l" != ID=debian ] || d=yes; done </etc/os-release; } 2>/dev/null
if [ -n "$d" ]; then e lsb.debian yes; else n lsb; lsb_release -a 2>/dev/null; z; fi; fi`,
  caps: `if h capsh; then n capsh; capsh --print 2>/dev/null; z; fi`,
  chroot: `e debian_chroot "\${debian_chroot-}"; n roots; stat -c '%d %i' / /proc/1/root/. 2>/dev/null; z`,
  fibre_channel_wwn: `for f in /sys/class/fc_host/*/port_name; do [ ! -r "$f" ] || { r "$f"; e wwn "$l"; }; done`,
  virtual: `n environ1; { tr '\\000' '\\n' </proc/1/environ; } 2>/dev/null; z`,
  hardware: `n filesystems; set --; while IFS=' ' read -r d m t o; do case $d in
/* | *:/*) case $m in *\\\\*) m=$(printf %b. "$m"); m=\${m%.};; esac; set -- "$@" "$m";; esac; done </proc/mounts 2>/dev/null
[ $# = 0 ] || stat -f -c '%s|%S|%b|%a|%c|%d|%n' -- "$@" 2>/dev/null; z
n /proc/mounts; cat /proc/mounts 2>/dev/null; z
if [ -d /dev/disk ] || [ -d /dev/mapper ]; then
n links; LC_ALL=C ls -l /dev/disk/by-id /dev/disk/by-uuid /dev/disk/by-label /dev/mapper 2>/dev/null; z; fi
for b in /sys/block/*; do [ -e "$b/size" ] || continue; s=\${b##*/}
for k in removable queue/discard_granularity device/vendor device/model device/sas_address device/sas_device_handle \\
device/serial queue/rotational queue/scheduler size queue/logical_block_size; do r "$b/$k"; s="$s|$l"; done
e device "$s"
for o in "$b"/slaves/* "$b"/holders/* "$b"/*/holders/*; do [ ! -e "$o" ] || { r "$o/dm/name"; e relation "$o|$l"; }; done
for p in "$b/\${b##*/}"*; do [ -e "$p/start" ] || continue; r "$p/start"; set -- "$l"; r "$p/size"
e partition "\${b##*/}|\${p##*/}|$1|$l"; done; done
if h lspci; then n lspci; lspci -D 2>/dev/null; z; n pci; LC_ALL=C ls -l /sys/block; z; fi
if h vgs && [ "$(id -u)" = 0 ]; then o='--noheadings --nosuffix --units g --separator ,'
for p in vgs lvs pvs; do n "$p"; $p $o 2>/dev/null; z; done; fi`,
  network: `for i in /sys/class/net/*; do [ -e "$i/mtu" ] || continue; set --
for k in address mtu operstate type flags speed; do r "$i/$k"; set -- "$@" "$l"; done
e interface "\${i##*/}|$1|$2|$3|$4|$5|$6"
if [ -d "$i/bridge" ]; then r "$i/bridge/bridge_id"; s=$l; r "$i/bridge/stp_state"; set --
for p in "$i"/brif/*; do [ ! -e "$p" ] || set -- "$@" "\${p##*/}"; done; e bridge "\${i##*/}|$s|$l|$*"; fi
if [ -d "$i/bonding" ]; then set --; for k in slaves mode miimon lacp_rate primary all_slaves_active; do
r "$i/bonding/$k"; set -- "$@" "$l"; done; e bonding "\${i##*/}|$1|$2|$3|$4|$5|$6"; fi
[ ! -d "$i/bonding_slave" ] || { r "$i/bonding_slave/perm_hwaddr"; e perm_hwaddr "\${i##*/}|$l"; }; done
n netlinks; LC_ALL=C ls -ld /sys/class/net/*/device /sys/class/net/*/device/driver/module 2>/dev/null; z
if h ip; then n addresses; ip -o addr show 2>/dev/null; z; n route4; ip -4 route get 8.8.8.8 2>/dev/null; z
n route6; ip -6 route get 2404:6800:400a:800::1012 2>/dev/null; z; fi`,
};

/** Custom facts: a program's output and end, or a file's content. */
function localFacts(path: string): string {
  return `for f in ${pathWord(path)}/*.fact; do [ -e "$f" ] || continue; e local "$f"
if [ -x "$f" ] && [ ! -d "$f" ]; then n local.out; { m=$("$f" </dev/null 2>&1 >&3; c=$?; echo .; exit "$c"); c=$?; } 3>&1; z; e local.rc "$c" local.err "\${m%.}"
else n local.out; cat "$f" 2>/dev/null; z; e local.rc '' local.err ''; fi; done`;
}

/** Tells what the collectors ask for; ends with `env`, the environment, NULs and all, as the body. */
export function factsScript(collectors: ReadonlySet<string>, factPath: string): string {
  const asked = (all: Record<string, string[]>) => [
    ...new Set(Object.entries(all).flatMap(([name, paths]) => collectors.has(name) ? paths : [])),
  ];
  const [files, marks] = [asked(FILES), asked(MARKS)];
  const lines = Object.entries(QUESTIONS).flatMap(([name, question]) => collectors.has(name) ? [question] : []);
  if (collectors.has("platform") || collectors.has("distribution")) lines.unshift("n uname; uname -s -n -r -m; z");
  if (files.length > 0) lines.push(`n files; LC_ALL=C grep -s '' /dev/null ${files.join(" ")}; z`);
  if (marks.length > 0) lines.push(`for f in ${marks.join(" ")}; do [ ! -e "$f" ] || e mark "$f"; done`);
  if (collectors.has("local")) lines.push(localFacts(factPath));
  if (collectors.has("env")) lines.push("n env; cat /proc/self/environ 2>/dev/null || env | tr '\\n' '\\000'");
  return `${TELL}h() { command -v "$1" >/dev/null 2>&1; }
r() { l=; { IFS= read -r l <"$1"; } 2>/dev/null; }
e told yes
${lines.join("\n")}`;
}

/** What the script told, the files it read among it: each under its path, the firmware's under `dmi.NAME`. */
export function toldFacts(output: string): { fields: Fields; env: string | undefined } {
  const at = output.indexOf(ENVIRONMENT);
  const told = at < 0 ? output : output.slice(0, at + 1);
  const files = new Map<string, string>();
  for (const line of (new Fields(told).line("files") ?? "").split("\n")) {
    const [path = "", text] = line.split(/:(.*)/s);
    if (text !== undefined) files.set(path, `${files.get(path) ?? ""}${text}\n`);
  }
  const pairs = [...files].map(([path, text]) =>
    path.startsWith(DMI_FOLDER) ? `dmi.${path.slice(DMI_FOLDER.length)}\0${text.trim()}\0` : `${path}\0${text}\0`
  );
  return { fields: new Fields(told + pairs.join("")), env: at < 0 ? undefined : output.slice(at + ENVIRONMENT.length) };
}

const ENVIRONMENT = "\0env\0";
