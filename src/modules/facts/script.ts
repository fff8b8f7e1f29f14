// The one script that asks a host who it is. Files are told as they are; most questions start no program.
import { TELL } from "../fields.ts";

const FILES = [
  "/etc/os-release",
  "/etc/debian_version",
  "/etc/alpine-release",
  "/etc/lsb-release",
  "/etc/machine-id",
  "/etc/resolv.conf",
  "/proc/cpuinfo",
  "/proc/meminfo",
  "/proc/uptime",
  "/proc/loadavg",
  "/proc/cmdline",
  "/proc/mounts",
  "/proc/1/comm",
  "/proc/1/cgroup",
  "/proc/sys/crypto/fips_enabled",
  "/sys/fs/selinux/enforce",
  "/sys/module/apparmor/parameters/enabled",
];

const DMI = [
  "product_name",
  "product_version",
  "product_uuid",
  "product_serial",
  "sys_vendor",
  "bios_version",
  "bios_date",
  "board_name",
  "board_vendor",
  "chassis_vendor",
];

/** Paths whose being there says something. */
export const MARKS: string[] = [
  "/.dockerenv",
  "/run/.containerenv",
  "/run/systemd/system",
  "/etc/init.d",
  "/sbin/openrc",
  "/usr/bin/apt-get",
  "/usr/bin/dnf",
  "/usr/bin/dnf5",
  "/usr/bin/microdnf",
  "/usr/bin/yum",
  "/usr/bin/zypper",
  "/usr/bin/pacman",
  "/sbin/apk",
  "/usr/bin/emerge",
  "/usr/bin/xbps-install",
  "/usr/bin/swupd",
  "/usr/sbin/pkg",
  "/usr/local/bin/brew",
  "/opt/homebrew/bin/brew",
  "/bin/opkg",
  "/dev/kvm",
];

/** Date, in Ansible's order of use: local parts, seconds since 1970, nanoseconds where the host has them, zone. */
export const DATE_FORMAT = "%Y|%m|%d|%H|%M|%S|%A|%w|%W|%s|%N|%Z|%z";

/** Tells everything; ends with `env`, the environment, NULs and all, as the body. */
export function factsScript(): string {
  return `${TELL}h() { command -v "$1" >/dev/null 2>&1; }
n uname; uname -s -n -r -m; z
n version; uname -v; z
n fqdn; hostname -f 2>/dev/null || uname -n; z
n date; date '+${DATE_FORMAT}'; z
n id; id -u; id -g; id -ru; id -rg; id -un; z
n bits; getconf LONG_BIT 2>/dev/null; z
u=$(id -un); while IFS= read -r l; do case $l in "$u":*) e passwd "$l"; break;; esac; done </etc/passwd
for f in ${FILES.join(" ")}; do [ ! -r "$f" ] || { n "$f"; cat "$f" 2>/dev/null; z; }; done
for f in ${
    DMI.join(" ")
  }; do [ ! -r "/sys/class/dmi/id/$f" ] || { IFS= read -r l <"/sys/class/dmi/id/$f"; e "dmi.$f" "$l"; }; done
for f in ${MARKS.join(" ")}; do [ ! -e "$f" ] || e mark "$f"; done
n filesystems; while IFS=' ' read -r d m t o; do case $d in /*|*:/*) printf '%s\\n' "$m";; esac; done </proc/mounts 2>/dev/null |
while IFS= read -r m; do stat -f -c '%s|%S|%b|%a|%c|%d' -- "$m" 2>/dev/null || echo '|'; done; z
for i in /sys/class/net/*; do [ -e "$i/mtu" ] || continue; set --
for k in address mtu operstate type flags speed; do l=; { IFS= read -r l <"$i/$k"; } 2>/dev/null; set -- "$@" "$l"; done
e interface "\${i##*/}|$1|$2|$3|$4|$5|$6"; [ ! -d "$i/bridge" ] || e bridge "\${i##*/}"; [ ! -d "$i/bonding" ] || e bonding "\${i##*/}"; done
if h ip; then n addresses; ip -o addr show 2>/dev/null; z; n route4; ip -4 route get 8.8.8.8 2>/dev/null; z
n route6; ip -6 route get 2404:6800:400a:800::1012 2>/dev/null; z; fi
if [ ! -r /etc/lsb-release ] && h lsb_release; then n lsb; lsb_release -a 2>/dev/null; z; fi
n env; cat /proc/self/environ 2>/dev/null || env | tr '\\n' '\\000'`;
}
