// A repository of Debian packages for rooms: a shell text that builds it, small packages and all, and makes it the only one there is.

/** A package as it is to be built. */
export interface TinyPackage {
  name: string;
  version: string;
  /** Further lines of its control file: `Depends: other (>= 1)`. */
  control?: string[];
  /** Content of /etc/NAME.conf, a file that belongs to the host's owner. */
  configuration?: string;
  /** Shell that is run when it is configured. */
  postinst?: string;
  /** Not in the repository: a file in /srv/debs. */
  loose?: true;
}

const PACKAGES: TinyPackage[] = [
  ...["1.0", "1.1", "2.0"].map((version) => ({ name: "alpha-tiny", version })),
  {
    name: "beta-tiny",
    version: "1.0",
    control: ["Depends: gamma-tiny (>= 1.0)", "Recommends: delta-tiny"],
  },
  ...["1.0", "1.2"].map((version) => ({ name: "gamma-tiny", version })),
  { name: "delta-tiny", version: "1.0" },
  { name: "conf-tiny", version: "1.0", configuration: "first" },
  { name: "conf-tiny", version: "1.1", configuration: "second" },
  { name: "mta-one-tiny", version: "1.0", control: ["Provides: some-mta-tiny"] },
  { name: "mta-two-tiny", version: "1.0", control: ["Provides: some-mta-tiny"] },
  { name: "lone-tiny", version: "1.0", control: ["Provides: lonely-tiny"] },
  {
    name: "served-tiny",
    version: "1.0",
    postinst: "if [ -x /usr/sbin/policy-rc.d ]; then /usr/sbin/policy-rc.d served start; echo $? >/srv/policy; " +
      "else echo none >/srv/policy; fi",
  },
  { name: "broken-tiny", version: "1.0", postinst: "echo it breaks >&2; exit 3" },
  { name: "epoch-tiny", version: "1:1.0-1" },
  { name: "epoch-tiny", version: "1:1.0~rc1-1" },
  { name: "clash-tiny", version: "1.0", control: ["Conflicts: alpha-tiny"] },
  { name: "g++-tiny", version: "1.0" },
  { name: "needy-tiny", version: "1.0", control: ["Depends: nowhere-tiny"] },
  { name: "loose-tiny", version: "1.0", control: ["Depends: gamma-tiny"], loose: true },
  { name: "loose-tiny", version: "1.1", control: ["Depends: gamma-tiny"], loose: true },
  // What only newer lists know of.
  { name: "gamma-tiny", version: "1.3", loose: true },
  { name: "fresh-tiny", version: "1.0", loose: true },
];

/** Twenty packages that have nothing to do with each other. */
export const MANY: readonly string[] = Array.from(
  { length: 20 },
  (_, at) => `many-${String.fromCharCode(97 + at)}-tiny`,
);

/** The shell text. The repository is the folder /srv/repo; it can also be told to serve as anything that apt can fetch from. */
export function repositoryScript(packages: readonly TinyPackage[] = PACKAGES): string {
  const all = [...packages, ...MANY.map((name) => ({ name, version: "1.0" }))];
  return `set -e
${SMALL}
mkdir -p /srv/repo /srv/debs
${all.map(built).join("\n")}
${INDEX}
rm -rf /etc/apt/sources.list.d/* /etc/apt/sources.list /etc/apt/preferences.d/* /var/lib/apt/lists/*
rm -f /var/cache/apt/archives/*.deb
echo 'deb [trusted=yes] file:/srv/repo ./' >/etc/apt/sources.list.d/here.list
apt-get -q update >/dev/null`;
}

/** dpkg and apt of a machine with little on it: what is really there makes every call of theirs five times as slow. */
const SMALL = `cd /var/lib/dpkg
for p in dpkg bash libc6; do dpkg-query -s "$p" | grep -v -E '^(Pre-)?Depends:|^Recommends:|^Suggests:|^Breaks:|^Conflicts:|^Replaces:'; echo
done >status.new
mkdir info.new; for p in dpkg bash; do cp -p info/$p.list info.new/; done; cp -p info/libc6:amd64.list info/format info.new/
rm -rf info status-old; mv info.new info; mv status.new status; : >diversions; : >statoverride; rm -f triggers/*; : >triggers/File; : >triggers/Unincorp
rm -f /var/lib/apt/extended_states; cd /`;

/** Writes the list of what lies in /srv/repo. */
const INDEX =
  `(cd /srv/repo; for f in *.deb; do dpkg-deb -f "$f"; printf 'Filename: ./%s\\nSize: %s\\nSHA256: %s\\n\\n' \\
"$f" "$(stat -c %s "$f")" "$(sha256sum "$f" | cut -d' ' -f1)"; done >Packages)`;

/** New packages come into the repository. */
export const NEWER = `mv /srv/debs/gamma-tiny_1.3_all.deb /srv/debs/fresh-tiny_1.0_all.deb /srv/repo/\n${INDEX}`;

/** Builds one into /srv/repo, or into /srv/debs. */
function built({ name, version, control = [], configuration, postinst, loose }: TinyPackage): string {
  const folder = `/srv/build/${name}`;
  const lines = [
    `rm -rf ${folder}; mkdir -p ${folder}/DEBIAN ${folder}/usr/share/${name}`,
    `echo ${version} >${folder}/usr/share/${name}/version`,
    `printf '%s\\n' ${
      ["Package: " + name, "Version: " + version, "Architecture: all", "Maintainer: nobody <nobody@localhost>"]
        .concat(control, "Description: a tiny package").map((line) => `'${line}'`).join(" ")
    } >${folder}/DEBIAN/control`,
  ];
  if (configuration !== undefined) {
    lines.push(`mkdir ${folder}/etc; echo ${configuration} >${folder}/etc/${name}.conf`);
    lines.push(`echo /etc/${name}.conf >${folder}/DEBIAN/conffiles`);
  }
  if (postinst !== undefined) {
    lines.push(
      `printf '%s\\n' '#!/bin/sh' '${postinst}' >${folder}/DEBIAN/postinst; chmod 755 ${folder}/DEBIAN/postinst`,
    );
  }
  const file = `${name}_${version.replace(/^\d+:/, "")}_all.deb`;
  lines.push(`dpkg-deb --root-owner-group -Znone -b ${folder} /srv/${loose ? "debs" : "repo"}/${file} >/dev/null`);
  return lines.join("\n");
}
