// Which distribution a host runs, in Ansible's names for them.
import type { JsonObject } from "../../model/json.ts";
import type { Fields } from "../scripts/fields.ts";

/** os-release's ID to Ansible's distribution and os_family. A map, for a host may call itself `constructor`. */
const KNOWN = new Map<string, [string, string]>(Object.entries({
  debian: ["Debian", "Debian"],
  raspbian: ["Debian", "Debian"],
  ubuntu: ["Ubuntu", "Debian"],
  linuxmint: ["Linux Mint", "Debian"],
  pop: ["Pop!_OS", "Debian"],
  kali: ["Kali", "Debian"],
  devuan: ["Devuan", "Debian"],
  rhel: ["RedHat", "RedHat"],
  centos: ["CentOS", "RedHat"],
  fedora: ["Fedora", "RedHat"],
  rocky: ["Rocky", "RedHat"],
  almalinux: ["AlmaLinux", "RedHat"],
  ol: ["OracleLinux", "RedHat"],
  amzn: ["Amazon", "RedHat"],
  alpine: ["Alpine", "Alpine"],
  arch: ["Archlinux", "Archlinux"],
  manjaro: ["Manjaro", "Archlinux"],
  gentoo: ["Gentoo", "Gentoo"],
  sles: ["SLES", "Suse"],
  sled: ["SLED", "Suse"],
  "opensuse-leap": ["openSUSE Leap", "Suse"],
  "opensuse-tumbleweed": ["openSUSE Tumbleweed", "Suse"],
  void: ["Void", "Void"],
  nixos: ["NixOS", "NixOS"],
  "clear-linux-os": ["Clear Linux OS", "ClearLinux"],
  flatcar: ["Flatcar", "Flatcar"],
}));

/** distribution, its version and family. */
export function distributionFacts(fields: Fields): JsonObject {
  const release = assignments(fields.line("/etc/os-release") ?? "");
  const system = (fields.line("uname") ?? "").split(" ")[0] ?? "";
  const id = release.get("ID") ?? "";
  const [name, family] = KNOWN.get(id) ?? likeKnown(release) ?? [release.get("NAME") ?? system, system];
  const point = fields.line("/etc/debian_version") ?? "";
  const version = id === "debian" && /^\d+\.\d+/.test(point)
    ? point
    : id === "alpine"
    ? fields.line("/etc/alpine-release") ?? release.get("VERSION_ID") ?? "NA"
    : release.get("VERSION_ID") ?? (name === "Archlinux" ? "rolling" : "NA");
  const [major = "", minor] = version.split(".");
  return {
    distribution: name,
    distribution_version: version,
    distribution_major_version: major,
    ...(id === "debian" && minor !== undefined ? { distribution_minor_version: minor } : {}),
    distribution_release: release.get("VERSION_CODENAME") ?? codename(release) ?? "NA",
    os_family: family,
  };
}

/** pkg_mgr: what the host installs packages with. */
export function packageManagerFacts(fields: Fields): JsonObject {
  const { os_family } = distributionFacts(fields);
  return { pkg_mgr: packageManager(fields.all("mark"), String(os_family)) };
}

function likeKnown(release: Map<string, string>): [string, string] | undefined {
  const like = (release.get("ID_LIKE") ?? "").split(" ").find((word) => KNOWN.has(word));
  return like === undefined ? undefined : [release.get("NAME") ?? like, KNOWN.get(like)?.[1] ?? ""];
}

function codename(release: Map<string, string>): string | undefined {
  return /\(([^)]+)\)/.exec(release.get("VERSION") ?? "")?.[1];
}

/** `NAME=value` lines with a shell's quotes. */
function assignments(text: string): Map<string, string> {
  const found = [...text.matchAll(/^([A-Z_]+)=(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|(.*))$/gm)];
  return new Map(
    found.map((
      [, key = "", double, single, plain],
    ) => [key, double?.replaceAll(/\\(.)/g, "$1") ?? single ?? plain ?? ""]),
  );
}

const MANAGERS: [string, string][] = [
  ["/usr/bin/zypper", "zypper"],
  ["/usr/bin/pacman", "pacman"],
  ["/sbin/apk", "apk"],
  ["/usr/bin/emerge", "portage"],
  ["/usr/bin/xbps-install", "xbps"],
  ["/usr/bin/swupd", "swupd"],
  ["/bin/opkg", "opkg"],
  ["/usr/bin/apt-get", "apt"],
  ["/usr/bin/dnf5", "dnf5"],
  ["/usr/bin/dnf", "dnf"],
  ["/usr/bin/microdnf", "dnf"],
  ["/usr/bin/yum", "yum"],
  ["/usr/sbin/pkg", "pkgng"],
  ["/opt/homebrew/bin/brew", "homebrew"],
  ["/usr/local/bin/brew", "homebrew"],
];

function packageManager(marks: string[], family: string): string {
  const there = MANAGERS.filter(([path]) => marks.includes(path)).map(([, name]) => name);
  // A family's own one wins over a foreign one that is installed too.
  const own = family === "Debian" ? ["apt"] : family === "RedHat" ? ["dnf5", "dnf", "yum"] : [];
  return own.find((name) => there.includes(name)) ?? there[0] ?? "unknown";
}

/** lsb, from its file or its program. */
export function lsbFacts(fields: Fields): JsonObject {
  const file = fields.line("/etc/lsb-release");
  const told = fields.line("lsb");
  let parts: (string | undefined)[];
  if (file !== undefined) {
    const found = assignments(file);
    parts = ["DISTRIB_ID", "DISTRIB_RELEASE", "DISTRIB_DESCRIPTION", "DISTRIB_CODENAME"].map((key) => found.get(key));
  } else if (told !== undefined) {
    const found = new Map([...told.matchAll(/^([^:\n]+):\s*(.*)$/gm)].map(([, key = "", value = ""]) => [key, value]));
    parts = ["Distributor ID", "Release", "Description", "Codename"].map((key) => found.get(key));
  } else if (fields.raw("lsb.debian") !== undefined) {
    const found = assignments(fields.line("/etc/os-release") ?? "");
    parts = ["Debian", ...["VERSION_ID", "PRETTY_NAME", "VERSION_CODENAME"].map((key) => found.get(key))];
  } else return { lsb: {} };
  const [id = "", release = "", description = "", codename = ""] = parts;
  return { lsb: { id, release, description, codename, major_release: release.split(".")[0] ?? "" } };
}
