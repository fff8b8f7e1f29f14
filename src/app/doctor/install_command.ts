// The command that installs a package, by what kind of system this is.

/** A package by its name on each family of systems; a family without one has none. */
export interface Packages {
  debian: string;
  redhat?: string;
  alpine?: string;
  suse?: string;
  arch?: string;
  /** Homebrew's. */
  darwin?: string;
}

const FAMILIES: Record<Exclude<keyof Packages, "darwin">, { ids: RegExp; command: string }> = {
  debian: { ids: /\b(?:debian|ubuntu)\b/, command: "apt-get install" },
  redhat: { ids: /\b(?:rhel|fedora|centos|rocky|almalinux|amzn)\b/, command: "dnf install" },
  alpine: { ids: /\balpine\b/, command: "apk add" },
  suse: { ids: /\b(?:suse|opensuse\S*|sles)\b/, command: "zypper install" },
  arch: { ids: /\barch\b/, command: "pacman -S" },
};

/** `release` is the text of /etc/os-release. A line to type; where the system is not known, one for each family. */
export function installCommand(
  packages: Packages,
  { os, release, root }: { os: string; release: string; root: boolean },
): string[] {
  if (os === "darwin") return packages.darwin === undefined ? [] : [`brew install ${packages.darwin}`];
  const ids = release.split("\n").filter((line) => /^ID(?:_LIKE)?=/.test(line)).join(" ");
  const all = Object.entries(FAMILIES).flatMap(([family, { ids, command }]) => {
    const name = packages[family as keyof typeof FAMILIES] ?? packages.debian;
    return [{ ids, line: `${root ? "" : "sudo "}${command} ${name}` }];
  });
  const known = all.find((each) => each.ids.test(ids));
  return known === undefined ? all.slice(0, 3).map(({ line }) => line) : [known.line];
}
